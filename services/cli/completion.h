#ifndef THIDUA_SERVICES_CLI_COMPLETION_H_
#define THIDUA_SERVICES_CLI_COMPLETION_H_

#include <CLI/CLI.hpp>
#include <string>

namespace thidua::cli {

// A bash script that completes the program whose command tree this is: subcommands, options, values of options, names
// of files and folders (see Grammar for where those are told). Options of `root` complete after every subcommand.
std::string BashCompletion(const CLI::App& root);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_COMPLETION_H_
