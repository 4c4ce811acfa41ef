#include "services/tasks/domain/workflow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using enum TaskState;

const CivilDay kDay(2024, 6, 15);
const Act kUnit = {.by = {.name = "Chủ tịch", .unit = "21526"}, .day = kDay, .reason = "lý do"};
const Act kOffice = {.by = {.name = "Công chức", .unit = "21526", .office = "KL"}, .day = kDay};
const UnitsAbove kAbove = {"535", "51"};

// A task in a state, on the way that leads there.
Task In(TaskState state) {
  Task task = {.key = {"21526", 2024, "I.4"},
               .title = "Tuần tra",
               .lead = "KL",
               .coordinators = {"THON"},
               .due = CivilDay(2024, 12, 31),
               .evidence_due = CivilDay(2024, 12, 31),
               .target = Figure::Parse("13/19")};
  static const std::map<TaskState, std::vector<TaskState>> kWays = {
      {kDraft, {}},
      {kAssigned, {kAssigned}},
      {kInProgress, {kAssigned, kInProgress}},
      {kEvidenceSubmitted, {kAssigned, kInProgress, kEvidenceSubmitted}},
      {kAccepted, {kAssigned, kEvidenceSubmitted, kAccepted}},
      {kReturned, {kAssigned, kEvidenceSubmitted, kReturned}},
      {kDone, {kAssigned, kEvidenceSubmitted, kAccepted, kDone}},
      {kCancelled, {kAssigned, kCancelled}}};
  for (const TaskState step : kWays.at(state)) task.steps.push_back({step, CivilDay(2024, 6, 1)});
  return task;
}

absl::Status Do(Action action, const Act& act, Task& task) {
  switch (action) {
    case Action::kAssign:
      return Assign(kAbove, act, {}, task);
    case Action::kStart:
      return Start(kAbove, act, task);
    case Action::kProgress:
      return ReportProgress(kAbove, act, {.percent = 50}, task);
    case Action::kSubmit:
      return Submit(kAbove, act, {{.title = "Biên bản"}}, task);
    case Action::kWithdraw:
      return Withdraw(kAbove, act, task);
    case Action::kAccept:
      return Accept(kAbove, act, task);
    case Action::kReturn:
      return Return(kAbove, act, task);
    case Action::kComplete:
      return Complete(kAbove, act, {}, task);
    case Action::kCancel:
      return Cancel(kAbove, act, task);
    case Action::kReopen:
      return Reopen(kAbove, act, task);
    case Action::kUpdate:
      return CheckUpdate(kAbove, act, task);
  }
  return absl::InternalError("no such action");
}

std::string Reason(const absl::Status& status) { return status.ok() ? "" : Problem::FromStatus(status).reason; }

// Written out, not derived: the whole of what is legal. Rows: the state before; where each action leads.
const std::map<TaskState, std::map<Action, TaskState>> kLegal = {
    {kDraft, {{Action::kAssign, kAssigned}, {Action::kCancel, kCancelled}, {Action::kUpdate, kDraft}}},
    {kAssigned,
     {{Action::kAssign, kAssigned},
      {Action::kStart, kInProgress},
      {Action::kProgress, kInProgress},
      {Action::kSubmit, kEvidenceSubmitted},
      {Action::kCancel, kCancelled},
      {Action::kUpdate, kAssigned}}},
    {kInProgress,
     {{Action::kAssign, kAssigned},
      {Action::kProgress, kInProgress},
      {Action::kSubmit, kEvidenceSubmitted},
      {Action::kCancel, kCancelled},
      {Action::kUpdate, kInProgress}}},
    {kEvidenceSubmitted,
     {{Action::kWithdraw, kInProgress},
      {Action::kAccept, kAccepted},
      {Action::kReturn, kReturned},
      {Action::kCancel, kCancelled}}},
    {kAccepted, {{Action::kComplete, kDone}, {Action::kReopen, kInProgress}}},
    {kReturned,
     {{Action::kAssign, kAssigned},
      {Action::kStart, kInProgress},
      {Action::kProgress, kInProgress},
      {Action::kSubmit, kEvidenceSubmitted},
      {Action::kCancel, kCancelled},
      {Action::kUpdate, kReturned}}},
    {kDone, {{Action::kReopen, kInProgress}}},
    {kCancelled, {{Action::kReopen, kAssigned}}}};

