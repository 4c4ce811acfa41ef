// Ba Bích's 2024 from its plan's own assignments (deploy/demo/ba_to/tasks_2024.csv): from lost points to the score that
// the tasks led to.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/decimal/rational.h"
#include "tests/integration/demo.h"
#include "tests/integration/process.h"
#include "tests/integration/rpc.h"
#include "tests/integration/suite.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"
#include "thidua/tasks/v1/board.grpc.pb.h"
#include "thidua/tasks/v1/forecast.grpc.pb.h"
#include "thidua/tasks/v1/reports.grpc.pb.h"
#include "thidua/tasks/v1/tasks.grpc.pb.h"

namespace thidua::integration {
namespace {

namespace pb = thidua::tasks::v1;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kUnit[] = "21526";
// What Ba Bích lost points in, most points first, and what its plan wants instead.
const std::vector<std::string> kLost = {"I.10", "I.2", "III.4", "I.4", "I.6"};

// The figures of 2023 as those of 2024, but Ba Bích's as its tasks left them.
std::string Figures2024() {
  const std::map<std::string, std::string> reached = {
      {"21526,2024,I.2,actual,34265077,", "21526,2024,I.2,actual,36000000,"},
      {"21526,2024,I.4,forestIncidents,1,", "21526,2024,I.4,forestIncidents,0,"},
      {"21526,2024,I.6,part,4,", "21526,2024,I.6,part,0,"},
      {"21526,2024,I.10,achieved,12,", "21526,2024,I.10,achieved,13,"},
      {"21526,2024,III.4,writtenReminders,1,", "21526,2024,III.4,writtenReminders,0,"}};
  std::string figures = absl::StrReplaceAll(ReadFile(BaToFile("inputs_2023.csv")), {{",2023,", ",2024,"}});
  for (const auto& [before, after] : reached) {
    if (absl::StrReplaceAll({{before, after}}, &figures) != 1) throw std::runtime_error("no figure " + before);
  }
  return figures;
}

class TasksYearTest : public ::testing::Test {
 protected:
  TasksYearTest() {
    ImportBaTo(suite_.cli());
    Connect();
  }

  void Connect() {
    const std::shared_ptr<grpc::Channel> channel = integration::Connect(suite_.tasks().address());
    tasks_ = pb::TasksService::NewStub(channel);
    board_ = pb::BoardService::NewStub(channel);
    forecasts_ = pb::ForecastService::NewStub(channel);
    reports_ = pb::ReportService::NewStub(channel);
  }

  template <typename Stub, typename Request, typename Response>
  static Response Ask(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      const Request& request) {
    grpc::ClientContext context;
    Response response;
    RequireOk((stub.*method)(&context, request, &response));
    return response;
  }

  static std::string Id(const std::string& criterion) { return absl::StrCat(kUnit, "-2024-", criterion); }

