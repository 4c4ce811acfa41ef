#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "absl/strings/str_split.h"
#include "common/status/problem.h"
#include "common/xlsx/reader.h"
#include "services/cli/program_for_test.h"

namespace thidua::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

const std::vector<Words>& Reads() {
  static const auto& reads = *new std::vector<Words>{
      {"rank", "--cluster", "khu-trung", "--year", "2023"},
      {"rank", "--under", "535", "--year", "2023"},
      {"rank", "--under", "535", "--year", "2023", "--fairness"},
      {"rank", "--under", "535", "--year", "2023", "--code", "I.2"},
      {"points", "--cluster", "khu-trung", "--year", "2023"},
      {"matrix", "--cluster", "khu-trung", "--year", "2023"},
      {"standing", "--unit", "21526", "--year", "2023"},
      {"path", "--unit", "21526", "--year", "2023", "--rank", "1"},
      {"report", "--under", "535", "--year", "2023"},
  };
  return reads;
}

TEST_F(ProgramTest, ReadsAskForTheLatest) {
  for (const Words& words : Reads()) {
    EXPECT_EQ(Thidua(words).exit_code, 0) << words[0];
    EXPECT_THAT(script_.request, HasSubstr("\"freshness\":{\"latest\":true}")) << words[0];
  }
}

TEST_F(ProgramTest, AStaleAnswerIsShownWithAWarning) {
  script_.stale_ms = 125'000;
  for (const Words& words : Reads()) {
    const Finished run = Thidua(words);
    EXPECT_EQ(run.exit_code, 0) << words[0];
    EXPECT_THAT(run.out, Not(IsEmpty()));
    EXPECT_EQ(run.err,
              "thidua: Cảnh báo: dịch vụ chấm điểm không trả lời; kết quả này là của 2 phút trước, có thể thiếu số "
              "liệu vừa nhập. Khi dịch vụ chạy lại, hãy xem lại.\n")
        << words[0];
  }
}

TEST_F(ProgramTest, RankPassesOnStageAndCode) {
  EXPECT_EQ(Thidua({"rank", "--cluster", "c", "--year", "2023", "--stage", "CLUSTER"}).exit_code, 0);
  EXPECT_THAT(script_.request, HasSubstr("\"stage\":\"CLUSTER\""));
  EXPECT_THAT(Thidua({"rank", "--cluster", "c", "--year", "2023", "--code", "I.2", "-o", "csv"}).out,
              StartsWith("scale,cluster,unit,name,code,points,rank\nba-to-2023,khu-trung,21532,"));
  EXPECT_EQ(script_.method, "RankByCode");
  EXPECT_THAT(script_.request, AllOf(HasSubstr("\"cluster\":\"c\""), HasSubstr("\"code\":\"I.2\"")));
}

