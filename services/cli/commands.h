#ifndef THIDUA_SERVICES_CLI_COMMANDS_H_
#define THIDUA_SERVICES_CLI_COMMANDS_H_

#include "services/cli/grammar.h"
#include "services/cli/settings.h"

// Each adds a subcommand to the tree; parsing it sets `session.run`. The session must outlive the tree.
namespace thidua::cli {

void AddDev(const Grammar& grammar, CLI::App& root, Session& session);
void AddImport(const Grammar& grammar, CLI::App& root, Session& session);
void AddRank(const Grammar& grammar, CLI::App& root, Session& session);
void AddPoints(const Grammar& grammar, CLI::App& root, Session& session);
void AddMatrix(const Grammar& grammar, CLI::App& root, Session& session);
void AddStanding(const Grammar& grammar, CLI::App& root, Session& session);
void AddPath(const Grammar& grammar, CLI::App& root, Session& session);
void AddWhatIf(const Grammar& grammar, CLI::App& root, Session& session);
void AddWatch(const Grammar& grammar, CLI::App& root, Session& session);
void AddReport(const Grammar& grammar, CLI::App& root, Session& session);
void AddStatus(const Grammar& grammar, CLI::App& root, Session& session);
void AddExplain(const Grammar& grammar, CLI::App& root, Session& session);
void AddTasks(const Grammar& grammar, CLI::App& root, Session& session);
void AddSheet(const Grammar& grammar, CLI::App& root, Session& session);
void AddScale(const Grammar& grammar, CLI::App& root, Session& session);
void AddPublications(const Grammar& grammar, CLI::App& root, Session& session);
void AddAudit(const Grammar& grammar, CLI::App& root, Session& session);
void AddMigrate(const Grammar& grammar, CLI::App& root, Session& session);
void AddToken(const Grammar& grammar, CLI::App& root, Session& session);
void AddCompletion(const Grammar& grammar, CLI::App& root, Session& session);

// `thidua tasks import`, the same as `thidua import tasks`.
void AddTasksImport(const Grammar& grammar, CLI::App& tasks, Session& session);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_COMMANDS_H_
