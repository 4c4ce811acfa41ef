#ifndef THIDUA_SERVICES_CLI_FAILURE_H_
#define THIDUA_SERVICES_CLI_FAILURE_H_

#include <string>

#include "absl/status/status.h"
#include "common/status/message.h"

namespace thidua::cli {

// What to tell a person: what was wrong, in which fields, and, when a service is down, the commands that start it. No
// line end at the end.
//
// REQUIRES: !status.ok()
std::string DescribeFailure(const absl::Status& status, Language language);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_FAILURE_H_
