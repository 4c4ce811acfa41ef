#ifndef THIDUA_SERVICES_CLI_TASKS_OUTPUT_H_
#define THIDUA_SERVICES_CLI_TASKS_OUTPUT_H_

#include <string>
#include <vector>

#include "services/cli/console.h"
#include "services/cli/office_names.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::cli {

using TaskList = google::protobuf::RepeatedPtrField<thidua::tasks::v1::Task>;

// Columns task, unit, year, criterion, title, lead, coordinators (separated by ";"), start, due, points, target, state,
// source.
std::string TasksCsv(const TaskList& tasks);
std::string TasksText(const TaskList& tasks, const OfficeNames& offices, const Style& style);

// The columns of TasksCsv and outcome.
std::string DraftCsv(const thidua::tasks::v1::DraftTasksResponse& reply);
std::string DraftText(const thidua::tasks::v1::DraftTasksResponse& reply, const OfficeNames& offices,
                      const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_TASKS_OUTPUT_H_
