#ifndef THIDUA_SERVICES_CLI_REVIEW_OUTPUT_H_
#define THIDUA_SERVICES_CLI_REVIEW_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "thidua/scoring/v1/sheets.pb.h"

namespace thidua::cli {

// The criteria that a stage moved or decided on, with every reason; the others are counted.
std::string LedgerText(const thidua::scoring::v1::GetLedgerResponse& reply, const Style& style);
// Columns unit, criterion, max, computed, stage, points, moved, decided, reason, name, by_unit, by_office, time,
// on_older_figures: a row for each criterion and stage up to where the sheet stands.
std::string LedgerCsv(const thidua::scoring::v1::GetLedgerResponse& reply);

std::string WarningsText(const thidua::scoring::v1::ListWarningsResponse& reply, const Style& style);
// Columns kind, unit, criterion, input, value, compared, message.
std::string WarningsCsv(const thidua::scoring::v1::ListWarningsResponse& reply);

std::string ProgressText(const thidua::scoring::v1::GetProgressResponse& reply, const Style& style);
// Columns cluster, sheets, empty, incomplete, stage, due, standing, handed_on, handed_on_late, overdue, problem: a row
// for each stage, and one for a cluster that has none.
std::string ProgressCsv(const thidua::scoring::v1::GetProgressResponse& reply);

std::string LastYearText(const thidua::scoring::v1::GetLastYearResponse& reply, const Style& style);
// Columns year, unit, criterion, points, input, value, source: a row for each figure.
std::string LastYearCsv(const thidua::scoring::v1::GetLastYearResponse& reply);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_REVIEW_OUTPUT_H_
