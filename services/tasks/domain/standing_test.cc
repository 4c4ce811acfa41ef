#include "services/tasks/domain/standing.h"

#include <gtest/gtest.h>

#include "services/tasks/domain/figure.h"

namespace thidua::tasks {
namespace {

using enum TaskState;

Task Given() {
  return {.key = {"21526", 2024, "I.10"},
          .title = "13/19",
          .lead = "DC-NN-XD-MT",
          .due = CivilDay(2024, 11, 15),
          .evidence_due = CivilDay(2024, 12, 31),
          .steps = {{kAssigned, CivilDay(2024, 5, 1)}}};
}

ProgressEntry On(CivilDay date, int percent) { return {.date = date, .percent = percent}; }

TEST(StandingTest, ADayHasTheStateOfTheLastStepUpToIt) {
  Task task = Given();
  task.steps.push_back({kInProgress, CivilDay(2024, 6, 10)});
  task.steps.push_back({kEvidenceSubmitted, CivilDay(2024, 6, 10)});
  EXPECT_EQ(StateOn(task, CivilDay(2024, 4, 30)), kDraft);
  EXPECT_EQ(StateOn(task, CivilDay(2024, 5, 1)), kAssigned);
  EXPECT_EQ(StateOn(task, CivilDay(2024, 6, 9)), kAssigned);
  EXPECT_EQ(StateOn(task, CivilDay(2024, 6, 10)), kEvidenceSubmitted);
  EXPECT_EQ(CameInto(task, kInProgress, CivilDay(2024, 6, 10)), CivilDay(2024, 6, 10));
  EXPECT_EQ(CameInto(task, kInProgress, CivilDay(2024, 6, 9)), std::nullopt);
}

TEST(StandingTest, TheNewestProgressIsTheLatestDayThenTheLatestReport) {
  Task task = Given();
  task.progress = {On(CivilDay(2024, 9, 15), 60), On(CivilDay(2024, 6, 15), 30), On(CivilDay(2024, 9, 15), 55)};
  EXPECT_EQ(PercentOn(task, CivilDay(2024, 6, 14)), 0);
  EXPECT_EQ(PercentOn(task, CivilDay(2024, 6, 15)), 30);
  EXPECT_EQ(PercentOn(task, CivilDay(2024, 9, 15)), 55);
  task.steps.push_back({kAccepted, CivilDay(2024, 12, 1)});
  EXPECT_EQ(PercentOn(task, CivilDay(2024, 12, 1)), 100);
  EXPECT_EQ(PercentOn(task, CivilDay(2024, 11, 30)), 55);
}

TEST(StandingTest, OverdueIsTheWorkFirstThenTheEvidence) {
  const Calendar calendar;
  Task task = Given();
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 11, 15)), 0);
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 11, 16)), 1);
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 12, 15)), 30);
  task.progress.push_back(On(CivilDay(2024, 11, 20), 100));
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 12, 15)), 0);
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2025, 1, 2)), 2);
  task.steps.push_back({kEvidenceSubmitted, CivilDay(2025, 1, 3)});
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2025, 1, 10)), 0);
  EXPECT_TRUE(SubmittedLate(task, CivilDay(2025, 1, 10)));
  EXPECT_FALSE(SubmittedLate(task, CivilDay(2025, 1, 2)));
  task.steps.push_back({kReturned, CivilDay(2025, 1, 5)});
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2025, 1, 10)), 10);
}

TEST(StandingTest, DraftsAndWhatIsClosedAreNeverOverdue) {
  const Calendar calendar;
  const CivilDay late(2025, 6, 1);
  Task draft = Given();
  draft.steps.clear();
  EXPECT_EQ(DaysOverdue(draft, calendar, late), 0);
  for (const TaskState state : {kEvidenceSubmitted, kAccepted, kDone, kCancelled}) {
    Task task = Given();
    task.steps.push_back({state, CivilDay(2024, 6, 1)});
    EXPECT_EQ(DaysOverdue(task, calendar, late), 0) << NameOf(state);
  }
}

TEST(StandingTest, ARecurringTaskIsOverdueOnceAPeriodPassedInSilence) {
  const Calendar calendar;
  Task task = Given();
  task.recurrence = Recurrence::kMonthly;
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 5, 31)), 0);
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 6, 2)), 2);
  task.progress.push_back(On(CivilDay(2024, 5, 20), 10));
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 6, 30)), 0);
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 7, 1)), 1);

  task.progress.clear();
  task.recurrence = Recurrence::kQuarterly;
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 6, 30)), 0);
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 7, 1)), 1);

  task.recurrence = Recurrence::kEachReport;
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 6, 15)), 0);
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 6, 16)), 1);
  task.progress.push_back(On(CivilDay(2024, 6, 15), 30));
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 9, 15)), 0);
  EXPECT_EQ(DaysOverdue(task, calendar, CivilDay(2024, 9, 20)), 5);
}

TEST(FigureTest, ReadsNumbersAndPartsOfAWhole) {
  for (const auto& [text, shown] : {std::pair{"65", "65"},
                                    {"97.50", "97.5"},
                                    {"13/19", "13/19"},
                                    {" 13 / 19 ", "13/19"},
                                    {"0/1", "0/1"},
                                    {"19/19", "19/19"}}) {
    ASSERT_TRUE(Figure::Parse(text).has_value()) << text;
    EXPECT_EQ(Figure::Parse(text)->ToString(), shown);
  }
  for (const char* text : {"", "-1", "13/0", "20/19", "13/19/2", "/19", "13/", "a", "1e3", "13,5", "13 19"}) {
    EXPECT_FALSE(Figure::Parse(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace thidua::tasks
