#include "services/tasks/domain/merge.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace thidua::tasks {
namespace {

const CivilDay kGiven(2024, 5, 1);
const TaskKey kKey = {.unit = "21526", .year = 2024, .criterion = "I.10"};

Task Draft(int64_t points, CivilDay due = CivilDay(2024, 12, 31)) {
  return {.key = kKey,
          .title = "Khắc phục: nông thôn mới",
          .lead = "DC-NN-XD-MT",
          .due = due,
          .evidence_due = CivilDay(2024, 12, 31),
          .target = Figure{.value = Decimal(100)},
          .points_to_win_back = Decimal(points),
          .from_year = 2023,
          .reason = "mất " + std::to_string(points)};
}

Task Assignment(std::string title) {
  return {.key = kKey,
          .title = std::move(title),
          .lead = "VP-TK",
          .coordinators = {"THON", "VH-XH"},
          .start = CivilDay(2024, 5, 1),
          .due = CivilDay(2024, 11, 15),
          .evidence_due = CivilDay(2024, 12, 31),
          .target = Figure{.value = Decimal(65)},
          .source = "plan II.2.2",
          .steps = {{.state = TaskState::kAssigned, .day = kGiven}}};
}

Task Both(std::string title, int64_t points) {
  Task task = Assignment(std::move(title));
  task.points_to_win_back = Decimal(points);
  task.from_year = 2023;
  task.reason = "mất " + std::to_string(points);
  return task;
}

using Step = std::function<Task(const std::optional<Task>&)>;

Step Import(const std::string& title) {
  return [=](const std::optional<Task>& existing) { return WithAssignment(existing, Assignment(title), kGiven); };
}
Step DraftOf(int64_t points) {
  return [=](const std::optional<Task>& existing) { return WithDraft(existing, Draft(points), DueDate::kByDefault); };
}
Step DraftOf(int64_t points, CivilDay due) {
  return
      [=](const std::optional<Task>& existing) { return WithDraft(existing, Draft(points, due), DueDate::kRequested); };
}

TEST(MergeTest, PeopleAndLostPointsBothStandInWhateverOrder) {
  const CivilDay june(2024, 6, 15);
  const struct {
    const char* name;
    std::vector<Step> steps;
    Task result;
  } cases[] = {
      {"a draft alone", {DraftOf(40)}, Draft(40)},
      {"an import alone", {Import("13/19")}, Assignment("13/19")},
      {"draft, import", {DraftOf(40), Import("13/19")}, Both("13/19", 40)},
      {"import, draft", {Import("13/19"), DraftOf(40)}, Both("13/19", 40)},
      {"a later draft brings points up to date", {DraftOf(40), Import("13/19"), DraftOf(35)}, Both("13/19", 35)},
      {"a later import replaces the assignment", {DraftOf(40), Import("13/19"), Import("14/19")}, Both("14/19", 40)},
      {"twice each", {Import("a"), Import("a"), DraftOf(40), DraftOf(40)}, Both("a", 40)},
      {"a requested due date of a new draft", {DraftOf(40, june)}, Draft(40, june)},
      {"a requested due date moves a draft", {DraftOf(40), DraftOf(40, june)}, Draft(40, june)},
      {"a default due date does not move it back", {DraftOf(40, june), DraftOf(40)}, Draft(40, june)},
      {"a requested due date leaves an assignment alone", {Import("a"), DraftOf(40, june)}, Both("a", 40)},
  };
  for (const auto& one : cases) {
    std::optional<Task> task;
    for (const Step& step : one.steps) task = step(task);
    EXPECT_EQ(task, one.result) << one.name;
  }
}

TEST(MergeTest, ADraftKeepsWhatItsFirstDraftSaid) {
  Task other = Draft(10);
  other.title = "another title of the criterion";
  other.lead = "another lead";
  other.target = Figure{.value = Decimal(50)};
  Task expected = Draft(40);
  expected.points_to_win_back = Decimal(10);
  expected.reason = other.reason;
  EXPECT_EQ(WithDraft(Draft(40), other, DueDate::kByDefault), expected);
}

TEST(MergeTest, AnEmptyFieldOfAFileEmptiesTheTask) {
  Task bare = Assignment("13/19");
  bare.coordinators.clear();
  bare.start.reset();
  bare.target.reset();
  bare.source.clear();
  EXPECT_EQ(WithAssignment(Assignment("13/19"), bare, kGiven), bare);
}

TEST(MergeTest, AFileMovesNoTaskThatIsFurtherOn) {
  Task done = Assignment("13/19");
  done.steps.push_back({.state = TaskState::kDone, .day = CivilDay(2024, 11, 1)});
  done.effort = Decimal(3);
  done.evidence_due = CivilDay(2025, 1, 15);
  const Task merged = WithAssignment(done, Assignment("khác"), CivilDay(2024, 12, 1));
  EXPECT_EQ(merged.title, "khác");
  EXPECT_EQ(merged.steps, done.steps);
  EXPECT_EQ(merged.effort, done.effort);
  EXPECT_EQ(merged.evidence_due, done.evidence_due);
}

TEST(TaskTest, IsNamedByItsKey) {
  EXPECT_EQ(TaskId(kKey), "21526-2024-I.10");
  TaskKey part = kKey;
  part.part = 2;
  EXPECT_EQ(TaskId(part), "21526-2024-I.10/2");
}

}  // namespace
}  // namespace thidua::tasks