TEST(WorkflowTest, EveryStateTimesEveryAction) {
  for (const TaskState state : kTaskStates) {
    const auto& legal = kLegal.at(state);
    for (const Action action : kActions) {
      SCOPED_TRACE(absl::StrCat(std::string(NameOf(state)), " × ", std::string(NameOf(action))));
      const Task before = In(state);
      Task task = before;
      const absl::Status status = Do(action, kUnit, task);
      const auto next = legal.find(action);
      if (next != legal.end()) {
        EXPECT_TRUE(status.ok()) << status;
        EXPECT_EQ(task.state(), next->second);
        continue;
      }
      EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
      EXPECT_EQ(Reason(status), "WRONG_STATE");
      EXPECT_EQ(task, before);
      std::string allowed;
      for (const Action other : kActions) {
        if (legal.contains(other)) absl::StrAppend(&allowed, allowed.empty() ? "" : ",", std::string(NameOf(other)));
      }
      EXPECT_EQ(Problem::FromStatus(status).metadata.at("allowed"), allowed);
    }
  }
}

TEST(WorkflowTest, TheRefusalNamesWhatIsPossible) {
  Task task = In(kAccepted);
  const Problem problem = Problem::FromStatus(Do(Action::kSubmit, kOffice, task));
  EXPECT_EQ(problem.message.vi,
            "Nhiệm vụ 21526-2024-I.4 đã nghiệm thu: không thể nộp minh chứng (submit). Lúc này có thể: hoàn thành "
            "(complete), mở lại (reopen).");
}

TEST(WorkflowTest, WhoMayDoWhat) {
  const std::set<Action> by_office = {Action::kStart, Action::kProgress, Action::kSubmit, Action::kWithdraw};
  const auto actor = [](std::string unit, std::string office) {
    Act act = kUnit;
    act.by = {.name = "ai đó", .unit = std::move(unit), .office = std::move(office)};
    return act;
  };
  for (const auto& [state, actions] : kLegal) {
    for (const auto& [action, next] : actions) {
      SCOPED_TRACE(absl::StrCat(std::string(NameOf(state)), " × ", std::string(NameOf(action))));
      const auto refused = [&, action = action, state = state](const Act& act) {
        Task task = In(state);
        return Reason(Do(action, act, task)) == "NOT_YOUR_TASK";
      };
      for (const char* unit : {"21526", "535", "51", ""}) EXPECT_FALSE(refused(actor(unit, ""))) << unit;
      for (const char* unit : {"21529", "536", "52"}) EXPECT_TRUE(refused(actor(unit, ""))) << unit;
      for (const char* office : {"KL", "THON"}) EXPECT_EQ(refused(actor("21526", office)), !by_office.contains(action));
      EXPECT_TRUE(refused(actor("21526", "CA")));
      EXPECT_TRUE(refused(actor("21529", "KL")));
    }
  }
}

TEST(WorkflowTest, ReturningCancellingAndReopeningWantAReason) {
  for (const auto& [state, action] :
       {std::pair{kEvidenceSubmitted, Action::kReturn}, {kAssigned, Action::kCancel}, {kDone, Action::kReopen}}) {
    Task task = In(state);
    Act silent = kUnit;
    silent.reason.clear();
    EXPECT_EQ(Reason(Do(action, silent, task)), "REASON_REQUIRED");
    EXPECT_EQ(task, In(state));
  }
  Task task = In(kEvidenceSubmitted);
  ASSERT_TRUE(Return(kAbove, kUnit, task).ok());
  EXPECT_EQ(task.state_reason, "lý do");
  ASSERT_TRUE(Submit(kAbove, kOffice, {{.title = "Biên bản mới"}}, task).ok());
  EXPECT_EQ(task.state_reason, "");
}

TEST(WorkflowTest, AStepIsNeverBeforeTheOneBefore) {
  for (const TaskState state : kTaskStates) {
    for (const auto& [action, next] : kLegal.at(state)) {
      if (state == kDraft || action == Action::kUpdate || action == Action::kProgress) continue;
      Act early = kUnit;
      early.day = CivilDay(2024, 5, 31);
      Task task = In(state);
      EXPECT_EQ(Reason(Do(action, early, task)), "DATE_BEFORE_LAST") << NameOf(state) << NameOf(action);
      EXPECT_EQ(task, In(state));
    }
  }
}

TEST(WorkflowTest, ProgressMayBeReportedLateButNotOfTheTimeBeforeItWasGiven) {
  Task task = In(kReturned);
  task.steps.back().day = CivilDay(2024, 6, 20);
  Act act = kOffice;
  act.day = CivilDay(2024, 6, 10);
  ASSERT_TRUE(ReportProgress(kAbove, act, {.percent = 70}, task).ok());
  EXPECT_EQ(task.progress.back().date, CivilDay(2024, 6, 10));
  EXPECT_EQ(task.steps.back(), (Step{kInProgress, CivilDay(2024, 6, 20)}));
  act.day = CivilDay(2024, 5, 31);
  EXPECT_EQ(Reason(ReportProgress(kAbove, act, {.percent = 70}, task)), "DATE_BEFORE_LAST");
}

