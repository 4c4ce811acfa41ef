#ifndef THIDUA_SERVICES_CLI_TASK_OUTPUT_H_
#define THIDUA_SERVICES_CLI_TASK_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "services/cli/office_names.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::cli {

// Everything about one task, its parts, and the commands that its state allows.
std::string TaskText(const thidua::tasks::v1::GetTaskResponse& reply, const OfficeNames& offices, const Style& style);
// The task, then its parts, in the columns of TasksCsv.
std::string TaskCsv(const thidua::tasks::v1::GetTaskResponse& reply);

// Every act with its day, person, reason and what it changed.
std::string TaskHistoryText(const thidua::tasks::v1::ListTaskHistoryResponse& reply, const Style& style);
// Columns number, time, date, name, unit, office, action, reason, request_id, field, from, to: a row for each field
// that changed.
std::string TaskHistoryCsv(const thidua::tasks::v1::ListTaskHistoryResponse& reply);

// One line: what was done, how the task stands now and what can come next.
std::string ActText(const thidua::tasks::v1::Task& task, const Message& done, const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_TASK_OUTPUT_H_
