#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/crypto/sha256.h"
#include "common/status/problem.h"
#include "services/cli/program_for_test.h"
#include "services/cli/settings.h"

namespace thidua::cli {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

std::string ReadAll(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class SheetProgramTest : public ProgramTest {
 protected:
  // `thidua sheet` with --unit and --year.
  Finished Sheet(std::vector<std::string> arguments, const RunOptions& options = {}) {
    arguments.insert(arguments.begin(), "sheet");
    arguments.insert(arguments.end(), {"--unit", "21526", "--year", "2023"});
    return Thidua(arguments, options);
  }

  std::vector<std::string> FilesInFolder() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
};

TEST_F(SheetProgramTest, EveryCommandSendsWhatWasAsked) {
  struct Case {
    std::vector<std::string> arguments;
    std::string method;
    std::string request;
  };
  const std::string at = R"({"unit":"21526","year":2023)";
  const std::vector<Case> cases = {
      {{"show"}, "GetSheet", at + R"(,"languageCode":"vi"})"},
      {{"show", "--version", "1795477163779940", "--lang", "en"},
       "GetSheet",
       at + R"(,"version":"1795477163779940","languageCode":"en"})"},
      {{"set", "I.2.actual=36", "I.4.grade=TỐT", "I.5.plan="},
       "UpdateSheet",
       at + R"(,"edits":[{"criterion":"I.2","input":"actual","value":"36"},)"
            R"({"criterion":"I.4","input":"grade","value":"TỐT"},{"criterion":"I.5","input":"plan"}],)"
            R"("updateMask":"value"})"},
      {{"set", "I.2.actual=36", "--source", "báo cáo", "--etag", "v3", "--request-id", "r1"},
       "UpdateSheet",
       at + R"(,"edits":[{"criterion":"I.2","input":"actual","value":"36","source":"báo cáo"}],)"
            R"("etag":"v3","requestId":"r1"})"},
      {{"set", "I.2.actual=36", "--source", ""},
       "UpdateSheet",
       at + R"(,"edits":[{"criterion":"I.2","input":"actual","value":"36"}]})"},
      {{"submit"}, "SubmitSheet", at + "}"},
      {{"submit", "--etag", "v3", "--request-id", "r1"}, "SubmitSheet", at + R"(,"etag":"v3","requestId":"r1"})"},
      {{"withdraw", "--etag", "v3"}, "WithdrawSheet", at + R"(,"etag":"v3"})"},
      {{"lock", "--request-id", "r1"}, "LockSheet", at + R"(,"requestId":"r1"})"},
      {{"confirm"}, "ConfirmCriteria", at + "}"},
      {{"confirm", "I.5", "I.6"}, "ConfirmCriteria", at + R"(,"criteria":["I.5","I.6"]})"},
      {{"decide", "--criterion", "I.2", "--points", "90", "--reason", "sai", "--etag", "v3"},
       "DecidePoints",
       at + R"(,"criterion":"I.2","points":"90","reason":"sai","etag":"v3"})"},
      {{"decide", "--criterion", "I.2", "--clear"}, "DecidePoints", at + R"(,"criterion":"I.2"})"},
      {{"return", "--reason", "thiếu", "I.2"}, "ReturnSheet", at + R"(,"criteria":["I.2"],"reason":"thiếu"})"},
      {{"return", "--reason", "thiếu", "--to", "SELF"}, "ReturnSheet", at + R"(,"stage":"SELF","reason":"thiếu"})"},
      {{"reopen", "--reason", "sai", "--to", "SELF"}, "ReopenSheet", at + R"(,"stage":"SELF","reason":"sai"})"},
      {{"detach", "--evidence", "e1"}, "RemoveEvidence", at + R"(,"evidenceId":"e1"})"},
      {{"diff", "--from", "3"}, "CompareSheets", at + R"(,"fromVersion":"3","languageCode":"vi"})"},
      {{"diff", "--from", "3", "--to", "4"},
       "CompareSheets",
       at + R"(,"fromVersion":"3","toVersion":"4","languageCode":"vi"})"},
      {{"last-year"}, "GetLastYear", at + R"(,"languageCode":"vi"})"},
      {{"ledger"}, "GetLedger", R"({"year":2023,"unit":"21526"})"},
  };
  for (const Case& one : cases) {
    const Finished run = Sheet(one.arguments);
    EXPECT_EQ(run.exit_code, 0) << one.method << run.err;
    EXPECT_EQ(script_.method, one.method);
    EXPECT_EQ(script_.request, one.request);
    EXPECT_THAT(run.out, Not(IsEmpty())) << one.method;
    EXPECT_THAT(run.err, IsEmpty());
  }
}

TEST_F(SheetProgramTest, CommandsOfAClusterSendWhatWasAsked) {
  struct Case {
    std::vector<std::string> arguments;
    std::string method;
    std::string request;
  };
  const std::vector<Case> cases = {
      {{"sheet", "ledger", "--cluster", "c"}, "GetLedger", R"({"year":2023,"cluster":"c"})"},
      {{"sheet", "warnings", "--cluster", "c"}, "ListWarnings", R"({"cluster":"c","year":2023,"languageCode":"vi"})"},
      {{"sheet", "progress", "--cluster", "c"}, "GetProgress", R"({"year":2023,"cluster":"c"})"},
      {{"sheet", "progress", "--under", ""}, "GetProgress", R"({"year":2023,"under":""})"},
  };
  for (Case one : cases) {
    one.arguments.insert(one.arguments.end(), {"--year", "2023"});
    for (const char* form : {"text", "json", "csv"}) {
      std::vector<std::string> arguments = one.arguments;
      arguments.insert(arguments.end(), {"-o", form});
      const Finished run = Thidua(arguments);
      EXPECT_EQ(run.exit_code, 0) << run.err;
      EXPECT_EQ(script_.method, one.method);
      EXPECT_EQ(script_.request, one.request);
      EXPECT_THAT(run.out, Not(IsEmpty()));
    }
  }
}

TEST_F(SheetProgramTest, EveryCallSaysWhoMakesIt) {
  const std::string file = folder_.Write("a.csv", "x");
  script_.report.set_stored(true);
  const std::vector<std::vector<std::string>> calls = {
      {"sheet", "submit", "--unit", "21526", "--year", "2023"},
      {"sheet", "show", "--unit", "21526", "--year", "2023"},
      {"sheet", "attach", "--unit", "1", "--year", "2023", "--criterion", "I.2", "--title", "t", file},
      {"sheet", "import", file},
      {"sheet", "export", "--unit", "1", "--year", "2023", "--out", folder_.File("b.csv")},
      {"import", "inputs", file},
      {"scale", "simulate", file},
      {"audit", "head"},
      {"rank", "--cluster", "c", "--year", "2023"},
  };
  for (std::vector<std::string> call : calls) {
    script_.actor.Clear();
    call.insert(call.end(), {"--as", "Phạm Văn Trí", "--as-unit", "21532", "--as-office", "TC-KT"});
    const Finished run = Thidua(call);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(script_.actor.name(), "Phạm Văn Trí") << call[1];
    EXPECT_EQ(script_.actor.unit(), "21532");
    EXPECT_EQ(script_.actor.office(), "TC-KT");
  }
}

TEST_F(SheetProgramTest, WhoActsComesFromTheEnvironmentOrTheLogin) {
  Sheet({"submit"}, {.environment = {"THIDUA_AS=Lê Thị Hoa", "THIDUA_AS_UNIT=1", "THIDUA_AS_OFFICE=VP"}});
  EXPECT_EQ(script_.actor.name(), "Lê Thị Hoa");
  EXPECT_EQ(script_.actor.unit(), "1");
  EXPECT_EQ(script_.actor.office(), "VP");
  Sheet({"submit", "--as-unit", "2"}, {.environment = {"THIDUA_AS=Lê Thị Hoa", "THIDUA_AS_UNIT=1"}});
  EXPECT_EQ(script_.actor.unit(), "2");
  Sheet({"submit"});
  EXPECT_EQ(script_.actor.name(), LoginName());
  EXPECT_EQ(script_.actor.unit(), "");
}

TEST_F(SheetProgramTest, AWriteSaysWhereTheSheetStandsNow) {
  Finished run = Sheet({"submit"});
  EXPECT_EQ(run.out, "21526, năm 2023: đã nộp lên bước sau. Bảng điểm đang ở bước CLUSTER (phiên bản 14, etag v14).\n");
  run = Sheet({"submit", "-o", "csv"});
  EXPECT_EQ(run.out, "unit,year,version,etag,stage,changes\n21526,2023,14,v14,CLUSTER,3\n");
  run = Sheet({"submit", "-o", "json"});
  EXPECT_THAT(run.out, AllOf(HasSubstr("\"version\": \"14\""), HasSubstr("\"etag\": \"v14\"")));
  script_.state.set_changes(0);
  run = Sheet({"submit", "--lang", "en"});
  EXPECT_EQ(run.out,
            "21526, 2023: it was so already, nothing was written. The sheet stands at CLUSTER (version 14, etag "
            "v14).\n");
}

TEST_F(SheetProgramTest, RefusalsExit4AndAStaleSheetTellsItsEtag) {
  script_.failure = Problem{.code = absl::StatusCode::kAborted,
                            .reason = "STALE_SHEET",
                            .message = {.vi = "Đã được sửa.", .en = "It was changed."},
                            .metadata = {{"etag", "v15"}}}
                        .ToStatus();
  Finished run = Sheet({"submit", "--etag", "v3"});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(run.err, "thidua: Đã được sửa.\n  Etag hiện nay:  v15\n");
  script_.failure = Problem{.code = absl::StatusCode::kPermissionDenied,
                            .reason = "NOT_YOUR_TURN",
                            .message = {.vi = "Chưa đến lượt.", .en = "Not your turn."}}
                        .ToStatus();
  run = Sheet({"submit", "--lang", "en"});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_EQ(run.err, "thidua: Not your turn.\n");
}

TEST_F(SheetProgramTest, HistoryFollowsPagesUpToItsLimit) {
  Finished run = Sheet({"history", "-o", "csv"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("\n14,31,"), HasSubstr("\n12,30,")));
  EXPECT_THAT(script_.request, HasSubstr(R"("pageSize":500,"pageToken":"second")"));
  run = Sheet({"history", "-o", "csv", "--limit", "1"});
  EXPECT_THAT(run.out, AllOf(HasSubstr("\n14,31,"), Not(HasSubstr("\n12,30,"))));
  EXPECT_THAT(script_.request, HasSubstr(R"("pageSize":1,)"));
}

TEST_F(SheetProgramTest, AttachSendsTheDescriptionAndTheWholeFile) {
  const std::string bytes(700 * 1024, 'x');
  const std::string file = folder_.Write("báo cáo.pdf", bytes);
  const Finished run =
      Sheet({"attach", "--criterion", "I.2", "--title", "Báo cáo", "--number", "104/BC", "--date", "2023-12-20",
             "--issuer", "UBND", "--link", "https://a.vn", "--etag", "v3", "--request-id", "r1", file});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(script_.request,
            R"({"unit":"21526","year":2023,"evidence":{"criterion":"I.2","title":"Báo cáo","number":"104/BC",)"
            R"("date":"2023-12-20","issuer":"UBND","link":"https://a.vn"},"etag":"v3","requestId":"r1"})");
  EXPECT_EQ(script_.first_piece.file_name(), "báo cáo.pdf");
  EXPECT_TRUE(script_.bytes == bytes);
  EXPECT_THAT(run.out, StartsWith("21526, năm 2023: đã đính kèm minh chứng e1 cho I.2."));
}

TEST_F(SheetProgramTest, ADocumentNeedsNoFileButAGivenOneMustHoldSomething) {
  EXPECT_EQ(Sheet({"attach", "--criterion", "I.2", "--title", "t"}).exit_code, 0);
  EXPECT_EQ(script_.first_piece.file_name(), "");
  EXPECT_EQ(script_.imports, 1);
  const Finished empty = Sheet({"attach", "--criterion", "I.2", "--title", "t", folder_.Write("empty.pdf", "")});
  EXPECT_EQ(empty.exit_code, 4);
  EXPECT_THAT(empty.err, HasSubstr("empty.pdf là tệp trống"));
  EXPECT_EQ(Sheet({"attach", "--criterion", "I.2", "--title", "t", folder_.File("none.pdf")}).exit_code, 3);
  EXPECT_EQ(script_.imports, 1);
}

TEST_F(SheetProgramTest, ADownloadIsCheckedAndWhole) {
  script_.pieces = {std::string(300 * 1024, 'a'), "end"};
  script_.sha256 = Sha256::HexOf(script_.pieces[0] + script_.pieces[1]);
  const std::string path = folder_.File("out.pdf");
  Finished run = Sheet({"download", "--evidence", "e1", "--out", path});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_TRUE(ReadAll(path) == script_.pieces[0] + script_.pieces[1]);
  EXPECT_EQ(script_.request, R"({"unit":"21526","year":2023,"evidenceId":"e1"})");

  script_.pieces[1] = "End";
  run = Sheet({"download", "--evidence", "e1", "--out", path});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("SHA-256"));
  EXPECT_THAT(ReadAll(path), EndsWith("aend"));
  EXPECT_EQ(FilesInFolder(), std::vector<std::string>{"out.pdf"});
}

TEST_F(SheetProgramTest, AFileIsWrittenWholeOrNotAtAll) {
  script_.pieces = {"first", "second"};
  script_.sha256 = Sha256::HexOf("firstsecond");
  const std::string xlsx = folder_.File("a.xlsx"), csv = folder_.File("a.csv"), json = folder_.File("a.json");
  const std::vector<std::vector<std::string>> commands = {
      {"sheet", "export", "--unit", "1", "--year", "2023", "--out", xlsx},
      {"sheet", "export", "--unit", "1", "--year", "2023", "--out", csv},
      {"sheet", "download", "--unit", "1", "--year", "2023", "--evidence", "e1", "--out", csv},
      {"scale", "export", "--scale", "s", "--out", xlsx},
      {"scale", "export", "--scale", "s", "--out", json},
  };
  script_.cut = true;
  for (const auto& command : commands) {
    EXPECT_EQ(Thidua(command).exit_code, 1) << command[1];
    EXPECT_THAT(FilesInFolder(), IsEmpty());
  }
  script_.cut = false;
  for (const auto& command : commands) {
    const Finished run = Thidua(command);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_EQ(FilesInFolder().size(), 1u);
    EXPECT_EQ(ReadAll(command.back()), "firstsecond");
    std::filesystem::remove(command.back());
  }
}

TEST_F(SheetProgramTest, TheNameOfAFileChoosesItsForm) {
  script_.pieces = {"x"};
  Sheet({"export", "--out", folder_.File("a.xlsx"), "--lang", "en"});
  EXPECT_EQ(script_.request, R"({"unit":"21526","year":2023,"format":"XLSX","languageCode":"en"})");
  Sheet({"export", "--out", folder_.File("a.CSV")});
  EXPECT_THAT(script_.request, HasSubstr(R"("format":"CSV")"));
  Sheet({"export", "--out", folder_.File("a"), "--format", "csv"});
  EXPECT_THAT(script_.request, HasSubstr(R"("format":"CSV")"));
  Thidua({"scale", "export", "--scale", "ba-to-2023", "--revision", "2", "--out", folder_.File("a.json")});
  EXPECT_EQ(script_.method, "ExportScale");
  EXPECT_EQ(script_.request, R"({"scale":{"scaleId":"ba-to-2023","revision":2},"format":"JSON","languageCode":"vi"})");
}

TEST_F(SheetProgramTest, AFileThatCannotBeWrittenIsAFailure) {
  const Finished run = Sheet({"export", "--out", folder_.File("none/a.csv")});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("Không ghi được " + folder_.File("none/a.csv")));
  EXPECT_EQ(script_.method, "");
}

TEST_F(SheetProgramTest, ImportTellsWhatItDidAndWhereTheSheetStands) {
  script_.report.set_rows(2);
  script_.report.set_changed(2);
  script_.report.set_stored(true);
  const std::string path = folder_.Write("a.xlsx", "x");
  const Finished run = Thidua({"sheet", "import", path});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(script_.imported_by, "sheet");
  EXPECT_THAT(run.out, HasSubstr("21526, năm 2023: đã ghi số liệu từ tệp."));
  EXPECT_EQ(run.err, path + ": đọc 2, thêm 0, đổi 2, giữ nguyên 0, bỏ 0\n");
  script_.report.set_stored(false);
  const Finished dry = Thidua({"sheet", "import", path, "--dry-run"});
  EXPECT_EQ(dry.exit_code, 0);
  EXPECT_THAT(dry.out, IsEmpty());
  EXPECT_TRUE(script_.first_piece.dry_run());
}

TEST_F(SheetProgramTest, FaultsOfAWorkbookAreNamedByCell) {
  auto* fault = script_.report.add_faults();
  fault->set_line(7);
  fault->set_column(5);
  fault->set_field("E7");
  fault->set_message("không phải số.");
  const std::string path = folder_.Write("a.xlsx", "x");
  const Finished run = Thidua({"sheet", "import", path});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(run.err, absl::StrCat(path, ":E7: không phải số.\nthidua: ", path, " có 1 lỗi; không có gì được ghi.\n"));
}

TEST_F(SheetProgramTest, ScalesAreShownAndTriedOut) {
  Finished run = Thidua({"scale", "show", "--scale", "ba-to-2023"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(script_.request, R"({"scale":{"scaleId":"ba-to-2023"}})");
  EXPECT_THAT(run.out, HasSubstr("adverseRate"));

  const std::string path = folder_.Write("s.json", "{}");
  run = Thidua({"scale", "simulate", path});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(script_.imported_by, "simulate");
  EXPECT_TRUE(script_.first_piece.dry_run());
  EXPECT_THAT(run.out, HasSubstr("99.70 → 98.20"));
  script_.report.add_faults()->set_message("sai");
  run = Thidua({"scale", "simulate", path});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, StartsWith(path + ": sai\n"));
}

TEST_F(SheetProgramTest, UsageErrorsExit2WithoutACall) {
  const std::vector<std::vector<std::string>> wrong = {
      {"sheet"},
      {"sheet", "show", "--unit", "1"},
      {"sheet", "show", "--unit", "1", "--year", "2023", "--version", "0"},
      {"sheet", "show", "--unit", "1", "--year", "2023", "--version", "v3"},
      {"sheet", "set", "--unit", "1", "--year", "2023"},
      {"sheet", "set", "--unit", "1", "--year", "2023", "I.2.actual"},
      {"sheet", "set", "--unit", "1", "--year", "2023", "actual=1"},
      {"sheet", "set", "--unit", "1", "--year", "2023", "I.2.actual=1", "I.2.=1"},
      {"sheet", "decide", "--unit", "1", "--year", "2023", "--criterion", "I.2", "--reason", "r"},
      {"sheet", "decide", "--unit", "1", "--year", "2023", "--criterion", "I.2", "--points", "9"},
      {"sheet", "decide", "--unit", "1", "--year", "2023", "--criterion", "I.2", "--points", "", "--reason", "r"},
      {"sheet", "decide", "--unit", "1", "--year", "2023", "--criterion", "I.2", "--points", "9", "--clear"},
      {"sheet", "return", "--unit", "1", "--year", "2023"},
      {"sheet", "return", "--unit", "1", "--year", "2023", "--reason", ""},
      {"sheet", "reopen", "--unit", "1", "--year", "2023"},
      {"sheet", "attach", "--unit", "1", "--year", "2023", "--criterion", "I.2"},
      {"sheet", "download", "--unit", "1", "--year", "2023", "--evidence", "e1"},
      {"sheet", "export", "--unit", "1", "--year", "2023", "--out", "a.json"},
      {"sheet", "export", "--unit", "1", "--year", "2023", "--out", "a", "--format", "json"},
      {"sheet", "export", "--unit", "1", "--year", "2023", "--out", "a.csv", "--format", "xlsx"},
      {"sheet", "history", "--unit", "1", "--year", "2023", "--limit", "0"},
      {"sheet", "diff", "--unit", "1", "--year", "2023"},
      {"sheet", "ledger", "--year", "2023"},
      {"sheet", "ledger", "--unit", "1", "--cluster", "c", "--year", "2023"},
      {"sheet", "progress", "--year", "2023"},
      {"sheet", "warnings", "--year", "2023"},
      {"sheet", "submit", "--unit", "1", "--year", "2023", "--as", "\xff"},
      {"scale", "show"},
      {"scale", "show", "--scale", "s", "--revision", "0"},
      {"scale", "export", "--scale", "s", "--out", "a.csv"},
      {"scale", "simulate"},
  };
  for (const auto& arguments : wrong) {
    const Finished run = Thidua(arguments);
    EXPECT_EQ(run.exit_code, 2) << ::testing::PrintToString(arguments) << run.err;
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_THAT(run.err, MatchesRegex("thidua: .*\n  Xem: thidua.* --help\n"));
  }
  EXPECT_EQ(script_.method, "");
}

}  // namespace
}  // namespace thidua::cli
