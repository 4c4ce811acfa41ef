#include "services/tasks/domain/merge.h"

#include <algorithm>

#include "services/tasks/domain/workflow.h"

namespace thidua::tasks {
namespace {

void TakeLostPoints(const Task& from, Task& to) {
  to.points_to_win_back = from.points_to_win_back;
  to.from_year = from.from_year;
  to.reason = from.reason;
}

}  // namespace

Task WithAssignment(const std::optional<Task>& existing, const Task& assignment, CivilDay day) {
  Task merged = existing.value_or(assignment);
  merged.title = assignment.title;
  merged.lead = assignment.lead;
  merged.coordinators = assignment.coordinators;
  merged.start = assignment.start;
  merged.due = assignment.due;
  merged.evidence_due = std::max(merged.evidence_due, merged.due);
  merged.target = assignment.target;
  merged.source = assignment.source;
  GiveOut(day, merged);
  return merged;
}

Task WithDraft(const std::optional<Task>& existing, const Task& draft, DueDate due_date) {
  if (!existing.has_value()) return draft;
  Task merged = *existing;
  TakeLostPoints(draft, merged);
  if (due_date == DueDate::kRequested && merged.state() == TaskState::kDraft) {
    merged.due = draft.due;
    merged.evidence_due = std::max(merged.evidence_due, merged.due);
  }
  return merged;
}

}  // namespace thidua::tasks
