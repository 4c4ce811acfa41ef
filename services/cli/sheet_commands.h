#ifndef THIDUA_SERVICES_CLI_SHEET_COMMANDS_H_
#define THIDUA_SERVICES_CLI_SHEET_COMMANDS_H_

#include "services/cli/grammar.h"
#include "services/cli/settings.h"

// The parts of `thidua sheet`; each adds its subcommands (see commands.h).
namespace thidua::cli {

// show, history, diff
void AddSheetReading(const Grammar& grammar, CLI::App& sheet, Session& session);
// set, submit, withdraw, lock, confirm, decide, return, reopen
void AddSheetWriting(const Grammar& grammar, CLI::App& sheet, Session& session);
// attach, detach, download, export, import
void AddSheetFiles(const Grammar& grammar, CLI::App& sheet, Session& session);
// ledger, warnings, progress, last-year
void AddSheetReviews(const Grammar& grammar, CLI::App& sheet, Session& session);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SHEET_COMMANDS_H_
