#ifndef THIDUA_SERVICES_TASKS_RPC_PERIOD_REPORT_H_
#define THIDUA_SERVICES_TASKS_RPC_PERIOD_REPORT_H_

#include <map>
#include <string>
#include <vector>

#include "services/tasks/domain/calendar.h"
#include "services/tasks/storage/task_store.h"
#include "thidua/tasks/v1/reports.pb.h"

namespace thidua::tasks {

// What a unit's tasks amount to on a day: the counts and the tasks of its report, in the order of `tasks`. Drafts and
// cancelled tasks are left out. `offices`: names by code.
v1::PeriodReport ReportTasks(const std::vector<StoredTask>& tasks, const Calendar& calendar,
                             const std::map<std::string, std::string>& offices, CivilDay date);

// How much of what was to be reported was: percent of the tasks that were at work, rounded down; 100 without any.
int Completeness(const v1::PeriodReport& report);

void Add(const v1::ReportCounts& counts, v1::ReportCounts& sum);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_PERIOD_REPORT_H_
