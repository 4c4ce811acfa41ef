#ifndef THIDUA_SERVICES_CLI_SHEET_OUTPUT_H_
#define THIDUA_SERVICES_CLI_SHEET_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "thidua/scoring/v1/sheets.pb.h"

namespace thidua::cli {

// Where the sheet stands, its criteria, then what was decided, confirmed and attached, the total and what is missing.
std::string SheetText(const thidua::scoring::v1::GetSheetResponse& reply, const Style& style);
// Columns criterion, title, max, computed, points, inputs ("plan=1;actual=2"), decisions ("CLUSTER=90.00"),
// confirmations (codes of stages), evidence (ids), missing ("figures", "evidence"). Every criterion that applies.
std::string SheetCsv(const thidua::scoring::v1::GetSheetResponse& reply);

// One line: what was done, and where the sheet stands now.
std::string StateText(const thidua::scoring::v1::SheetState& state, const Message& done, const Style& style);
// Columns unit, year, version, etag, stage, changes.
std::string StateCsv(const thidua::scoring::v1::SheetState& state);

// Every change with its time, person, reason and version.
std::string HistoryText(const thidua::scoring::v1::ListRevisionsResponse& reply, const Style& style);
// Columns version, number, time, name, unit, office, action, reason, request_id, kind, criterion, entry, from, to: a
// row for each entry that changed.
std::string HistoryCsv(const thidua::scoring::v1::ListRevisionsResponse& reply);

std::string DiffText(const thidua::scoring::v1::CompareSheetsResponse& reply, const Style& style);
// Columns kind, criterion, entry, from, to.
std::string DiffCsv(const thidua::scoring::v1::CompareSheetsResponse& reply);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SHEET_OUTPUT_H_
