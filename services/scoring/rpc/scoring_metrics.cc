#include "services/scoring/rpc/scoring_metrics.h"

namespace thidua::scoring {

std::vector<telemetry::Registry::Registration> AddScoringMetrics(telemetry::Registry& registry,
                                                                 const VersionFeed& feed) {
  std::vector<telemetry::Registry::Registration> added;
  added.push_back(registry.AddGauge("thidua_scoring_newest_version",
                                    "The newest version of the store, as ranking hears it.", {},
                                    [&feed] { return static_cast<double>(feed.head()); }));
  return added;
}

absl::Status CheckStore(ScoringStore& store) {
  return store.Read([](ReadTransaction& transaction) { return transaction.Head().status(); });
}

}  // namespace thidua::scoring
