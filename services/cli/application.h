#ifndef THIDUA_SERVICES_CLI_APPLICATION_H_
#define THIDUA_SERVICES_CLI_APPLICATION_H_

#include <CLI/CLI.hpp>

#include "services/cli/settings.h"

namespace thidua::cli {

// Makes `root` the command tree of `thidua`, in the session's language. The session must outlive it.
void BuildCommandTree(CLI::App& root, Session& session);

// The whole program: parses, runs, reports. Returns the exit code.
int RunApplication(int argc, char** argv);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_APPLICATION_H_
