#include "services/cli/json.h"

#include <google/protobuf/util/json_util.h>

#include "services/cli/console.h"

namespace thidua::cli {

absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) return absl::UnknownError(status.ToString());
  return json;
}

absl::Status WriteJson(const google::protobuf::Message& message) {
  const absl::StatusOr<std::string> json = ToJson(message);
  return json.ok() ? WriteOutput(*json) : json.status();
}

}  // namespace thidua::cli
