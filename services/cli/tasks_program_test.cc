#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "common/status/problem.h"
#include "services/cli/program_for_test.h"

namespace thidua::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

struct Case {
  Words words;
  std::string method;
  std::vector<std::string> asked;  // Parts of the request, as JSON.
  std::string shown;               // A part of the text.
};

const std::vector<Case>& Cases() {
  static const auto& cases = *new std::vector<Case>{
      {{"tasks", "list", "--unit", "21526", "--office", "TC-KT", "--date", "2024-06-15"},
       "ListTasks",
       {"\"unit\":\"21526\"", "\"office\":\"TC-KT\"", "\"date\":\"2024-06-15\""},
       "I.10"},
      {{"tasks", "show", "21526-2024-I.10"}, "GetTask", {"\"task\":\"21526-2024-I.10\""}, "quá hạn 5 ngày"},
      {{"tasks", "history", "21526-2024-I.10"}, "ListTaskHistory", {"21526-2024-I.10"}, "Phạm Văn Trí"},
      {{"tasks", "draft", "--unit", "21526", "--from-year", "2023", "--year", "2024", "--rank", "1", "--effort",
        "I.10=5"},
       "DraftPathTasks",
       {"\"rank\":1", "{\"criterion\":\"I.10\",\"effort\":\"5\"}"},
       "100.70"},
      {{"tasks", "add", "--unit", "21526", "--year", "2024", "--criterion", "II.1", "--title", "Học nghị quyết",
        "--lead", "TC-KT", "--recurrence", "quarterly"},
       "CreateTask",
       {"\"criterion\":\"II.1\"", "\"recurrence\":\"QUARTERLY\""},
       "21526-2024-I.10"},
      {{"tasks", "add", "--parent", "21526-2024-I.10", "--title", "Làm đường"},
       "CreateTask",
       {"\"parent\":\"21526-2024-I.10\""},
       "21526-2024-I.10"},
      {{"tasks", "edit", "21526-2024-I.10", "--title", "Mới", "--due", "2024-12-01"},
       "UpdateTask",
       {"\"title\":\"Mới\"", "\"updateMask\":\"title,due\""},
       "21526-2024-I.10"},
      {{"tasks", "assign", "21526-2024-I.10", "--lead", "TC-KT", "--etag", "v7"},
       "AssignTask",
       {"\"lead\":\"TC-KT\"", "\"etag\":\"v7\""},
       "21526-2024-I.10"},
      {{"tasks", "start", "21526-2024-I.10", "--date", "2024-05-02"}, "StartTask", {"2024-05-02"}, "thidua tasks show"},
      {{"tasks", "progress", "21526-2024-I.10", "--figure", "13/19", "--percent", "100", "--note", "xong", "--evidence",
        "Biên bản"},
       "ReportProgress",
       {"\"figure\":\"13/19\"", "\"percent\":100", "\"note\":\"xong\"", "{\"title\":\"Biên bản\"}"},
       "40%"},
      {{"tasks", "submit", "21526-2024-I.10", "--evidence", "Quyết định", "--number", "12/QĐ"},
       "SubmitEvidence",
       {"\"title\":\"Quyết định\"", "\"number\":\"12/QĐ\""},
       "21526-2024-I.10"},
      {{"tasks", "withdraw", "21526-2024-I.10"}, "WithdrawEvidence", {}, "21526-2024-I.10"},
      {{"tasks", "accept", "21526-2024-I.10", "--request-id", "r1"}, "AcceptTask", {"\"requestId\":\"r1\""}, "I.10"},
      {{"tasks", "return", "21526-2024-I.10", "--reason", "thiếu dấu"}, "ReturnTask", {"thiếu dấu"}, "I.10"},
      {{"tasks", "complete", "21526-2024-I.10"}, "CompleteTask", {}, "I.10"},
      {{"tasks", "cancel", "21526-2024-I.10", "--reason", "trùng"}, "CancelTask", {"trùng"}, "I.10"},
      {{"tasks", "reopen", "21526-2024-I.10", "--reason", "nhầm"}, "ReopenTask", {"nhầm"}, "I.10"},
      {{"tasks", "directive", "issue", "--issuer", "535", "--year", "2024", "--criterion", "I.10", "--title",
        "Đẩy nhanh", "--cluster", "khu-trung"},
       "IssueDirective",
       {"\"issuer\":\"535\"", "\"cluster\":\"khu-trung\""},
       "535-2024-1"},
      {{"tasks", "directive", "list", "--issuer", "535"}, "ListDirectives", {"535"}, "05/CT-UBND"},
      {{"tasks", "board", "--under", "535", "--year", "2024", "--date", "2024-11-20"},
       "GetBoard",
       {"\"under\":\"535\"", "\"date\":\"2024-11-20\""},
       "QUÁ HẠN (1)"},
      {{"tasks", "forecast", "--unit", "21526", "--year", "2024"}, "GetForecast", {"\"year\":2024"}, "99.83"},
      {{"tasks", "report", "--unit", "21526", "--date", "2024-06-15"}, "GetPeriodReport", {"2024-06-15"}, "Ba Bích"},
      {{"tasks", "report", "submit", "--unit", "21526", "--date", "2024-06-15", "--number", "57/BC-UBND", "--recipient",
        "UBND huyện"},
       "SubmitPeriodReport",
       {"57/BC-UBND", "\"recipients\":[\"UBND huyện\"]"},
       "Ba Bích"},
      {{"tasks", "rollup", "--under", "535", "--date", "2024-06-15"},
       "GetReportRollup",
       {"\"under\":\"535\""},
       "Ba Lế"},
      {{"tasks", "calendar", "--year", "2024"}, "GetCalendar", {"2024"}, "Tết Dương lịch"},
      {{"tasks", "notices", "--unit", "21526"}, "ListNotices", {"21526"}, "Sắp đến hạn"},
      {{"tasks", "remind", "--date", "2024-11-08"}, "TellReminders", {"2024-11-08"}, "4"},
      {{"tasks", "retry-notices"}, "RetryNotices", {}, "2"},
  };
  return cases;
}

