#include "services/tasks/domain/board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum TaskState;

const CivilDay kDay(2024, 6, 15);

TaskSummary In(TaskState state, CivilDay due, int percent = 0, int days_overdue = 0) {
  return {.id = "t",
          .unit = "21526",
          .state = state,
          .lead = "KL",
          .coordinators = {"THON"},
          .due = due,
          .evidence_due = CivilDay(2024, 12, 31),
          .percent = percent,
          .effort = Decimal(2),
          .days_overdue = days_overdue};
}

TEST(BoardTest, CountsEachTaskWhereItStands) {
  std::vector<TaskSummary> tasks = {
      In(kDraft, CivilDay(2024, 6, 1)),           In(kAssigned, CivilDay(2024, 6, 10), 20, 5),
      In(kInProgress, CivilDay(2024, 6, 22), 50), In(kInProgress, CivilDay(2024, 6, 23), 50),
      In(kReturned, CivilDay(2024, 6, 15), 90),   In(kEvidenceSubmitted, CivilDay(2024, 6, 15), 90),
      In(kAccepted, CivilDay(2024, 6, 15), 100),  In(kDone, CivilDay(2024, 6, 15), 100)};
  tasks[7].unit = "21529";
  tasks[7].lead = "CA";
  const Board board = MakeBoard(tasks, kDay);
  EXPECT_EQ(board.counts.tasks, 8);
  EXPECT_EQ(board.counts.drafts, 1);
  EXPECT_EQ(board.counts.overdue, 1);
  EXPECT_EQ(board.counts.due_soon, 2);
  EXPECT_EQ(board.counts.waiting, 1);
  EXPECT_EQ(board.counts.returned, 1);
  EXPECT_EQ(board.counts.fulfilled, 2);
  EXPECT_EQ(board.counts.percent(), 62);
  EXPECT_EQ(board.counts.open_effort, Rational(12));
  EXPECT_EQ(board.offices.at("KL").tasks, 7);
  EXPECT_EQ(board.offices.at("CA").fulfilled, 1);
  EXPECT_EQ(board.offices.at("THON").tasks, 0);
  EXPECT_EQ(board.offices.at("THON").coordinates, 4);
  EXPECT_EQ(board.units.at("21529").tasks, 1);
  EXPECT_THAT(board.due_soon, ElementsAre(4, 2));
}

TEST(BoardTest, TheMostUrgentComesFirst) {
  std::vector<TaskSummary> tasks = {In(kAssigned, kDay, 0, 1), In(kAssigned, kDay, 0, 9), In(kAssigned, kDay, 0, 1),
                                    In(kEvidenceSubmitted, kDay), In(kEvidenceSubmitted, kDay)};
  tasks[3].submitted_on = CivilDay(2024, 6, 14);
  tasks[4].submitted_on = CivilDay(2024, 6, 1);
  const Board board = MakeBoard(tasks, kDay);
  EXPECT_THAT(board.overdue, ElementsAre(1, 0, 2));
  EXPECT_THAT(board.waiting, ElementsAre(4, 3));
}

TEST(BoardTest, WorkThatIsDoneIsNextDueWithItsEvidence) {
  const std::vector<TaskSummary> tasks = {In(kInProgress, CivilDay(2024, 6, 16), 100)};
  EXPECT_THAT(MakeBoard(tasks, kDay).due_soon, IsEmpty());
  EXPECT_THAT(MakeBoard(tasks, CivilDay(2024, 12, 24)).due_soon, ElementsAre(0));
}

}  // namespace
}  // namespace thidua::tasks
