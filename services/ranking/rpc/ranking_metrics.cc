#include "services/ranking/rpc/ranking_metrics.h"

#include <limits>
#include <string>
#include <utility>

namespace thidua::ranking {
namespace {

using telemetry::Registry;

double KnownVersionAge(const RankingCalls& calls) {
  const int64_t age_ms = calls.GetRankingStatus().age_ms();
  return age_ms < 0 ? std::numeric_limits<double>::infinity() : static_cast<double>(age_ms) / 1000;
}

}  // namespace

std::vector<Registry::Registration> AddRankingMetrics(Registry& registry, const RankingCalls& calls,
                                                      const RankingCaches& caches) {
  std::vector<Registry::Registration> added;
  using Count = uint64_t (v1::CacheCounts::*)() const;
  const std::vector<std::tuple<const char*, const char*, Count>> counts = {
      {"thidua_cache_hits_total", "Values that a cache gave.", &v1::CacheCounts::hits},
      {"thidua_cache_misses_total", "Values that a cache did not give, whatever the cause.", &v1::CacheCounts::misses},
      {"thidua_cache_stores_total", "Values put into a cache.", &v1::CacheCounts::stores},
      {"thidua_cache_errors_total", "Calls of a cache that were not answered properly or in time.",
       &v1::CacheCounts::failures}};
  const v1::GetRankingStatusResponse now = calls.GetRankingStatus();
  for (int i = 0; i < now.caches_size(); ++i) {
    const telemetry::Labels labels = {{"cache", now.caches(i).cache()}};
    for (const auto& [name, help, count] : counts) {
      added.push_back(registry.AddCounter(name, help, labels, [&calls, i, count = count] {
        const v1::GetRankingStatusResponse status = calls.GetRankingStatus();
        return static_cast<double>((status.caches(i).*count)());
      }));
    }
    added.push_back(
        registry.AddGauge("thidua_cache_bytes", "What the values in a cache of this process weigh.", labels,
                          [&calls, i] { return static_cast<double>(calls.GetRankingStatus().caches(i).bytes()); }));
  }
  if (caches.redis != nullptr) {
    added.push_back(registry.AddGauge("thidua_redis_breaker_open",
                                      "1 while Redis is not asked, because it did not answer.", {},
                                      [redis = caches.redis] { return redis->is_away() ? 1 : 0; }));
    added.push_back(
        registry.AddCounter("thidua_redis_breaker_opens_total", "Outages of Redis.", {},
                            [redis = caches.redis] { return static_cast<double>(redis->stats().breaker_opens); }));
  }
  added.push_back(registry.AddGauge("thidua_ranking_known_version",
                                    "Everything up to this version of scoring is known.", {},
                                    [&calls] { return static_cast<double>(calls.GetRankingStatus().head()); }));
  added.push_back(registry.AddGauge("thidua_ranking_known_version_age_seconds",
                                    "How long ago what is known of scoring was all there was; +Inf before the first.",
                                    {}, [&calls] { return KnownVersionAge(calls); }));
  return added;
}

}  // namespace thidua::ranking
