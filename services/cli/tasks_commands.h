#ifndef THIDUA_SERVICES_CLI_TASKS_COMMANDS_H_
#define THIDUA_SERVICES_CLI_TASKS_COMMANDS_H_

#include "services/cli/grammar.h"
#include "services/cli/settings.h"

// The parts of `thidua tasks`; each adds its subcommands (see commands.h).
namespace thidua::cli {

// list, show, history
void AddTaskReading(const Grammar& grammar, CLI::App& tasks, Session& session);
// draft
void AddTaskDrafting(const Grammar& grammar, CLI::App& tasks, Session& session);
// add, edit
void AddTaskEditing(const Grammar& grammar, CLI::App& tasks, Session& session);
// assign, start, progress, submit, withdraw, accept, return, complete, cancel, reopen
void AddTaskActs(const Grammar& grammar, CLI::App& tasks, Session& session);
// directive issue, directive list
void AddDirectives(const Grammar& grammar, CLI::App& tasks, Session& session);
// board
void AddBoard(const Grammar& grammar, CLI::App& tasks, Session& session);
// forecast
void AddForecast(const Grammar& grammar, CLI::App& tasks, Session& session);
// report, report submit, rollup
void AddPeriodReports(const Grammar& grammar, CLI::App& tasks, Session& session);
// calendar, notices, remind, retry-notices
void AddReminders(const Grammar& grammar, CLI::App& tasks, Session& session);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_TASKS_COMMANDS_H_
