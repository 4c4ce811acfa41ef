#include "services/tasks/domain/standing.h"

#include <algorithm>

namespace thidua::tasks {
namespace {

using enum TaskState;

// The last day of the period of a recurring task that `day` lies in.
CivilDay PeriodEnd(Recurrence recurrence, const Calendar& calendar, CivilDay day) {
  const absl::CivilMonth month(day);
  if (recurrence == Recurrence::kMonthly) return CivilDay(month + 1) - 1;
  if (recurrence == Recurrence::kQuarterly) return CivilDay(month + (3 - (month.month() - 1) % 3)) - 1;
  for (const CivilDay report : calendar.ReportDays(static_cast<int>(day.year()))) {
    if (report >= day) return report;
  }
  return CivilDay(day.year(), 12, 31);
}

// The end of the first period before `day` that has no progress entry, from the day the task was given or begins.
std::optional<CivilDay> MissedPeriod(const Task& task, const Calendar& calendar, CivilDay day) {
  const std::optional<CivilDay> given = task.assigned_on();
  if (task.recurrence == Recurrence::kNone || !given.has_value()) return std::nullopt;
  CivilDay from = std::max(*given, task.start.value_or(*given));
  while (from < day && from <= task.due) {
    const CivilDay end = std::min(PeriodEnd(task.recurrence, calendar, from), task.due);
    if (end < day && !ReportedWithin(task, from, end)) return end;
    from = end + 1;
  }
  return std::nullopt;
}

}  // namespace

TaskState StateOn(const Task& task, CivilDay day) {
  TaskState state = kDraft;
  for (const Step& step : task.steps) {
    if (step.day <= day) state = step.state;
  }
  return state;
}

std::optional<CivilDay> CameInto(const Task& task, TaskState state, CivilDay day) {
  std::optional<CivilDay> newest;
  for (const Step& step : task.steps) {
    if (step.state == state && step.day <= day) newest = step.day;
  }
  return newest;
}

const ProgressEntry* NewestProgress(const Task& task, CivilDay day) {
  const ProgressEntry* newest = nullptr;
  for (const ProgressEntry& entry : task.progress) {
    if (entry.date <= day && (newest == nullptr || entry.date >= newest->date)) newest = &entry;
  }
  return newest;
}

int PercentOn(const Task& task, CivilDay day) {
  const TaskState state = StateOn(task, day);
  if (state == kAccepted || state == kDone) return 100;
  const ProgressEntry* newest = NewestProgress(task, day);
  return newest == nullptr ? 0 : newest->percent;
}

std::optional<CivilDay> OverdueAfter(const Task& task, CivilDay day) {
  const TaskState state = StateOn(task, day);
  if (state != kAssigned && state != kInProgress && state != kReturned) return std::nullopt;
  return PercentOn(task, day) < 100 ? task.due : task.evidence_due;
}

int DaysOverdue(const Task& task, const Calendar& calendar, CivilDay day) {
  std::optional<CivilDay> last = OverdueAfter(task, day);
  if (!last.has_value()) return 0;
  if (const auto missed = MissedPeriod(task, calendar, day); missed.has_value()) last = std::min(*last, *missed);
  return static_cast<int>(std::max<absl::civil_diff_t>(0, day - *last));
}

bool SubmittedLate(const Task& task, CivilDay day) {
  const auto submitted = CameInto(task, kEvidenceSubmitted, day);
  return submitted.has_value() && *submitted > task.evidence_due;
}

bool ReportedWithin(const Task& task, CivilDay first, CivilDay last) {
  return std::any_of(task.progress.begin(), task.progress.end(),
                     [&](const ProgressEntry& entry) { return entry.date >= first && entry.date <= last; });
}

}  // namespace thidua::tasks
