#include "services/tasks/domain/merge.h"

namespace thidua::tasks {
namespace {

void TakeLostPoints(const Task& from, Task& to) {
  to.points_to_win_back = from.points_to_win_back;
  to.from_year = from.from_year;
  to.reason = from.reason;
}

}  // namespace

Task WithAssignment(const std::optional<Task>& existing, const Task& assignment) {
  Task merged = assignment;
  merged.state = Task::State::kAssigned;
  if (existing.has_value()) TakeLostPoints(*existing, merged);
  return merged;
}

Task WithDraft(const std::optional<Task>& existing, const Task& draft, DueDate due_date) {
  if (!existing.has_value()) return draft;
  Task merged = *existing;
  TakeLostPoints(draft, merged);
  if (due_date == DueDate::kRequested && merged.state == Task::State::kDraft) merged.due = draft.due;
  return merged;
}

}  // namespace thidua::tasks
