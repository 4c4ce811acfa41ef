#ifndef THIDUA_SERVICES_CLI_PERIOD_REPORT_FILE_H_
#define THIDUA_SERVICES_CLI_PERIOD_REPORT_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/status/message.h"
#include "thidua/tasks/v1/reports.pb.h"

namespace thidua::cli {

// A usage error unless `path` is empty or has one of `endings`.
void CheckDocumentName(const std::string& path, const std::vector<std::string>& endings, Language language);

// The bytes of a document (.docx) or workbook (.xlsx), as the end of `path` says.
absl::StatusOr<std::string> PeriodReportFile(const thidua::tasks::v1::GetPeriodReportResponse& reply,
                                             const std::string& path);
absl::StatusOr<std::string> RollupFile(const thidua::tasks::v1::GetReportRollupResponse& reply,
                                       const std::string& path);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_PERIOD_REPORT_FILE_H_
