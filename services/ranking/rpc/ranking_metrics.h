#ifndef THIDUA_SERVICES_RANKING_RPC_RANKING_METRICS_H_
#define THIDUA_SERVICES_RANKING_RPC_RANKING_METRICS_H_

#include <vector>

#include "common/telemetry/registry.h"
#include "services/ranking/rpc/ranking_calls.h"

namespace thidua::ranking {

// What GetRankingStatus says, as metrics; both objects must outlive them.
std::vector<telemetry::Registry::Registration> AddRankingMetrics(telemetry::Registry& registry,
                                                                 const RankingCalls& calls,
                                                                 const RankingCaches& caches);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_RANKING_METRICS_H_
