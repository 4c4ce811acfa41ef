#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/status/problem.h"
#include "services/cli/program_for_test.h"

namespace thidua::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kDeadAddress[] = "127.0.0.1:1";

TEST_F(ProgramTest, RankCsvIsExactAndNamesWhatItLacksOnStandardError) {
  const Finished run = Thidua({"rank", "--under", "535", "--year", "2023", "-o", "csv"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, StartsWith("cluster,unit,name,I,III,II,total,rank,lost\n"
                                  "khu-trung,21532,Xã Ba Lế,100.05,101.00,,100.28,01/03,31.00\n"));
  EXPECT_EQ(run.err, "thidua: Cụm Khu Xa (khu-xa): Chưa có thang bảng điểm.\n");
  EXPECT_EQ(script_.view, thidua::ranking::v1::BASIC);
}

TEST_F(ProgramTest, TextLinesUpWithoutALocale) {
  for (const char* locale : {"LANG=C", "LC_ALL=C.UTF-8", "LANG=nowhere.UTF-8"}) {
    const Finished run = Thidua({"rank", "--cluster", "khu-trung", "--year", "2023"}, {.environment = {locale}});
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_THAT(run.out, HasSubstr("02/03  Xã Ba Bích             99.15  100.50      99.70     52.00  ▲2 (04/05)\n"))
        << locale;
    EXPECT_THAT(run.out, Not(HasSubstr("\033")));
  }
}

TEST_F(ProgramTest, CommonOptionsStandBeforeOrAfterTheSubcommand) {
  const Finished before = Thidua({"-o", "csv", "points", "--cluster", "khu-trung", "--year", "2023"});
  const Finished after = Thidua({"points", "--cluster", "khu-trung", "--year", "2023", "--output=csv"});
  EXPECT_THAT(before.out, StartsWith("unit,criterion,points\n21532,I.1,102.50\n"));
  EXPECT_EQ(before.out, after.out);
  EXPECT_EQ(script_.view, thidua::ranking::v1::FULL);
  EXPECT_THAT(Thidua({"-o", "json", "rank", "--cluster", "khu-trung", "--year", "2023"}).out,
              AllOf(StartsWith("{\n \"ranking\": {\n"), HasSubstr("\"scaleId\": \"ba-to-2023\"")));
}

TEST_F(ProgramTest, ExplainAsksInTheChosenLanguage) {
  Finished run = Thidua({"explain", "--unit", "21526", "--year", "2023"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("MẤT ĐIỂM"));
  EXPECT_EQ(script_.language, "vi");
  run = Thidua({"explain", "--unit", "21526", "--year", "2023"}, {.environment = {"THIDUA_LANG=en"}});
  EXPECT_THAT(run.out, HasSubstr("POINTS LOST"));
  EXPECT_EQ(script_.language, "en");
}

TEST_F(ProgramTest, TasksListFollowsPages) {
  const Finished run = Thidua({"tasks", "list", "-o", "csv"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, AllOf(StartsWith("task,unit,year,criterion,"), HasSubstr("\n21526-2024-I.10,"),
                             HasSubstr("\n21526-2024-I.2,")));
  EXPECT_THAT(Thidua({"tasks", "list"}).out, HasSubstr("Công chức Tài chính"));
}

TEST_F(ProgramTest, TasksTextDoesWithoutNamesOfOffices) {
  const Finished run = Thidua({"tasks", "list", "--scoring-server", kDeadAddress});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("TC-KT"));
  EXPECT_THAT(run.err, IsEmpty());
}

TEST_F(ProgramTest, TasksDraftSendsWhatWasAsked) {
  const Finished run = Thidua({"tasks", "draft", "--unit", "21526", "--from-year", "2023", "--year", "2024", "--due",
                               "2024-11-15", "-o", "csv"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, AllOf(HasSubstr(",source,outcome,"), HasSubstr("\n21526-2024-I.10,21526,2024,I.10,")));
  EXPECT_EQ(script_.draft.from_year(), 2023);
  EXPECT_EQ(script_.draft.year(), 2024);
  EXPECT_EQ(script_.draft.due(), "2024-11-15");
}

TEST_F(ProgramTest, NotFoundExits3InBothLanguages) {
  script_.failure = NotFound("UNKNOWN_UNIT", {"Không có đơn vị 9.", "There is no unit 9."});
  Finished run = Thidua({"rank", "--under", "9", "--year", "2023"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(run.err, "thidua: Không có đơn vị 9.\n");
  run = Thidua({"rank", "--under", "9", "--year", "2023", "--lang", "en"});
  EXPECT_EQ(run.err, "thidua: There is no unit 9.\n");
}

TEST_F(ProgramTest, MissingDataExits4) {
  script_.failure = FailedPrecondition("NO_SCALE", {"Chưa có thang.", "No scale yet."});
  EXPECT_EQ(Thidua({"explain", "--unit", "1", "--year", "2023"}).exit_code, 4);
}

TEST_F(ProgramTest, ServerDownNamesAddressAndCommands) {
  const Finished run =
      RunProgram({"rank", "--under", "535", "--year", "2023", "--server", kDeadAddress, "--lang", "en"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, AllOf(StartsWith("thidua: Cannot reach the ranking service at 127.0.0.1:1 "),
                             HasSubstr("Start it with:  thidua dev --port 1\n"),
                             HasSubstr("thidua-ranking --listen 127.0.0.1:1 --data DIR\n")));
  const Finished import =
      RunProgram({"import", "units", folder_.Write("u.csv", "x"), "--scoring-server", kDeadAddress});
  EXPECT_EQ(import.exit_code, 5);
  EXPECT_THAT(import.err, HasSubstr("thidua-scoring --listen 127.0.0.1:1 "));
}

TEST_F(ProgramTest, AServiceBehindTheServiceIsNamed) {
  script_.failure = Problem{.code = absl::StatusCode::kUnavailable,
                            .reason = "SERVICE_UNAVAILABLE",
                            .message = {.vi = "Không tới được.", .en = "Cannot reach."},
                            .metadata = {{"service", "scoring"}, {"address", "127.0.0.1:7101"}}}
                        .ToStatus();
  const Finished run = Thidua({"rank", "--under", "535", "--year", "2023"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, HasSubstr("thidua-scoring --listen 127.0.0.1:7101 --data DIR"));
}

TEST_F(ProgramTest, OneServiceMayBeElsewhere) {
  const Finished run = RunProgram(
      {"tasks", "list", "-o", "json"},
      {.environment = {absl::StrCat("THIDUA_SERVER=", kDeadAddress), "THIDUA_TASKS_SERVER=" + server_.address()}});
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

TEST_F(ProgramTest, ASlowAnswerEndsAtTheDeadline) {
  script_.delay = std::chrono::milliseconds(1500);
  const Finished run = Thidua({"rank", "--under", "535", "--year", "2023", "--timeout", "1"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, HasSubstr("không trả lời kịp thời hạn"));
}

TEST_F(ProgramTest, UsageErrorsExit2) {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"nothing"},
      {"tasks"},
      {"import", "people", "x.csv"},
      {"import", "units"},
      {"rank", "--year", "2023"},
      {"rank", "--cluster", "c", "--under", "u", "--year", "2023"},
      {"rank", "--under", "535"},
      {"rank", "--under", "535", "--year", "now"},
      {"rank", "--under", "\xff", "--year", "2023"},
      {"rank", "--under", "535", "--year", "2023", "-o", "xml"},
      {"rank", "--under", "535", "--year", "2023", "--server", "here"},
      {"rank", "--under", "535", "--year", "2023", "--timeout", "0"},
      {"rank", "points", "--under", "535", "--year", "2023"},
      {"explain", "--unit", "1", "--year", "2023", "--lang", "fr"},
  };
  for (const auto& arguments : wrong) {
    const Finished run = Thidua(arguments);
    EXPECT_EQ(run.exit_code, 2) << ::testing::PrintToString(arguments) << run.err;
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_THAT(run.err, MatchesRegex("thidua: .*\n  Xem: thidua.* --help\n"));
  }
}

TEST_F(ProgramTest, TheWholeCountryIsAnEmptyUnit) {
  EXPECT_EQ(Thidua({"rank", "--under", "", "--year", "2023"}).exit_code, 0);
}

TEST_F(ProgramTest, HelpEndsWithAnExample) {
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{{"dev"},
                                                                                       {"rank"},
                                                                                       {"points"},
                                                                                       {"explain"},
                                                                                       {"import", "inputs"},
                                                                                       {"tasks", "list"},
                                                                                       {"tasks", "draft"},
                                                                                       {"tasks", "import"},
                                                                                       {"sheet", "set"},
                                                                                       {"sheet", "attach"},
                                                                                       {"scale", "simulate"},
                                                                                       {"audit", "verify"},
                                                                                       {"completion", "bash"}}) {
    std::vector<std::string> arguments = command;
    arguments.push_back("--help");
    const Finished run = Thidua(arguments);
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_THAT(run.out, MatchesRegex(".*\nVí dụ:\n(  [^\n]*thidua [^\n]*\n)+")) << command.back();
  }
  EXPECT_THAT(Thidua({"--version"}).out, MatchesRegex("thidua [0-9.]+\n"));
}

TEST_F(ProgramTest, AFullDiskIsAFailure) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  const std::vector<std::vector<std::string>> commands = {
      {"rank", "--under", "535", "--year", "2023", "-o", "csv"}, {"--help"}, {"--version"}, {"completion", "bash"}};
  for (const auto& arguments : commands) {
    const Finished run = Thidua(arguments, {.out_descriptor = full});
    EXPECT_EQ(run.exit_code, 1) << arguments[0];
    EXPECT_THAT(run.err, HasSubstr("thidua: Không ghi được kết quả ra đầu ra chuẩn: No space left on device.\n"));
  }
  close(full);
}

TEST_F(ProgramTest, AReaderThatLeavesIsNoFailure) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  close(ends[0]);
  const Finished run = Thidua({"points", "--cluster", "khu-trung", "--year", "2023"}, {.out_descriptor = ends[1]});
  close(ends[1]);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, IsEmpty());
}

TEST_F(ProgramTest, ImportSendsEveryByteInSmallPieces) {
  std::string bytes(5 * 1024 * 1024 + 123, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 2654435761u >> 13);
  script_.report.set_rows(7);
  script_.report.set_added(3);
  script_.report.set_unchanged(4);
  script_.report.set_stored(true);
  const std::string path = folder_.Write("số liệu.csv", bytes);
  const Finished run = Thidua({"import", "inputs", path});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, HasSubstr(path + ": đọc 7, thêm 3, đổi 0, giữ nguyên 4, bỏ 0\n"));
  EXPECT_TRUE(script_.bytes == bytes);
  EXPECT_EQ(script_.largest_piece, 256u * 1024);
  EXPECT_EQ(script_.first_piece.file_name(), "số liệu.csv");
  EXPECT_EQ(script_.first_piece.language_code(), "vi");
  EXPECT_FALSE(script_.first_piece.dry_run());
}

TEST_F(ProgramTest, EachKindGoesToItsMethod) {
  script_.report.set_stored(true);
  const std::string path = folder_.Write("a.csv", "x");
  for (const char* kind : {"units", "offices", "clusters", "successions", "scale", "inputs", "results", "tasks"}) {
    EXPECT_EQ(Thidua({"import", kind, path}).exit_code, 0);
    EXPECT_EQ(script_.imported_by, kind);
  }
  EXPECT_EQ(Thidua({"tasks", "import", path, "--dry-run"}).exit_code, 0);
  EXPECT_EQ(script_.imported_by, "tasks");
  EXPECT_TRUE(script_.first_piece.dry_run());
}

TEST_F(ProgramTest, FaultsAreListedAndNothingIsStored) {
  auto* fault = script_.report.add_faults();
  fault->set_line(3);
  fault->set_column(2);
  fault->set_field("year");
  fault->set_message("\"x\" không phải năm.");
  script_.report.add_faults()->set_message("Thiếu cột unit.");
  script_.report.set_more_faults(5);
  const std::string path = folder_.Write("a.csv", "x");
  Finished run = Thidua({"import", "inputs", path});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(run.err, absl::StrCat(path, ":3:2: year: \"x\" không phải năm.\n", path, ": Thiếu cột unit.\nthidua: ",
                                  path, " có 7 lỗi (5 lỗi cuối không liệt kê); không có gì được ghi.\n"));
  run = Thidua({"import", "inputs", path, "-o", "json", "--lang", "en"});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.out, HasSubstr("\"moreFaults\": \"5\""));
  EXPECT_THAT(run.err, HasSubstr(" has 7 faults (the last 5 are not listed); nothing was stored.\n"));
}

TEST_F(ProgramTest, ADryRunSaysWhatWouldHappen) {
  script_.report.set_rows(2);
  script_.report.set_added(2);
  const std::string path = folder_.Write("a.csv", "x");
  const Finished run = Thidua({"import", "units", path, "--dry-run"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, path + ": đọc 2; sẽ thêm 2, đổi 0, giữ nguyên 0, bỏ 0 (chạy thử, chưa ghi gì)\n");
}

TEST_F(ProgramTest, UnreadableFilesExit3WithoutACall) {
  for (const std::string& path : {folder_.File("none.csv"), folder_.path()}) {
    const Finished run = Thidua({"import", "units", path});
    EXPECT_EQ(run.exit_code, 3);
    EXPECT_THAT(run.err, HasSubstr("Không đọc được " + path));
  }
  EXPECT_EQ(script_.imports, 0);
}

TEST_F(ProgramTest, AnEmptyFileIsTheServersToJudge) {
  script_.report.add_faults()->set_message("Tệp trống.");
  const std::string path = folder_.Write("empty.csv", "");
  EXPECT_EQ(Thidua({"import", "units", path}).exit_code, 4);
  EXPECT_EQ(script_.first_piece.file_name(), "empty.csv");
}

TEST_F(ProgramTest, ALongImportTellsHowFarItIs) {
  script_.delay = std::chrono::milliseconds(700);
  script_.report.set_stored(true);
  const Finished run = Thidua({"import", "units", folder_.Write("u.csv", "x")});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, StartsWith("u.csv: máy chủ đang kiểm tra và ghi (0 s)\n"));
  EXPECT_THAT(run.err, Not(HasSubstr("\r")));
}

}  // namespace
}  // namespace thidua::cli
