#ifndef THIDUA_SERVICES_TASKS_DOCUMENT_REPORT_WORKBOOK_H_
#define THIDUA_SERVICES_TASKS_DOCUMENT_REPORT_WORKBOOK_H_

#include <string>

#include "absl/status/statusor.h"
#include "thidua/tasks/v1/reports.pb.h"

namespace thidua::tasks {

// A unit's report as a workbook of one sheet: head, counts, forecast and the table of its tasks. The bytes of an XLSX
// file. INVALID_ARGUMENT (BAD_DATE); FAILED_PRECONDITION (TEXT_TOO_LONG).
absl::StatusOr<std::string> PeriodReportXlsx(const v1::GetPeriodReportResponse& response);

// How the units have reported, one row for each, and their totals. The bytes of an XLSX file. Errors as above.
absl::StatusOr<std::string> RollupXlsx(const v1::GetReportRollupResponse& rollup);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOCUMENT_REPORT_WORKBOOK_H_
