#ifndef THIDUA_COMMON_TELEMETRY_STORE_METRICS_H_
#define THIDUA_COMMON_TELEMETRY_STORE_METRICS_H_

#include <cstddef>
#include <functional>
#include <string>

#include "common/telemetry/registry.h"

namespace thidua::telemetry {

// thidua_store_pending_writes of the store with this name.
Registry::Registration AddPendingWrites(Registry& registry, const std::string& store,
                                        std::function<size_t()> pending_writes);

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_STORE_METRICS_H_
