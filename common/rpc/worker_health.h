#ifndef THIDUA_COMMON_RPC_WORKER_HEALTH_H_
#define THIDUA_COMMON_RPC_WORKER_HEALTH_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/rpc/worker_pool.h"
#include "common/telemetry/registry.h"

namespace thidua::rpc {

// A pool whose threads all hang does not come back by itself.
inline constexpr absl::Duration kWedgedAfter = absl::Minutes(1);

// What is wrong when work has waited as long as `limit` and no thread took any up; else nothing.
std::optional<std::string> Wedged(const WorkerPool& workers, absl::Duration limit = kWedgedAfter);

// thidua_worker_queue_*; `workers` must outlive them.
std::vector<telemetry::Registry::Registration> AddWorkerMetrics(telemetry::Registry& registry,
                                                                const WorkerPool& workers);

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_WORKER_HEALTH_H_
