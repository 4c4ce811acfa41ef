#ifndef THIDUA_SERVICES_CLI_REPORT_WORKBOOK_H_
#define THIDUA_SERVICES_CLI_REPORT_WORKBOOK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/cli/console.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::cli {

// The report as an XLSX file: a summary, a sheet for each cluster, progress, charts. REQUIRES: FULL view. Fails as
// xlsx::Writer::Finish.
absl::StatusOr<std::string> ReportWorkbook(const thidua::ranking::v1::AggregateRankingsResponse& all,
                                           const Style& style);

// What Excel takes for the name of a sheet: at most 31 letters, none of []:*?/\, no ' at its ends, unlike every name in
// `taken`, to which it is added.
std::string SheetName(const std::string& wanted, std::vector<std::string>& taken);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_REPORT_WORKBOOK_H_
