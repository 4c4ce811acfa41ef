#ifndef THIDUA_SERVICES_SCORING_RPC_SCORING_METRICS_H_
#define THIDUA_SERVICES_SCORING_RPC_SCORING_METRICS_H_

#include <vector>

#include "absl/status/status.h"
#include "common/telemetry/registry.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/version_feed.h"

namespace thidua::scoring {

// What scoring alone has to show; `feed` must outlive it.
std::vector<telemetry::Registry::Registration> AddScoringMetrics(telemetry::Registry& registry,
                                                                 const VersionFeed& feed);

// Whether the store answers a read.
absl::Status CheckStore(ScoringStore& store);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_RPC_SCORING_METRICS_H_
