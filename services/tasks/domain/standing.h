#ifndef THIDUA_SERVICES_TASKS_DOMAIN_STANDING_H_
#define THIDUA_SERVICES_TASKS_DOMAIN_STANDING_H_

#include <optional>

#include "services/tasks/domain/calendar.h"
#include "services/tasks/domain/task.h"

namespace thidua::tasks {

// How a task stood on a day: by the steps, progress and evidence up to it. Computed, never stored.

TaskState StateOn(const Task& task, CivilDay day);
// The newest day up to `day` on which it came into the state; nothing when it did not.
std::optional<CivilDay> CameInto(const Task& task, TaskState state, CivilDay day);
// By date, then in the order in which they were reported; null when there is none.
const ProgressEntry* NewestProgress(const Task& task, CivilDay day);
// 100 once it is accepted.
int PercentOn(const Task& task, CivilDay day);

// The day after which it is overdue as it stands, progress of recurring tasks aside: its due date while the work is not
// done, then the day for evidence. Nothing for a draft and for what was handed in, accepted, closed or cancelled.
std::optional<CivilDay> OverdueAfter(const Task& task, CivilDay day);
// Days since it became overdue, 0 when it is not. A recurring task is, too, when a period passed without progress.
int DaysOverdue(const Task& task, const Calendar& calendar, CivilDay day);
// Evidence came in, the last time, after it was due.
bool SubmittedLate(const Task& task, CivilDay day);
// A progress entry of the days from `first` to `last`.
bool ReportedWithin(const Task& task, CivilDay first, CivilDay last);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOMAIN_STANDING_H_
