// The tasks service, which checks who calls: who may do what with whose task, and in whose name it asks others.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/program_file.h"
#include "tests/integration/identity_suite.h"
#include "tests/integration/rpc.h"
#include "tests/integration/sheet_desk.h"
#include "thidua/scoring/v1/sheets.pb.h"
#include "thidua/tasks/v1/board.pb.h"
#include "thidua/tasks/v1/reports.pb.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::integration {
namespace {

using ::testing::HasSubstr;

constexpr char kTask[] = "C3-2024-I.2";  // Led by TC-KT, with VP-TK.

class IdentityTasksTest : public ::testing::Test {
 protected:
  std::string Of(const std::string& unit, const std::string& role, const std::string& office = "") {
    return suite_.Token({.unit = unit, .roles = {role}, .office = office});
  }

  template <typename Request>
  std::string Act(const std::string& token, Request request = {}) {
    request.set_task(kTask);
    return ReasonOf(suite_.Ask(request, token).status);
  }

  IdentitySuite suite_;
};

TEST_F(IdentityTasksTest, EachActHasItsPeople) {
  using tasks::v1::AcceptTaskRequest;
  using tasks::v1::GetTaskRequest;
  using tasks::v1::StartTaskRequest;
  // The task of C3 is not there for anybody else, whatever they are.
  for (const char* role : {"viewer", "editor", "verifier", "leader", "appraiser"}) {
    for (const char* unit : {"C1", "C2", "D2", "F", "F1", "Q"}) {
      EXPECT_EQ(Act<GetTaskRequest>(Of(unit, role, "TC-KT")), "UNKNOWN_TASK") << role << " of " << unit;
      EXPECT_EQ(Act<StartTaskRequest>(Of(unit, role, "TC-KT")), "UNKNOWN_TASK") << role << " of " << unit;
    }
    for (const char* unit : {"C3", "D", "P"}) EXPECT_EQ(Act<GetTaskRequest>(Of(unit, role, "TC-KT")), "OK") << unit;
  }
  // Near, but without the role.
  EXPECT_EQ(Act<StartTaskRequest>(Of("C3", "viewer", "TC-KT")), "ROLE_NEEDED");
  EXPECT_EQ(Act<StartTaskRequest>(Of("C3", "leader", "TC-KT")), "ROLE_NEEDED");
  // With the role, but of an office that has nothing to do with it.
  EXPECT_EQ(Act<StartTaskRequest>(Of("D", "verifier", "VH-XH")), "NOT_YOUR_TASK");
  EXPECT_EQ(Act<StartTaskRequest>(Of("C3", "editor", "VH-XH")), "NOT_YOUR_TASK");
  // A verifier has an office; without one it would be the district.
  EXPECT_EQ(Act<StartTaskRequest>(Of("D", "verifier")), "BAD_TOKEN");

  EXPECT_EQ(Act<StartTaskRequest>(Of("D", "verifier", "TC-KT")), "OK");
  tasks::v1::ReportProgressRequest progress;
  progress.set_percent(50);
  EXPECT_EQ(Act(Of("C3", "editor", "VP-TK"), progress), "OK");
  tasks::v1::SubmitEvidenceRequest evidence;
  evidence.add_evidence()->set_title("Quyết định");
  EXPECT_EQ(Act(Of("C3", "editor"), evidence), "OK");
  // Who does the work does not accept it; the unit and those above do.
  EXPECT_EQ(Act<AcceptTaskRequest>(Of("D", "verifier", "TC-KT")), "NOT_YOUR_TASK");
  EXPECT_EQ(Act<AcceptTaskRequest>(Of("C3", "editor", "TC-KT")), "NOT_YOUR_TASK");
  EXPECT_EQ(Act<AcceptTaskRequest>(Of("D", "appraiser")), "OK");
  // Nobody is somebody else by saying so.
  const auto history = suite_.Must<tasks::v1::ListTaskHistoryResponse>(
      [] {
        tasks::v1::ListTaskHistoryRequest request;
        request.set_task(kTask);
        return request;
      }(),
      Of("C3", "viewer"));
  ASSERT_GE(history.acts_size(), 4);
  EXPECT_EQ(history.acts(0).by().unit(), "D");
  EXPECT_EQ(history.acts(3).by().office(), "TC-KT");
}

// A sheet at the district's stage is for the district to decide, not for one of its departments.
TEST_F(IdentityTasksTest, ADepartmentIsNotTheDistrict) {
  scoring::v1::DecidePointsRequest decide;
  decide.set_unit("C3");
  decide.set_year(2023);
  decide.set_criterion("I.2");
  decide.set_points("1");
  decide.set_reason("thử");
  scoring::v1::GetSheetRequest get;
  get.set_unit("C3");
  get.set_year(2023);
  const auto sheet = [&] { return suite_.Must<scoring::v1::GetSheetResponse>(get, Of("C3", "viewer")).sheet(); };
  // On to the stage where the district acts.
  const std::string last_open = sheet().stages(sheet().stages_size() - 2).code();
  for (int i = 0; sheet().stage() != last_open && i < 5; ++i) {
    scoring::v1::SubmitSheetRequest submit;
    submit.set_unit("C3");
    submit.set_year(2023);
    for (const char* unit : {"C3", "C1", "D"}) {
      suite_.Ask(submit, suite_.Token({.unit = unit, .roles = {"editor", "leader", "appraiser"}}));
      if (sheet().stage() == last_open) break;
    }
  }
  ASSERT_EQ(sheet().stage(), last_open);
  EXPECT_EQ(ReasonOf(suite_.Ask(decide, Of("D", "verifier", "TC-KT")).status), "NOT_YOUR_TURN");
  EXPECT_EQ(ReasonOf(suite_.Ask(decide, Of("D", "viewer")).status), "ROLE_NEEDED");
  EXPECT_EQ(ReasonOf(suite_.Ask(decide, Of("D2", "appraiser")).status), "UNKNOWN_UNIT");
  EXPECT_EQ(ReasonOf(suite_.Ask(decide, Of("D", "appraiser")).status), "OK");
}

TEST_F(IdentityTasksTest, ReportsAndBoardsAreOfOnesOwn) {
  tasks::v1::SubmitPeriodReportRequest report;
  report.set_unit("C3");
  report.set_date("2024-11-15");
  report.set_submitted_on("2024-11-14");
  EXPECT_EQ(ReasonOf(suite_.Ask(report, Of("C2", "editor")).status), "UNKNOWN_UNIT");
  EXPECT_EQ(ReasonOf(suite_.Ask(report, Of("C3", "viewer")).status), "ROLE_NEEDED");
  EXPECT_EQ(ReasonOf(suite_.Ask(report, Of("C3", "editor")).status), "OK");
  tasks::v1::GetBoardRequest board;
  board.set_year(2024);
  board.set_cluster("OWN");
  EXPECT_EQ(ReasonOf(suite_.Ask(board, Of("C1", "leader")).status), "OK");
  EXPECT_EQ(ReasonOf(suite_.Ask(board, Of("C3", "editor")).status), "UNKNOWN_CLUSTER");
  EXPECT_EQ(ReasonOf(suite_.Ask(board, Of("C2", "leader")).status), "UNKNOWN_CLUSTER");
}

// A file of tasks names many units: it is the administrator's, whatever the units in it are.
TEST_F(IdentityTasksTest, AFileOfTasksIsTheAdministrators) {
  const std::string file = suite_.NewFile(
      "unit,year,criterion,title,lead,coordinators,start,due,target,source\n"
      "C3,2024,I.1,việc mới,TC-KT,,2024-01-02,2024-12-31,100,plan\n");
  for (const char* role : {"viewer", "editor", "verifier", "leader", "appraiser"}) {
    const Finished refused = suite_.cli(Of("C3", role, "TC-KT")).Run({"import", "tasks", file});
    EXPECT_NE(refused.exit_code, 0) << role;
    EXPECT_THAT(refused.err, HasSubstr("administrator"));
    tasks::v1::GetTaskRequest request;
    request.set_task("C3-2024-I.1");
    EXPECT_EQ(ReasonOf(suite_.Ask(request, suite_.administrator()).status), "UNKNOWN_TASK");
  }
  const Finished stored = suite_.cli(suite_.administrator()).Run({"import", "tasks", file});
  EXPECT_EQ(stored.exit_code, 0) << stored.err;
}

// Tasks asks scoring and ranking with the caller's token: it does so too when it has none of its own.
TEST_F(IdentityTasksTest, AsksOthersInItsCallersName) {
  const std::string data = suite_.NewFile("") + ".d";
  std::filesystem::create_directory(data);
  Service tokenless(ProgramFile("thidua-tasks"),
                    {"--data", data, "--jwks", suite_.jwks(), "--scoring", suite_.scoring().address(), "--ranking",
                     suite_.ranking().address()},
                    data);
  const auto draft = [&](const std::string& token, const std::string& unit) {
    RawCall call(Connect(tokenless.address()), "/thidua.tasks.v1.TasksService/DraftPathTasks",
                 {{"authorization", "Bearer " + token}});
    tasks::v1::DraftPathTasksRequest request;
    request.set_unit(unit);
    request.set_from_year(2023);
    request.set_year(2024);
    request.set_due("2024-12-01");
    request.set_rank(1);
    call.Send(request.SerializeAsString());
    call.EndSending();
    while (call.Receive().has_value()) continue;
    return call.Finish();
  };
  const grpc::Status own = draft(Of("C3", "editor"), "C3");
  EXPECT_TRUE(own.ok()) << own.error_message();
  EXPECT_EQ(ReasonOf(draft(Of("C3", "editor"), "C1")), "UNKNOWN_UNIT");
  EXPECT_EQ(tokenless.Stop(), 0);
}

}  // namespace
}  // namespace thidua::integration
