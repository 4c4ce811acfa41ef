#ifndef THIDUA_SERVICES_TASKS_REMINDERS_REMINDED_SUBJECTS_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_REMINDED_SUBJECTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/tasks/reminders/milestones.h"

namespace thidua::tasks {

// Where a page of open tasks begins: after this one.
struct OpenTaskPlace {
  std::string due;  // ISO 8601.
  std::string id;
};

// At most `limit` open tasks that are due on `last_due` or before, in order of due date and name. Reads no others,
// however many tasks there are. INTERNAL.
absl::StatusOr<std::vector<RemindedTask>> ListOpenTasks(sql::Database& database, CivilDay last_due,
                                                        const OpenTaskPlace& after, int limit);

// The units that have got tasks in the year of a report date and have not submitted that report, in order of code.
// INTERNAL.
absl::StatusOr<std::vector<OwedReport>> ListOwedReports(sql::Database& database, CivilDay date);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_REMINDED_SUBJECTS_H_