TEST(WorkflowTest, PercentFollowsFromFigureAndTarget) {
  const auto percent = [](const char* figure) {
    Task task = In(kAssigned);
    EXPECT_TRUE(ReportProgress(kAbove, kOffice, {.figure = Figure::Parse(figure)}, task).ok()) << figure;
    return task.progress.back().percent;
  };
  EXPECT_EQ(percent("0/19"), 0);
  EXPECT_EQ(percent("12/19"), 92);
  EXPECT_EQ(percent("13/19"), 100);
  EXPECT_EQ(percent("19/19"), 100);
  Task task = In(kAssigned);
  EXPECT_EQ(Reason(ReportProgress(kAbove, kOffice, {.figure = Figure::Parse("12/20")}, task)), "PERCENT_REQUIRED");
  EXPECT_EQ(Reason(ReportProgress(kAbove, kOffice, {.figure = Figure::Parse("12")}, task)), "PERCENT_REQUIRED");
  for (const int percent : {-1, 101}) {
    EXPECT_EQ(Reason(ReportProgress(kAbove, kOffice, {.percent = percent}, task)), "BAD_PERCENT");
  }
  EXPECT_EQ(task, In(kAssigned));
}

TEST(WorkflowTest, EvidenceIsWantedAndKept) {
  Task task = In(kInProgress);
  EXPECT_EQ(Reason(Submit(kAbove, kOffice, {}, task)), "EVIDENCE_MISSING");
  ASSERT_TRUE(ReportProgress(kAbove, kOffice, {.percent = 10, .evidence = {{.title = "Ảnh"}}}, task).ok());
  EXPECT_THAT(task.progress.back().evidence, ElementsAre(1));
  ASSERT_TRUE(Submit(kAbove, kOffice, {}, task).ok());
  EXPECT_EQ(task.evidence.front().submitted, kDay);
  EXPECT_EQ(task.evidence.front().by, kOffice.by);
}

TEST(WorkflowTest, OpenPartsKeepATaskOpen) {
  Task task = In(kAccepted);
  const absl::Status status = Complete(kAbove, kUnit, {"21526-2024-I.4/1"}, task);
  EXPECT_EQ(Reason(status), "SUBTASKS_OPEN");
  EXPECT_THAT(Problem::FromStatus(status).message.vi, HasSubstr("21526-2024-I.4/1"));
}

TEST(WorkflowTest, AnAssignmentNamesItsOffice) {
  Task task = In(kDraft);
  task.lead.clear();
  EXPECT_EQ(Reason(Assign(kAbove, kUnit, {}, task)), "LEAD_REQUIRED");
  ASSERT_TRUE(Assign(kAbove, kUnit, {.lead = "CA", .coordinators = {{"KL"}}, .due = CivilDay(2025, 1, 10)}, task).ok());
  EXPECT_EQ(task.lead, "CA");
  EXPECT_THAT(task.coordinators, ElementsAre("KL"));
  EXPECT_EQ(task.evidence_due, CivilDay(2025, 1, 10));
}

TEST(WorkflowTest, ADraftThatWasCancelledIsADraftAgain) {
  Task task = In(kDraft);
  ASSERT_TRUE(Cancel(kAbove, kUnit, task).ok());
  ASSERT_TRUE(Reopen(kAbove, kUnit, task).ok());
  EXPECT_EQ(task.state(), kDraft);
  ASSERT_TRUE(Assign(kAbove, kUnit, {}, task).ok());
  EXPECT_EQ(task.assigned_on(), kDay);
}

class WorkflowWalk : public ::testing::TestWithParam<int> {};

// Whatever is tried, in whatever order: the state is always one that the table leads to.
TEST_P(WorkflowWalk, NeverLeavesTheTable) {
  std::mt19937 random(static_cast<std::mt19937::result_type>(GetParam()));
  Task task = In(kDraft);
  Act act = kUnit;
  for (int i = 0; i < 500; ++i) {
    act.day += static_cast<int>(random() % 3) - 1;
    const TaskState before = task.state();
    const Action action = kActions[random() % std::size(kActions)];
    const bool done = Do(action, act, task).ok();
    const auto& legal = kLegal.at(before);
    if (!done) {
      EXPECT_EQ(task.state(), before);
    } else if (before == kCancelled && !task.assigned_on().has_value()) {
      EXPECT_EQ(task.state(), kDraft);
    } else {
      ASSERT_TRUE(legal.contains(action)) << NameOf(before) << " × " << NameOf(action);
      EXPECT_EQ(task.state(), legal.at(action));
    }
    for (size_t step = 1; step < task.steps.size(); ++step) {
      EXPECT_LE(task.steps[step - 1].day, task.steps[step].day);
      EXPECT_NE(task.steps[step - 1].state, task.steps[step].state);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, WorkflowWalk, ::testing::Range(0, 50));

}  // namespace
}  // namespace thidua::tasks
