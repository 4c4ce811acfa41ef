#ifndef THIDUA_SERVICES_CLI_JSON_H_
#define THIDUA_SERVICES_CLI_JSON_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/statusor.h"

namespace thidua::cli {

// The JSON mapping of a reply, indented; fields that hold their default are left out.
absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message);

// Writes that to standard output.
absl::Status WriteJson(const google::protobuf::Message& message);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_JSON_H_
