#ifndef THIDUA_SERVICES_CLI_PROGRAM_RUNNER_H_
#define THIDUA_SERVICES_CLI_PROGRAM_RUNNER_H_

#include <string>
#include <vector>

// For tests: runs the built `thidua` as a child process.
namespace thidua::cli {

struct Finished {
  // 128 + signal when it was killed.
  int exit_code = -1;
  std::string out;
  std::string err;
};

struct RunOptions {
  // "NAME=value"; the environment is otherwise the test's without what the program reads.
  std::vector<std::string> environment;
  // Where standard output goes instead of `Finished::out`: a descriptor, or -1.
  int out_descriptor = -1;
};

// Waits for the end of the program.
Finished RunProgram(const std::vector<std::string>& arguments, const RunOptions& options = {});

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_PROGRAM_RUNNER_H_