class TasksProgramTest : public ProgramTest {};

TEST_F(TasksProgramTest, EachCommandAsksItsQuestionAndShowsTheAnswer) {
  for (const Case& one : Cases()) {
    SCOPED_TRACE(one.words[1] + " " + (one.words.size() > 2 ? one.words[2] : ""));
    const Finished run = Thidua(one.words);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(script_.method, one.method);
    for (const std::string& part : one.asked) EXPECT_THAT(script_.request, HasSubstr(part));
    EXPECT_THAT(run.out + run.err, HasSubstr(one.shown));
  }
}

TEST_F(TasksProgramTest, EachCommandSpeaksEnglishAndJson) {
  for (const Case& one : Cases()) {
    SCOPED_TRACE(one.words[1] + " " + (one.words.size() > 2 ? one.words[2] : ""));
    Words english = one.words;
    english.insert(english.end(), {"--lang", "en"});
    EXPECT_EQ(Thidua(english).exit_code, 0);
    Words json = one.words;
    json.insert(json.end(), {"-o", "json"});
    const Finished run = Thidua(json);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.out, StartsWith("{"));
  }
}

TEST_F(TasksProgramTest, TablesComeAsCsv) {
  for (const Case& one : Cases()) {
    static const auto& tables = *new std::set<std::string>{"ListTasks",   "GetBoard",        "GetForecast",
                                                           "ListNotices", "GetReportRollup", "ListDirectives"};
    if (!tables.contains(one.method)) continue;
    SCOPED_TRACE(one.method);
    Words words = one.words;
    words.insert(words.end(), {"-o", "csv"});
    const Finished run = Thidua(words);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr(","));
    EXPECT_THAT(run.out, HasSubstr("\n"));
  }
}

TEST_F(TasksProgramTest, HistorySpeaksInWords) {
  const Finished run = Thidua({"tasks", "history", "21526-2024-I.10"});
  EXPECT_THAT(run.out, AllOf(HasSubstr("trạng thái: đã giao → đang làm"), HasSubstr("hạn: 2024-11-15"),
                             HasSubstr("tiến độ: 12/19, 40%")));
}

TEST_F(TasksProgramTest, ARefusedActSaysWhatIsPossible) {
  script_.failure = Problem{.code = absl::StatusCode::kFailedPrecondition,
                            .reason = "WRONG_STATE",
                            .message = {.vi = "Nhiệm vụ 21526-2024-I.10 đã nghiệm thu.", .en = "It is accepted."},
                            .metadata = {{"allowed", "COMPLETE,REOPEN"}, {"task", "21526-2024-I.10"}}}
                        .ToStatus();
  const Finished run = Thidua({"tasks", "start", "21526-2024-I.10"});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, AllOf(HasSubstr("đã nghiệm thu"), HasSubstr("thidua tasks complete 21526-2024-I.10"),
                             HasSubstr("thidua tasks reopen 21526-2024-I.10")));
}

TEST_F(TasksProgramTest, WrongWordsAreRefusedBeforeAnybodyIsAsked) {
  for (const Words& words : std::vector<Words>{{"tasks", "board", "--year", "2024"},
                                               {"tasks", "board", "--unit", "1", "--under", "535", "--year", "2024"},
                                               {"tasks", "return", "21526-2024-I.10"},
                                               {"tasks", "start"},
                                               {"tasks", "edit", "21526-2024-I.10"},
                                               {"tasks", "progress", "21526-2024-I.10", "--percent", "101"},
                                               {"tasks", "forecast", "--unit", "21526"},
                                               {"tasks", "report", "--unit", "21526", "--out", "bao-cao.pdf"},
                                               {"tasks", "list", "--state", "LAZY"}}) {
    script_.method.clear();
    const Finished run = Thidua(words);
    EXPECT_EQ(run.exit_code, 2) << words[1] << ": " << run.out;
    EXPECT_THAT(run.err, Not(IsEmpty()));
    EXPECT_THAT(script_.method, IsEmpty()) << words[1];
  }
}

TEST_F(TasksProgramTest, ReportsAreWrittenAsFiles) {
  for (const char* name : {"bao-cao.docx", "bao-cao.xlsx"}) {
    const std::string path = folder_.File(name);
    const Finished run = Thidua({"tasks", "report", "--unit", "21526", "--date", "2024-06-15", "--out", path});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    std::ifstream file(path, std::ios::binary);
    std::string start(2, ' ');
    file.read(start.data(), 2);
    EXPECT_EQ(start, "PK") << name;
  }
  const std::string path = folder_.File("tổng hợp.xlsx");
  EXPECT_EQ(Thidua({"tasks", "rollup", "--under", "535", "--date", "2024-06-15", "--out", path}).exit_code, 0);
}

TEST_F(TasksProgramTest, TheLogOfTasksIsCheckedToo) {
  const Finished run = Thidua({"audit", "verify", "--of", "tasks"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("17 nhiệm vụ"));
}

TEST_F(TasksProgramTest, ACalendarIsImported) {
  script_.report.set_stored(true);
  const std::string path = folder_.Write("lịch.csv", "date,kind,name\n2024-06-15,REPORT,Đợt 1\n");
  EXPECT_EQ(Thidua({"import", "calendar", path}).exit_code, 0);
  EXPECT_EQ(script_.imported_by, "calendar");
}

}  // namespace
}  // namespace thidua::cli
