#include "services/tasks/domain/board.h"

#include <algorithm>
#include <tuple>

namespace thidua::tasks {
namespace {

using enum TaskState;

bool AtWork(const TaskSummary& task) {
  return task.state == kAssigned || task.state == kInProgress || task.state == kReturned;
}
bool Fulfilled(const TaskSummary& task) { return task.state == kAccepted || task.state == kDone; }

// The next day that counts for a task at work: the end of the work, or, once that is done, the day for evidence.
CivilDay NextDue(const TaskSummary& task) { return task.percent < 100 ? task.due : task.evidence_due; }

bool DueSoon(const TaskSummary& task, CivilDay day) {
  return AtWork(task) && task.days_overdue == 0 && NextDue(task) <= day + kDaysSoon;
}

BoardCounts CountsOf(const TaskSummary& task, CivilDay day) {
  BoardCounts counts = {.tasks = 1,
                        .drafts = task.state == kDraft ? 1 : 0,
                        .overdue = task.days_overdue > 0 ? 1 : 0,
                        .due_soon = DueSoon(task, day) ? 1 : 0,
                        .waiting = task.state == kEvidenceSubmitted ? 1 : 0,
                        .returned = task.state == kReturned ? 1 : 0,
                        .fulfilled = Fulfilled(task) ? 1 : 0,
                        .percents = task.percent};
  if (!Fulfilled(task)) counts.open_effort = Rational(task.effort);
  return counts;
}

}  // namespace

BoardCounts& BoardCounts::operator+=(const BoardCounts& other) {
  tasks += other.tasks;
  drafts += other.drafts;
  overdue += other.overdue;
  due_soon += other.due_soon;
  waiting += other.waiting;
  returned += other.returned;
  fulfilled += other.fulfilled;
  percents += other.percents;
  coordinates += other.coordinates;
  open_effort += other.open_effort;
  return *this;
}

Board MakeBoard(absl::Span<const TaskSummary> tasks, CivilDay day) {
  Board board;
  for (size_t i = 0; i < tasks.size(); ++i) {
    const TaskSummary& task = tasks[i];
    const BoardCounts counts = CountsOf(task, day);
    board.counts += counts;
    board.offices[task.lead] += counts;
    board.units[task.unit] += counts;
    if (AtWork(task)) {
      for (const std::string& office : task.coordinators) ++board.offices[office].coordinates;
    }
    if (counts.overdue > 0) board.overdue.push_back(i);
    if (counts.due_soon > 0) board.due_soon.push_back(i);
    if (counts.waiting > 0) board.waiting.push_back(i);
  }
  // Of equal urgency in the order in which they came.
  std::stable_sort(board.overdue.begin(), board.overdue.end(),
                   [&](size_t a, size_t b) { return tasks[a].days_overdue > tasks[b].days_overdue; });
  std::stable_sort(board.due_soon.begin(), board.due_soon.end(),
                   [&](size_t a, size_t b) { return NextDue(tasks[a]) < NextDue(tasks[b]); });
  std::stable_sort(board.waiting.begin(), board.waiting.end(),
                   [&](size_t a, size_t b) { return tasks[a].submitted_on < tasks[b].submitted_on; });
  return board;
}

}  // namespace thidua::tasks
