#include "services/tasks/reminders/sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

Notice NoticeWith(const std::string& key) {
  return {.key = key,
          .subject = "21526-2024-I.10",
          .unit = "21526",
          .year = 2024,
          .milestone = "due:2024-12-31:-7",
          .recipient = "office:DC",
          .date = CivilDay(2024, 12, 24),
          .title = "Sắp đến hạn",
          .message = "Nhiệm vụ \"Đạt\"\ncòn 7 ngày",
          .created = absl::FromUnixSeconds(1'735'000'000)};
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// How often each key stands in the file. A line that is no JSON counts as "torn".
std::map<std::string, int> KeysIn(const std::string& path) {
  std::map<std::string, int> keys;
  for (const absl::string_view line : absl::StrSplit(ReadFile(path), '\n', absl::SkipEmpty())) {
    const auto notice = nlohmann::json::parse(line, nullptr, false);
    ++keys[notice.is_discarded() ? "torn" : notice["key"].get<std::string>()];
  }
  return keys;
}

TEST(NoticeJsonTest, IsOneLineInAnOrder) {
  EXPECT_EQ(NoticeJson(NoticeWith("a|b")),
            absl::StrCat(R"({"id":")", StableId(NoticeWith("a|b")),
                         R"(","key":"a|b","subject":"21526-2024-I.10","unit":"21526","year":2024,)"
                         R"("milestone":"due:2024-12-31:-7","recipient":"office:DC","date":"2024-12-24",)"
                         R"("title":"Sắp đến hạn","message":"Nhiệm vụ \"Đạt\"\ncòn 7 ngày",)"
                         R"("created":"2024-12-24T00:26:40+00:00"})"));
}

TEST(NoticeJsonTest, IdsAreOfTheKeyAlone) {
  Notice again = NoticeWith("a");
  again.attempts = 5;
  again.message = "khác";
  EXPECT_EQ(StableId(again), StableId(NoticeWith("a")));
  EXPECT_NE(StableId(NoticeWith("a")), StableId(NoticeWith("b")));
  EXPECT_THAT(StableId(NoticeWith("đ|ê")), MatchesRegex("msg_[0-9a-f]{32}"));
}

TEST(FileSinkTest, AppendsLines) {
  const TempFolder folder;
  const std::string path = folder.File("notices.jsonl");
  {
    const auto sink = FileSink::Open(path);
    ASSERT_TRUE(sink.ok()) << sink.status();
    EXPECT_TRUE((*sink)->Deliver(NoticeWith("a")).ok());
  }
  const auto sink = FileSink::Open(path);
  EXPECT_TRUE((*sink)->Deliver(NoticeWith("b")).ok());
  EXPECT_EQ(ReadFile(path), NoticeJson(NoticeWith("a")) + "\n" + NoticeJson(NoticeWith("b")) + "\n");
}

TEST(FileSinkTest, ClosesHalfALineBeforeTheNext) {
  const TempFolder folder;
  const std::string path = folder.Write("notices.jsonl", R"({"id":"msg_12)");
  const auto sink = FileSink::Open(path);
  ASSERT_TRUE((*sink)->Deliver(NoticeWith("a")).ok());
  ASSERT_TRUE((*sink)->Deliver(NoticeWith("b")).ok());
  EXPECT_EQ(KeysIn(path), (std::map<std::string, int>{{"torn", 1}, {"a", 1}, {"b", 1}}));
}

TEST(FileSinkTest, WritersThatShareAFileKeepLinesWhole) {
  const TempFolder folder;
  const std::string path = folder.File("notices.jsonl");
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&, writer] {
      const auto sink = FileSink::Open(path);
      for (int i = 0; i < 50; ++i) {
        Notice notice = NoticeWith(absl::StrCat(writer, ".", i));
        notice.message = std::string(3000 + 137 * i, 'x');
        EXPECT_TRUE((*sink)->Deliver(notice).ok());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  const std::map<std::string, int> keys = KeysIn(path);
  EXPECT_EQ(keys.size(), 200U);
  for (const auto& [key, count] : keys) EXPECT_EQ(count, 1) << key;
}

TEST(FileSinkTest, SaysThatItCannotBeOpened) {
  const TempFolder folder;
  EXPECT_EQ(Problem::FromStatus(FileSink::Open(folder.path()).status()).reason, "NOTICE_FILE");
}

class RecordingSink final : public NoticeSink {
 public:
  RecordingSink(std::vector<std::string>& log, std::string name, absl::Status answer)
      : log_(log), name_(std::move(name)), answer_(std::move(answer)) {}
  absl::Status Deliver(const Notice& notice) override {
    log_.push_back(name_ + " " + notice.key);
    return answer_;
  }
  void Stop() override { log_.push_back(name_ + " stops"); }

 private:
  std::vector<std::string>& log_;
  const std::string name_;
  const absl::Status answer_;
};

TEST(AllSinksTest, DeliverOneAfterTheOtherUntilOneFails) {
  std::vector<std::string> log;
  std::vector<std::unique_ptr<NoticeSink>> sinks;
  sinks.push_back(std::make_unique<RecordingSink>(log, "1", absl::OkStatus()));
  sinks.push_back(std::make_unique<RecordingSink>(log, "2", absl::UnavailableError("away")));
  sinks.push_back(std::make_unique<RecordingSink>(log, "3", absl::OkStatus()));
  AllSinks all(std::move(sinks));
  EXPECT_EQ(all.Deliver(NoticeWith("a")), absl::UnavailableError("away"));
  all.Stop();
  EXPECT_THAT(log, ElementsAre("1 a", "2 a", "1 stops", "2 stops", "3 stops"));
}

}  // namespace
}  // namespace thidua::tasks
