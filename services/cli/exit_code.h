#ifndef THIDUA_SERVICES_CLI_EXIT_CODE_H_
#define THIDUA_SERVICES_CLI_EXIT_CODE_H_

#include "absl/status/status.h"

namespace thidua::cli {

// What the shell gets; `thidua --help` documents the numbers.
enum class ExitCode {
  kOk = 0,
  kFailed = 1,
  kUsage = 2,
  kNotFound = 3,
  kRefused = 4,
  kUnavailable = 5,
};

ExitCode ExitCodeFor(const absl::Status& status);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_EXIT_CODE_H_