TEST_F(ProgramTest, PathSendsCostsAndGainsByCriterion) {
  const Finished run = Thidua({"path", "--unit", "21526", "--year", "2023", "--rank", "1", "--cost", "I.2=2.5",
                               "I.10=3", "--gain", "I.10=0", "-o", "csv"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(script_.request,
            "{\"unit\":\"21526\",\"year\":2023,\"rank\":1,\"costs\":[{\"criterion\":\"I.10\",\"cost\":\"3\",\"gain\":"
            "\"0\"},{\"criterion\":\"I.2\",\"cost\":\"2.5\"}],\"freshness\":{\"latest\":true}}");
  EXPECT_THAT(run.out, StartsWith("criterion,title,lead,points,gain,cost\nI.2,"));
}

TEST_F(ProgramTest, OutOfReachIsAnAnswer) {
  script_.path.set_reachable(false);
  const Finished run = Thidua({"path", "--unit", "21526", "--year", "2023", "--total", "109.5", "-o", "csv"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err,
            "thidua: Không đạt được tổng điểm 109.5: lấy lại hết những gì có thể cũng chỉ đến hạng 01/05, tổng điểm "
            "100.30.\n");
}

TEST_F(ProgramTest, WhatIfSendsOverrides) {
  const Finished run = Thidua({"whatif", "--cluster", "khu-trung", "--year", "2023", "--set",
                               "21526:I.2:actual=36000000", "21526:I.3:grade=", "--points", "21532:I.1=-4.5"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(
      script_.request,
      "{\"cluster\":\"khu-trung\",\"year\":2023,\"overrides\":[{\"unit\":\"21526\",\"criterion\":\"I.2\",\"input\":"
      "{\"name\":\"actual\",\"value\":\"36000000\"}},{\"unit\":\"21526\",\"criterion\":\"I.3\",\"input\":{\"name\":"
      "\"grade\"}},{\"unit\":\"21532\",\"criterion\":\"I.1\",\"points\":\"-4.5\"}]}");
  EXPECT_THAT(run.out, HasSubstr("không có gì được ghi"));
}

TEST_F(ProgramTest, WrongQuestionsAboutRanksExit2) {
  const Words path = {"path", "--unit", "21526", "--year", "2023"};
  const Words what_if = {"whatif", "--cluster", "c", "--year", "2023"};
  const auto with = [](Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  const std::vector<Words> wrong = {
      path,
      with(path, {"--rank", "0"}),
      with(path, {"--rank", "1", "--total", "100"}),
      with(path, {"--total", "-1"}),
      with(path, {"--total", "many"}),
      with(path, {"--rank", "1", "--cost", "I.2"}),
      with(path, {"--rank", "1", "--cost", "I.2=-1"}),
      with(path, {"--rank", "1", "--cost", "I.2=x"}),
      with(path, {"--rank", "1", "--cost", "I.2=1", "I.2=2"}),
      with(path, {"--rank", "1", "--gain", "=5"}),
      what_if,
      with(what_if, {"--set", "21526:I.2=5"}),
      with(what_if, {"--set", "21526:I.2:actual"}),
      with(what_if, {"--points", "21526:I.2="}),
      with(what_if, {"--points", "21526:I.2:actual=5"}),
      {"rank", "--cluster", "c", "--year", "2023", "--code", "I", "--fairness"},
      {"standing", "--unit", "1", "--year", "2023", "--neighbours", "11"},
      {"watch", "--year", "2023"},
      {"watch", "--under", "", "--year", "2023", "--for", "0"},
      {"report", "--year", "2023"},
      {"report", "--under", "535", "--year", "2023", "--out", "report.pdf"},
  };
  for (const Words& words : wrong) {
    const Finished run = Thidua(words);
    EXPECT_EQ(run.exit_code, 2) << ::testing::PrintToString(words) << run.err;
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_THAT(run.err, MatchesRegex("thidua: .*\n  Xem: thidua.* --help\n"));
  }
}

TEST_F(ProgramTest, UnknownUnitsExit3) {
  script_.failure = NotFound("UNKNOWN_UNIT", {"Không có đơn vị 9.", "There is no unit 9."});
  for (const Words& words : Reads()) {
    const Finished run = Thidua(words);
    EXPECT_EQ(run.exit_code, 3);
    EXPECT_EQ(run.err, "thidua: Không có đơn vị 9.\n");
  }
}

TEST_F(ProgramTest, ReportIsOneCallAndAFile) {
  script_.rankings = SampleProvince();
  const std::string path = folder_.File("ba-to.xlsx");
  const Finished run = Thidua({"report", "--under", "51", "--year", "2023", "--out", path});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(script_.method, "AggregateRankings");
  EXPECT_EQ(script_.view, thidua::ranking::v1::FULL);
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto sheets = xlsx::Read(bytes);
  ASSERT_TRUE(sheets.ok()) << sheets.status();
  EXPECT_EQ(sheets->size(), 5u);
  EXPECT_THAT(Thidua({"report", "--under", "51", "--year", "2023", "-o", "csv"}).out,
              StartsWith("cluster,unit,name,I,III,II,total,rank,lost,previous_rank,"));
  EXPECT_EQ(Thidua({"report", "--under", "51", "--year", "2023", "--anonymous-for", "9"}).exit_code, 3);
  EXPECT_EQ(Thidua({"report", "--under", "51", "--year", "2023", "--out", folder_.File("no/r.csv")}).exit_code, 1);
}

TEST_F(ProgramTest, WatchEndsByItself) {
  script_.watches = {{SampleWatchState(), SampleWatchChange()}};
  const Finished run = Thidua({"watch", "--cluster", "khu-trung", "--year", "2023", "--for", "1", "-o", "json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const std::vector<std::string> lines = absl::StrSplit(run.out, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 2u);
  for (const std::string& line : lines) EXPECT_THAT(line, StartsWith("{\"time\":\"20"));
  EXPECT_THAT(run.err, IsEmpty());
}

TEST_F(ProgramTest, WatchGoesOnOverAnotherConnectionFromWhatItSaw) {
  // The second connection begins with the whole state again, at the version that was seen.
  script_.watches = {{SampleWatchState()}, {SampleWatchState(), SampleWatchChange()}};
  const Finished run = Thidua({"watch", "--cluster", "khu-trung", "--year", "2023", "--for", "4", "-o", "csv"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(script_.watch_requests,
              ElementsAre(Not(HasSubstr("seen")),
                          HasSubstr("\"seen\":[{\"cluster\":\"khu-trung\",\"year\":2023,\"version\":\"12\"}]")));
  const std::vector<std::string> lines = absl::StrSplit(run.out, '\n', absl::SkipEmpty());
  EXPECT_EQ(lines.size(), 5u) << run.out;
  EXPECT_EQ(run.err, "thidua: Mất kết nối, đang nối lại…\nthidua: Đã nối lại.\n");
}

TEST_F(ProgramTest, WatchEndsWithItsReader) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  close(ends[0]);
  script_.watches = {{SampleWatchState()}};
  const Finished run = Thidua({"watch", "--under", "", "--year", "2023"}, {.out_descriptor = ends[1]});
  close(ends[1]);
  EXPECT_EQ(run.exit_code, 0);
}

TEST_F(ProgramTest, WatchOfNothingFails) {
  script_.failure = NotFound("UNKNOWN_CLUSTER", {"Không có cụm x.", "There is no cluster x."});
  EXPECT_EQ(Thidua({"watch", "--cluster", "x", "--year", "2023"}).exit_code, 3);
  EXPECT_EQ(Thidua({"watch", "--cluster", "x", "--year", "2023", "--ranking-server", "127.0.0.1:1"}).exit_code, 5);
}

TEST_F(ProgramTest, HelpOfRankCommandsEndsWithAnExample) {
  for (const char* command : {"rank", "matrix", "standing", "path", "whatif", "watch", "report", "status"}) {
    for (const char* lang : {"vi", "en"}) {
      const Finished run = Thidua({command, "--help", "--lang", lang});
      EXPECT_EQ(run.exit_code, 0);
      EXPECT_THAT(run.out, MatchesRegex(".*:\n  thidua [^\n]*\n")) << command;
    }
  }
}

}  // namespace
}  // namespace thidua::cli
