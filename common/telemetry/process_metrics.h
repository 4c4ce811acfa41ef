#ifndef THIDUA_COMMON_TELEMETRY_PROCESS_METRICS_H_
#define THIDUA_COMMON_TELEMETRY_PROCESS_METRICS_H_

#include <vector>

#include "common/telemetry/registry.h"

namespace thidua::telemetry {

// process_* as Prometheus' libraries have them, and thidua_build_info.
std::vector<Registry::Registration> AddProcessMetrics(Registry& registry);

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_PROCESS_METRICS_H_
