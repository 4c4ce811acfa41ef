#ifndef THIDUA_COMMON_AUTH_TOKEN_METRICS_H_
#define THIDUA_COMMON_AUTH_TOKEN_METRICS_H_

#include <string>

#include "common/telemetry/registry.h"

namespace thidua::auth {

// thidua_service_token_expiry_timestamp_seconds: when the token in the file ends, by its own word; NaN when the file
// holds none. The file is read whenever metrics are.
telemetry::Registry::Registration AddServiceTokenMetric(telemetry::Registry& registry, const std::string& file);

}  // namespace thidua::auth

#endif  // THIDUA_COMMON_AUTH_TOKEN_METRICS_H_
