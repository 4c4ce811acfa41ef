// Reminders of two thidua-tasks processes on one store, one of which is killed while notices flow.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/testing/program_file.h"
#include "tests/integration/demo.h"
#include "tests/integration/rpc.h"
#include "tests/integration/suite.h"
#include "thidua/tasks/v1/reminders.grpc.pb.h"

namespace thidua::integration {
namespace {

namespace pb = thidua::tasks::v1;

class RemindersTest : public ::testing::Test {
 protected:
  RemindersTest() { ImportBaTo(suite_.cli()); }

  // A tasks process on the folder that all of them share.
  std::unique_ptr<Service> Start(const std::string& name) {
    const std::string own = folder_.File(name);
    std::filesystem::create_directory(own);
    auto service =
        std::make_unique<Service>(ProgramFile("thidua-tasks"),
                                  std::vector<std::string>{"--scoring", suite_.scoring().address(), "--ranking",
                                                           suite_.ranking().address(), "--data", folder_.File("chung"),
                                                           "--notice-file", notices_, "--reminder-interval", "10ms"},
                                  own);
    return service;
  }

  // How often each notice arrived, by its id.
  std::map<std::string, int> Arrived() const {
    std::map<std::string, int> arrived;
    if (!std::filesystem::exists(notices_)) return arrived;
    for (const absl::string_view line : absl::StrSplit(ReadFile(notices_), '\n', absl::SkipEmpty())) {
      const auto notice = nlohmann::json::parse(line.begin(), line.end(), nullptr, /*allow_exceptions=*/false);
      if (notice.is_object()) ++arrived[notice.at("id").get<std::string>()];
    }
    return arrived;
  }

  // As if the time of all claims had passed.
  static void Expire(const std::string& database) {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(database.c_str(), &connection), SQLITE_OK);
    sqlite3_busy_timeout(connection, 10'000);
    EXPECT_EQ(sqlite3_exec(connection, "UPDATE notices SET claimed_until = 0 WHERE state = 'PENDING'", nullptr, nullptr,
                           nullptr),
              SQLITE_OK);
    sqlite3_close(connection);
  }

  static std::vector<pb::Notice> List(pb::ReminderService::Stub& stub) {
    std::vector<pb::Notice> all;
    pb::ListNoticesRequest request;
    do {
      grpc::ClientContext context;
      pb::ListNoticesResponse page;
      RequireOk(stub.ListNotices(&context, request, &page));
      all.insert(all.end(), page.notices().begin(), page.notices().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  Suite suite_;
  const TempFolder folder_;
  const std::string notices_ = folder_.File("thông báo.jsonl");
};

TEST_F(RemindersTest, EachKeyArrivesWhoeverDies) {
  std::unique_ptr<Service> one = Start("một"), two = Start("hai");
  one->Start();
  two->Start();
  const Cli cli({"--scoring-server", suite_.scoring().address(), "--ranking-server", suite_.ranking().address(),
                 "--tasks-server", one->address()});
  // The plan's tasks are long overdue today, so all of them are escalated at once.
  cli.Output({"import", "tasks", BaToFile("tasks_2024.csv")});
  for (int kills = 0; Arrived().size() < 60; ++kills) {
    ASSERT_LT(kills, 500) << "no notices arrive";
    two->Kill();
    two->Start();
  }
  two->Kill();
  // What the killed ones had claimed is theirs for two minutes more: let them pass.
  Expire(folder_.File("chung/tasks.db"));

  const auto stub = pb::ReminderService::NewStub(Connect(one->address()));
  std::vector<pb::Notice> all;
  const auto delivered = [&] {
    all = List(*stub);
    return std::all_of(all.begin(), all.end(),
                       [](const pb::Notice& notice) { return notice.state() == pb::Notice::DELIVERED; });
  };
  EXPECT_TRUE(WaitUntil(delivered, absl::Seconds(60)));
  std::set<std::string> keys;
  for (const pb::Notice& notice : all) EXPECT_TRUE(keys.insert(notice.key()).second) << "made twice: " << notice.key();
  EXPECT_GE(keys.size(), 60u);
  // Each arrived, and once for whoever remembers ids.
  EXPECT_EQ(Arrived().size(), keys.size());
}

}  // namespace
}  // namespace thidua::integration