  template <typename Request, typename Response>
  pb::Task Act(grpc::Status (pb::TasksService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
               const std::string& criterion, const std::string& date, Request request = {}) {
    request.set_task(Id(criterion));
    request.set_date(date);
    return Ask(*tasks_, method, request).task();
  }

  void Progress(const std::string& criterion, const std::string& date, int percent, const std::string& figure = "") {
    pb::ReportProgressRequest request;
    request.set_percent(percent);
    request.set_figure(figure);
    Act(&pb::TasksService::Stub::ReportProgress, criterion, date, request);
  }

  void Submit(const std::string& criterion, const std::string& date, const std::string& evidence) {
    pb::SubmitEvidenceRequest request;
    request.add_evidence()->set_title(evidence);
    Act(&pb::TasksService::Stub::SubmitEvidence, criterion, date, request);
  }

  pb::GetForecastResponse Forecast(const std::string& date) {
    pb::GetForecastRequest request;
    request.set_unit(kUnit);
    request.set_year(2024);
    request.set_date(date);
    return Ask(*forecasts_, &pb::ForecastService::Stub::GetForecast, request);
  }

  static const pb::ForecastLine& Line(const pb::GetForecastResponse& forecast, const std::string& criterion) {
    for (const pb::ForecastLine& line : forecast.lines()) {
      if (line.criterion() == criterion) return line;
    }
    throw std::runtime_error("the forecast has no " + criterion);
  }

  // Totals of lowest, likely and highest are in order, and so are the ranks.
  static void ExpectOrdered(const pb::GetForecastResponse& forecast) {
    const auto total = [](const pb::ForecastEnd& end) { return *Rational::FromString(end.total()); };
    EXPECT_LE(total(forecast.lowest()), total(forecast.likely()));
    EXPECT_LE(total(forecast.likely()), total(forecast.highest()));
    EXPECT_GE(forecast.lowest().rank(), forecast.likely().rank());
    EXPECT_GE(forecast.likely().rank(), forecast.highest().rank());
  }

  pb::GetBoardResponse Board(const std::string& date) {
    pb::GetBoardRequest request;
    request.set_under("535");
    request.set_year(2024);
    request.set_date(date);
    return Ask(*board_, &pb::BoardService::Stub::GetBoard, request);
  }

  pb::SubmitPeriodReportResponse SubmitReport(const std::string& date, const std::string& submitted_on) {
    pb::SubmitPeriodReportRequest request;
    request.set_unit(kUnit);
    request.set_date(date);
    request.set_submitted_on(submitted_on);
    request.set_number("57/BC-UBND");
    request.set_request_id("report-" + date);
    return Ask(*reports_, &pb::ReportService::Stub::SubmitPeriodReport, request);
  }

  // Every criterion of the plan.
  static std::vector<std::string> Planned() { return Columns(ReadFile(BaToFile("tasks_2024.csv")), {"criterion"}); }

  void DraftAndAssign() {
    const std::vector<std::string> drafted = Columns(
        suite_.cli().Output({"tasks", "draft", "--unit", kUnit, "--from-year", "2023", "--year", "2024", "-o", "csv"}),
        {"criterion"});
    EXPECT_EQ(drafted, kLost);
    const std::vector<std::string> planned = Planned();
    for (const std::string& criterion : kLost) EXPECT_THAT(planned, Contains(criterion));
    suite_.cli().Output({"import", "tasks", BaToFile("tasks_2024.csv")});
    pb::ListTasksRequest request;
    request.set_unit(kUnit);
    const pb::ListTasksResponse tasks = Ask(*tasks_, &pb::TasksService::Stub::ListTasks, request);
    EXPECT_EQ(tasks.tasks_size(), 17);
    for (const pb::Task& task : tasks.tasks()) {
      EXPECT_EQ(task.state(), pb::Task::ASSIGNED);
      EXPECT_EQ(task.assigned_on(), "2024-05-01");
    }
  }

  Suite suite_;
  std::unique_ptr<pb::TasksService::Stub> tasks_;
  std::unique_ptr<pb::BoardService::Stub> board_;
  std::unique_ptr<pb::ForecastService::Stub> forecasts_;
  std::unique_ptr<pb::ReportService::Stub> reports_;
};

TEST_F(TasksYearTest, FromLostPointsToTheScoreThatTheTasksLedTo) {
  DraftAndAssign();

  // May: nothing is done yet, so the year is as the last one at least.
  const pb::GetForecastResponse may = Forecast("2024-05-02");
  EXPECT_EQ(may.scale_year(), 2023);
  EXPECT_EQ(may.peers().year(), 2023);
  EXPECT_EQ(may.lowest().total(), "99.70");
  EXPECT_EQ(may.likely().total(), "99.70");
  EXPECT_EQ(may.likely().rank(), 2);
  EXPECT_EQ(may.members(), 5);
  EXPECT_EQ(Line(may, "I.10").highest(), "65.00");
  EXPECT_THAT(may.assumptions(0), HasSubstr("Năm 2024 chưa có thang bảng điểm: dùng thang năm 2023"));
  ExpectOrdered(may);
  EXPECT_EQ(Forecast("2024-05-02").SerializeAsString(), may.SerializeAsString());

  // 15 June: everybody reports in time.
  for (const std::string& criterion : Planned()) Progress(criterion, "2024-06-14", 30);
  Progress("I.10", "2024-06-14", 40, "12/19");
  const pb::SubmitPeriodReportResponse june = SubmitReport("2024-06-15", "2024-06-14");
  EXPECT_TRUE(june.submitted().on_time());
  EXPECT_EQ(june.report().counts().assigned(), 17);
  EXPECT_EQ(june.report().counts().reported(), 17);
  EXPECT_EQ(june.report().counts().fulfilled(), 0);
  EXPECT_EQ(june.report().unit_name(), "Xã Ba Bích");
  EXPECT_EQ(june.report().parent_name(), "Huyện Ba Tơ");
  const pb::GetForecastResponse in_june = Forecast("2024-06-15");
  EXPECT_EQ(Line(in_june, "I.10").ground(), pb::ForecastLine::FIGURE);
  EXPECT_EQ(Line(in_june, "I.10").lowest(), "60.00");
  EXPECT_EQ(Line(in_june, "I.10").likely(), "65.00");
  ExpectOrdered(in_june);

  // 15 September: the report comes five days late, one task has no word in the period.
  for (const std::string& criterion : Planned()) {
    if (criterion != "I.4") Progress(criterion, "2024-09-10", 70);
  }
  const pb::SubmitPeriodReportResponse september = SubmitReport("2024-09-15", "2024-09-20");
  EXPECT_FALSE(september.submitted().on_time());
  EXPECT_EQ(september.report().counts().reported(), 16);
  EXPECT_EQ(september.report().period_from(), "2024-06-16");

  // November: evidence comes in; that of I.2 is returned once; 13 of 19 are reached.
  Submit("I.2", "2024-10-20", "Báo cáo quyết toán");
  pb::ReturnTaskRequest unsigned_paper;
  unsigned_paper.set_reason("Chưa có xác nhận của kho bạc");
  EXPECT_EQ(Act(&pb::TasksService::Stub::ReturnTask, "I.2", "2024-10-22", unsigned_paper).state(), pb::Task::RETURNED);
  EXPECT_THAT(Board("2024-10-23").counts().returned(), 1);
  Progress("I.10", "2024-11-05", 100, "13/19");
  for (const std::string& criterion : Planned()) {
    Submit(criterion, "2024-11-08", "Minh chứng " + criterion);
  }
  EXPECT_EQ(Board("2024-11-09").waiting_size(), 17);
  for (const std::string& criterion : Planned()) {
    Act(&pb::TasksService::Stub::AcceptTask, criterion, "2024-11-10");
    Act(&pb::TasksService::Stub::CompleteTask, criterion, "2024-11-12");
  }
  const pb::SubmitPeriodReportResponse november = SubmitReport("2024-11-15", "2024-11-15");
  EXPECT_TRUE(november.submitted().on_time());
  EXPECT_EQ(november.report().counts().fulfilled(), 17);
  EXPECT_EQ(november.report().counts().evidence(), 18);
  EXPECT_EQ(november.report().likely().total(), Forecast("2024-11-15").likely().total());
  const pb::GetForecastResponse in_november = Forecast("2024-11-15");
  EXPECT_EQ(Line(in_november, "I.10").likely(), "65.00");
  for (const std::string criterion : {"I.2", "I.4", "I.6", "III.4"}) {
    EXPECT_EQ(Line(in_november, criterion).lowest(), "100.00");
    EXPECT_EQ(Line(in_november, criterion).ground(), pb::ForecastLine::FULFILLED);
  }
  EXPECT_EQ(in_november.out_of_reach(), "0.00");

  // A report that was submitted does not move, whatever happens later, and its hash says so.
  pb::GetPeriodReportRequest of_june;
  of_june.set_unit(kUnit);
  of_june.set_date("2024-06-15");
  const pb::GetPeriodReportResponse kept = Ask(*reports_, &pb::ReportService::Stub::GetPeriodReport, of_june);
  EXPECT_EQ(kept.report().SerializeAsString(), june.report().SerializeAsString());
  EXPECT_EQ(kept.submitted().sha256(), june.submitted().sha256());
  // How it would read now differs only by what the year brought since: nothing of June.
  of_june.set_live(true);
  EXPECT_EQ(Ask(*reports_, &pb::ReportService::Stub::GetPeriodReport, of_june).report().counts().SerializeAsString(),
            june.report().counts().SerializeAsString());

  // The year's own scale and figures come: the forecast ends at the score that scoring computes.
  TempFolder files;
  const std::string scale = absl::StrReplaceAll(ReadFile(BaToFile("scale_2023.json")),
                                                {{"\"year\": 2023", "\"year\": 2024"}, {"ba-to-2023", "ba-to-2024"}});
  suite_.cli().Output({"import", "scale", files.Write("scale_2024.json", scale)});
  suite_.cli().Output({"import", "inputs", files.Write("inputs_2024.csv", Figures2024())});
  const pb::GetForecastResponse end = Forecast("2024-12-31");
  EXPECT_EQ(end.scale_year(), 2024);
  EXPECT_EQ(end.peers().year(), 2024);
  const std::vector<std::string> ranked =
      Columns(suite_.cli().Output({"rank", "--cluster", "khu-trung", "--year", "2024", "-o", "csv"}),
              {"unit", "total", "rank"});
  const std::string expected = absl::StrCat(kUnit, " ", end.likely().total(), " 0", end.likely().rank(), "/05");
  EXPECT_THAT(ranked, Contains(expected));
  EXPECT_EQ(end.lowest().total(), end.highest().total());
  // What the year came to lay between what was forecast to be the lowest and the highest all along.
  for (const pb::GetForecastResponse* earlier : {&may, &in_june, &in_november}) {
    EXPECT_LE(*Rational::FromString(earlier->lowest().total()), *Rational::FromString(end.likely().total()));
    EXPECT_GE(*Rational::FromString(earlier->highest().total()), *Rational::FromString(end.likely().total()));
  }
  EXPECT_EQ(end.lowest().rank(), end.highest().rank());
  for (const pb::ForecastLine& line : end.lines()) EXPECT_EQ(line.ground(), pb::ForecastLine::REPORTED);
  // What the tasks were accepted with is what scoring made of the figures.
  for (const std::string& criterion : kLost) {
    EXPECT_EQ(Line(end, criterion).likely(), Line(in_november, criterion).likely()) << criterion;
  }

  suite_.cli().Output({"audit", "verify", "--of", "tasks"});
}

TEST_F(TasksYearTest, AKilledServiceKeepsEveryAct) {
  DraftAndAssign();
  for (int percent = 10; percent <= 50; percent += 10) {
    Progress("I.10", absl::StrCat("2024-06-", percent / 10 + 10), percent);
    suite_.tasks().Kill();
    suite_.tasks().Start();
    Connect();
    const pb::GetBoardResponse board = Board("2024-06-15");
    pb::GetTaskRequest request;
    request.set_task(Id("I.10"));
    EXPECT_EQ(Ask(*tasks_, &pb::TasksService::Stub::GetTask, request).task().percent(), percent);
    EXPECT_EQ(board.counts().tasks(), 17);
  }
}

TEST_F(TasksYearTest, ADirectiveReachesEveryCommuneOfACluster) {
  DraftAndAssign();
  pb::IssueDirectiveRequest request;
  request.set_request_id("chi-thi-5");
  pb::Directive& directive = *request.mutable_directive();
  directive.set_issuer("535");
  directive.set_year(2024);
  directive.set_document("05/CT-UBND");
  directive.set_date("2024-05-20");
  directive.set_criterion("I.10");
  directive.set_title("Đẩy nhanh xây dựng nông thôn mới");
  directive.set_target("13/19");
  directive.set_start("2024-05-20");
  directive.set_due("2024-11-30");
  directive.set_cluster("khu-trung");
  const pb::IssueDirectiveResponse issued = Ask(*tasks_, &pb::TasksService::Stub::IssueDirective, request);
  EXPECT_EQ(Ask(*tasks_, &pb::TasksService::Stub::IssueDirective, request).SerializeAsString(),
            issued.SerializeAsString());
  EXPECT_EQ(issued.directive().directive(), "535-2024-1");
  std::vector<std::string> ids;
  for (const pb::Task& task : issued.tasks()) {
    ids.push_back(task.task());
    EXPECT_EQ(task.state(), pb::Task::ASSIGNED);
    EXPECT_EQ(task.lead(), "DC-NN-XD-MT");
    EXPECT_EQ(task.source(), "05/CT-UBND");
  }
  // The township has no such criterion; Ba Bích has its own task already, so this is a part of it.
  EXPECT_THAT(ids, ElementsAre("21511-2024-I.10", "21526-2024-I.10/1", "21532-2024-I.10", "21535-2024-I.10"));
  EXPECT_THAT(issued.left_out(), ElementsAre("21484"));

  const pb::ListDirectivesResponse all =
      Ask(*tasks_, &pb::TasksService::Stub::ListDirectives, pb::ListDirectivesRequest());
  ASSERT_EQ(all.directives_size(), 1);
  EXPECT_EQ(all.directives(0).tasks(), 4);
  const pb::GetBoardResponse board = Board("2024-12-05");
  EXPECT_THAT(suite_.cli().Output({"tasks", "board", "--under", "", "--year", "2024", "--date", "2024-12-05"}),
              AllOf(StartsWith("Cả nước"), HasSubstr("21 nhiệm vụ, 4 quá hạn")));
  EXPECT_EQ(board.counts().tasks(), 21);
  EXPECT_EQ(board.overdue_size(), 4);
  EXPECT_EQ(board.units_size(), 19);
  EXPECT_EQ(board.clusters_size(), 4);

  EXPECT_THAT(suite_.cli().Output({"tasks", "history", "21532-2024-I.10"}), HasSubstr("giao theo văn bản chỉ đạo"));
}

TEST_F(TasksYearTest, DirectivesComeInPagesNewestFirst) {
  const std::vector<std::string> ids = {"535-2024-3", "535-2024-2", "535-2024-1"};
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
    suite_.cli().Output({"tasks", "directive", "issue", "--issuer", "535", "--cluster", "khu-trung", "--year", "2024",
                         "--criterion", "I.10", "--title", *id});
  }
  pb::ListDirectivesRequest request;
  request.set_issuer("535");
  request.set_page_size(1);
  std::vector<std::string> seen;
  std::string second_page;
  do {
    const pb::ListDirectivesResponse page = Ask(*tasks_, &pb::TasksService::Stub::ListDirectives, request);
    ASSERT_EQ(page.directives_size(), 1);
    EXPECT_EQ(page.directives(0).tasks(), 4);
    seen.push_back(page.directives(0).directive().directive());
    request.set_page_token(page.next_page_token());
    if (second_page.empty()) second_page = page.next_page_token();
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, ids);

