#include "common/telemetry/store_metrics.h"

#include <utility>

namespace thidua::telemetry {

Registry::Registration AddPendingWrites(Registry& registry, const std::string& store,
                                        std::function<size_t()> pending_writes) {
  return registry.AddGauge("thidua_store_pending_writes", "Writes of the store that are under way or wait.",
                           {{"store", store}},
                           [pending = std::move(pending_writes)] { return static_cast<double>(pending()); });
}

}  // namespace thidua::telemetry
