#ifndef THIDUA_SERVICES_RANKING_RPC_VERSIONED_SCORES_H_
#define THIDUA_SERVICES_RANKING_RPC_VERSIONED_SCORES_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/cache/cache.h"
#include "common/cache/lru.h"
#include "common/cache/single_flight.h"
#include "common/rpc/call.h"
#include "services/ranking/rpc/rankable_cluster.h"
#include "services/scoring/api/scoring_api.h"

namespace thidua::ranking {

// The scores of a cluster-year at one version and stage (empty: each sheet where it stands).
struct ScoresKey {
  std::string cluster;
  int year = 0;
  int64_t version = 0;
  std::string stage;
};

// The scores of cluster-years, asked of scoring once for each version and remembered after that: as they are ranked in
// this process, and as bytes in the cache that replicas share.
//
// Consistency: a key names cluster, year, version, stage and the format of the value, so it never stands for two
// values. What scoring answers is kept under the version it states, which may be newer than the one asked for.
// Remembered bytes that are not the scores of their key are passed over and replaced. Errors are not remembered.
//
// Thread-safe.
class VersionedScores {
 public:
  // `scoring` must outlive this object.
  VersionedScores(scoring::ScoringApi& scoring, std::shared_ptr<cache::Cache> cache);

  // The scores of the key's version, or of a newer one: they say of which. Fails as ScoringApi::GetClusterScores does,
  // INTERNAL when they contradict themselves.
  absl::StatusOr<std::shared_ptr<const RankableCluster>> Get(const ScoresKey& key, const rpc::Call& call);

  // The scores of exactly this version when they are remembered; null otherwise. Does not ask scoring.
  std::shared_ptr<const RankableCluster> Remembered(const ScoresKey& key);

 private:
  absl::StatusOr<cache::Value> Bytes(const ScoresKey& key, const std::string& text, const rpc::Call& call);
  absl::StatusOr<cache::Value> Fetch(const ScoresKey& key, const rpc::Call& call);

  scoring::ScoringApi& scoring_;
  const std::shared_ptr<cache::Cache> cache_;
  cache::SingleFlight flight_;
  cache::Lru<std::shared_ptr<const RankableCluster>> ready_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_VERSIONED_SCORES_H_
