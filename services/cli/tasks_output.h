#ifndef THIDUA_SERVICES_CLI_TASKS_OUTPUT_H_
#define THIDUA_SERVICES_CLI_TASKS_OUTPUT_H_

#include <string>
#include <string_view>
#include <vector>

#include "services/cli/console.h"
#include "services/cli/office_names.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::cli {

using TaskList = google::protobuf::RepeatedPtrField<thidua::tasks::v1::Task>;
using DraftedList = google::protobuf::RepeatedPtrField<thidua::tasks::v1::DraftedTask>;

// Columns task, unit, year, criterion, title, lead, coordinators (separated by ";"), start, due, points, target, state,
// source, percent, overdue (days; empty: it is not), submitted_late ("yes"), parent, evidence_due, recurrence, effort,
// directive, figure, evidence (documents), assigned_on, submitted_on, accepted_on, closed_on, version, etag.
std::string TasksCsv(const TaskList& tasks);
std::string TasksText(const TaskList& tasks, const OfficeNames& offices, const Style& style);

// For tables that say more of each task: a row with `before` in front of the columns of TasksCsv.
void AppendTaskHeading(const std::vector<std::string_view>& before, std::string& csv);
void AppendTaskRow(const std::vector<std::string_view>& before, const thidua::tasks::v1::Task& task, std::string& csv);

// The first thirteen columns of TasksCsv, outcome, then the others.
std::string DraftCsv(const DraftedList& tasks);
std::string DraftText(const thidua::tasks::v1::DraftTasksResponse& reply, const OfficeNames& offices,
                      const Style& style);
// Also the rank and total that the path leads to.
std::string PathDraftText(const thidua::tasks::v1::DraftPathTasksResponse& reply, const OfficeNames& offices,
                          const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_TASKS_OUTPUT_H_