  request.set_year(2024);
  request.set_page_size(0);
  EXPECT_EQ(Ask(*tasks_, &pb::TasksService::Stub::ListDirectives, request).directives_size(), 3);
  // A token is good for its own question alone.
  request.set_page_token(second_page);
  grpc::ClientContext context;
  pb::ListDirectivesResponse response;
  EXPECT_EQ(tasks_->ListDirectives(&context, request, &response).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(TasksYearTest, ADirectiveThatIsRefusedGivesNobodyATask) {
  const struct {
    std::vector<std::string> actor_and_options;
    const char* says;
  } cases[] = {
      {{"--issuer", "21526", "--criterion", "I.10"}, "không ở trên đơn vị"},
      {{"--as-unit", "21526", "--issuer", "535", "--criterion", "I.10"}, "Bạn thay mặt đơn vị 21526"},
      {{"--issuer", "535", "--criterion", "I.10", "--lead", "KHONG-CO"}, "directive.lead"},
      {{"--issuer", "535", "--criterion", "I.10", "--coordinator", "KHONG-CO"}, "directive.coordinators"},
      {{"--issuer", "535", "--criterion", "I.10", "--start", "2024-09-02", "--due", "2024-09-01"}, "directive.due"},
      {{"--issuer", "535", "--criterion", "XX.1"}, "XX.1"},
  };
  for (const auto& [options, says] : cases) {
    std::vector<std::string> arguments = {"tasks",  "directive", "issue",   "--cluster", "khu-trung",
                                          "--year", "2024",      "--title", "Rà soát"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Finished refused = suite_.cli().Run(arguments);
    EXPECT_EQ(refused.exit_code, 4) << says;
    EXPECT_THAT(refused.err, HasSubstr(says));
  }
  EXPECT_EQ(Ask(*tasks_, &pb::TasksService::Stub::ListTasks, pb::ListTasksRequest()).tasks_size(), 0);
  EXPECT_EQ(Ask(*tasks_, &pb::TasksService::Stub::ListDirectives, pb::ListDirectivesRequest()).directives_size(), 0);
}

TEST_F(TasksYearTest, DraftsFollowAPathAndAPublication) {
  pb::DraftPathTasksRequest path;
  path.set_unit(kUnit);
  path.set_from_year(2023);
  path.set_year(2024);
  path.set_rank(1);
  const pb::DraftPathTasksResponse first = Ask(*tasks_, &pb::TasksService::Stub::DraftPathTasks, path);
  ASSERT_EQ(first.tasks_size(), 1);
  EXPECT_EQ(first.tasks(0).task().criterion(), "I.10");
  EXPECT_EQ(first.rank_now(), 2);
  EXPECT_EQ(first.rank_then(), 1);
  EXPECT_EQ(first.total_then(), "100.70");

  suite_.cli().Output({"publish", "--under", "535", "--year", "2023", "--as", "An"});
  pb::DraftTasksRequest published;
  published.set_unit(kUnit);
  published.set_from_year(2023);
  published.set_year(2024);
  published.set_published_under("535");
  const pb::DraftTasksResponse drafted = Ask(*tasks_, &pb::TasksService::Stub::DraftTasks, published);
  EXPECT_EQ(drafted.published_number(), 1);
  std::vector<std::string> criteria;
  for (const pb::DraftedTask& task : drafted.tasks()) criteria.push_back(task.task().criterion());
  EXPECT_EQ(criteria, kLost);
  // Last year's reason is what the sheet says, so drawing from the sheet changes nothing.
  EXPECT_THAT(drafted.tasks(0).task().reason(), HasSubstr("Đạt 12/19"));
  published.clear_published_under();
  const pb::DraftTasksResponse from_sheet = Ask(*tasks_, &pb::TasksService::Stub::DraftTasks, published);
  for (const pb::DraftedTask& task : from_sheet.tasks()) EXPECT_EQ(task.outcome(), pb::DraftedTask::UNCHANGED);
}

TEST_F(TasksYearTest, TheDistrictSeesWhoHasReported) {
  DraftAndAssign();
  Progress("I.10", "2024-06-14", 40, "12/19");
  SubmitReport("2024-06-15", "2024-06-14");
  pb::GetReportRollupRequest request;
  request.set_under("535");
  request.set_date("2024-06-15");
  const pb::GetReportRollupResponse rollup = Ask(*reports_, &pb::ReportService::Stub::GetReportRollup, request);
  EXPECT_EQ(rollup.name(), "Huyện Ba Tơ");
  EXPECT_EQ(rollup.units_size(), 19);
  EXPECT_EQ(rollup.submitted(), 1);
  EXPECT_EQ(rollup.on_time(), 1);
  EXPECT_EQ(rollup.counts().assigned(), 17);
  for (const pb::RollupLine& line : rollup.units()) {
    EXPECT_EQ(line.has_submitted(), line.unit() == kUnit);
    EXPECT_EQ(line.completeness(), line.unit() == kUnit ? 5 : 100);
  }

  // Submitted once; a correction wants its reason and leaves the first as it was.
  pb::SubmitPeriodReportRequest again;
  again.set_unit(kUnit);
  again.set_date("2024-06-15");
  grpc::ClientContext context;
  pb::SubmitPeriodReportResponse refused;
  EXPECT_EQ(reports_->SubmitPeriodReport(&context, again, &refused).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  again.set_reason("Bổ sung số liệu");
  const pb::SubmitPeriodReportResponse corrected = Ask(*reports_, &pb::ReportService::Stub::SubmitPeriodReport, again);
  EXPECT_EQ(corrected.submitted().revision(), 2);
  // It comes long after the day, and makes nobody late who was not.
  EXPECT_TRUE(corrected.submitted().on_time());
  EXPECT_EQ(Ask(*reports_, &pb::ReportService::Stub::GetReportRollup, request).on_time(), 1);

  const Finished stranger =
      suite_.cli().Run({"--as-unit", "21529", "tasks", "report", "submit", "--unit", kUnit, "--date", "2024-09-15"});
  EXPECT_EQ(stranger.exit_code, 4);
  EXPECT_THAT(stranger.err, HasSubstr("Bạn thay mặt đơn vị 21529"));
}

TEST_F(TasksYearTest, AReportIsNotFrozenWithoutTheForecastThatItCouldHave) {
  DraftAndAssign();
  suite_.ranking().Kill();
  const std::vector<std::string> submit = {"tasks", "report", "submit", "--unit", kUnit, "--date", "2024-06-15"};
  const Finished refused = suite_.cli().Run(submit);
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_THAT(refused.err, HasSubstr(suite_.ranking().address()));
  // To look at, it is there without one.
  EXPECT_THAT(suite_.cli().Output({"tasks", "report", "--unit", kUnit, "--date", "2024-06-15"}), HasSubstr("Chưa nộp"));
  suite_.ranking().Start();
  EXPECT_TRUE(WaitUntil([&] { return suite_.cli().Run(submit).exit_code == 0; }, absl::Seconds(30)));
  EXPECT_THAT(suite_.cli().Output({"tasks", "report", "--unit", kUnit, "--date", "2024-06-15"}),
              HasSubstr("nhiều khả năng nhất 99.70"));
}

TEST_F(TasksYearTest, TheReportIsAFileThatAnOfficeCanSend) {
  DraftAndAssign();
  SubmitReport("2024-06-15", "2024-06-14");
  TempFolder files;
  for (const char* name : {"báo cáo.docx", "báo cáo.xlsx"}) {
    const std::string path = files.File(name);
    suite_.cli().Output({"tasks", "report", "--unit", kUnit, "--date", "2024-06-15", "--out", path});
    EXPECT_THAT(ReadFile(path), StartsWith("PK"));
  }
  for (const char* name : {"tổng hợp.docx", "tổng hợp.xlsx"}) {
    const std::string path = files.File(name);
    suite_.cli().Output({"tasks", "rollup", "--under", "535", "--date", "2024-06-15", "--out", path});
    EXPECT_THAT(ReadFile(path), StartsWith("PK"));
  }
  EXPECT_THAT(suite_.cli().Output({"tasks", "board", "--under", "535", "--year", "2024", "--date", "2024-06-15"}),
              HasSubstr("Ba Bích"));
  EXPECT_THAT(suite_.cli().Output({"tasks", "forecast", "--unit", kUnit, "--year", "2024", "--date", "2024-06-15"}),
              HasSubstr("99.70"));
}

}  // namespace
}  // namespace thidua::integration
