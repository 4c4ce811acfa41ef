#include "common/rpc/worker_health.h"

#include "absl/strings/str_cat.h"

namespace thidua::rpc {

std::optional<std::string> Wedged(const WorkerPool& workers, absl::Duration limit) {
  const absl::Duration stalled = workers.Stalled();
  if (stalled == absl::ZeroDuration() || stalled < limit) return std::nullopt;
  return absl::StrCat("no worker has taken up a call for ",
                      absl::FormatDuration(absl::Trunc(stalled, absl::Seconds(1))));
}

std::vector<telemetry::Registry::Registration> AddWorkerMetrics(telemetry::Registry& registry,
                                                                const WorkerPool& workers) {
  std::vector<telemetry::Registry::Registration> added;
  added.push_back(registry.AddGauge("thidua_worker_queue_length", "Calls that wait for a worker.", {},
                                    [&workers] { return static_cast<double>(workers.waiting()); }));
  added.push_back(registry.AddGauge("thidua_worker_queue_limit", "Calls that may wait for a worker.", {},
                                    [&workers] { return static_cast<double>(workers.queue_limit()); }));
  added.push_back(registry.AddCounter("thidua_worker_queue_refused_total",
                                      "Calls refused because the queue of the workers was full.", {},
                                      [&workers] { return static_cast<double>(workers.refused()); }));
  return added;
}

}  // namespace thidua::rpc
