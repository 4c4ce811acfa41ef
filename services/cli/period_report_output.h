#ifndef THIDUA_SERVICES_CLI_PERIOD_REPORT_OUTPUT_H_
#define THIDUA_SERVICES_CLI_PERIOD_REPORT_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "thidua/tasks/v1/reports.pb.h"

namespace thidua::cli {

// A unit's report: whether and when it was submitted, the counts, the forecast, each task, what was added in words.
std::string PeriodReportText(const thidua::tasks::v1::GetPeriodReportResponse& reply, const Style& style);
// Columns task, criterion, title, lead, due, target, percent, figure, state, overdue ("yes"), submitted_late, reported,
// points, evidence (separated by ";"), note.
std::string PeriodReportCsv(const thidua::tasks::v1::GetPeriodReportResponse& reply);

// What was frozen, whether it was in time, and the command that writes the document.
std::string SubmittedText(const thidua::tasks::v1::SubmitPeriodReportResponse& reply, const Style& style);
// Columns unit, year, date, revision, submitted_on, on_time, sha256.
std::string SubmittedCsv(const thidua::tasks::v1::SubmitPeriodReportResponse& reply);

// Who has reported, how completely and how timely.
std::string RollupText(const thidua::tasks::v1::GetReportRollupResponse& reply, const Style& style);
// Columns cluster, unit, name, submitted_on, on_time, revision, assigned, fulfilled, fulfilled_late, in_progress,
// overdue, waiting, evidence, reported, completeness, total, rank.
std::string RollupCsv(const thidua::tasks::v1::GetReportRollupResponse& reply);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_PERIOD_REPORT_OUTPUT_H_
