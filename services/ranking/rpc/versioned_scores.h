#ifndef THIDUA_SERVICES_RANKING_RPC_VERSIONED_SCORES_H_
#define THIDUA_SERVICES_RANKING_RPC_VERSIONED_SCORES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/cache/cache.h"
#include "common/cache/single_flight.h"
#include "common/rpc/call.h"
#include "services/scoring/api/scoring_api.h"

namespace thidua::ranking {

// Where scores are remembered: this process's memory, and behind it the Redis at `redis` ("host:port"; empty: none).
// INVALID_ARGUMENT when that cannot be an address. Does not connect.
absl::StatusOr<std::shared_ptr<cache::Cache>> OpenScoresCache(const std::string& redis);

// The scores of cluster-years, asked of scoring once for each version and remembered after that.
//
// Consistency: a key names cluster, year, version and the format of the value, so it never stands for two values. What
// scoring answers is kept under the version it states, which may be newer than the one asked for. Remembered bytes that
// are not the scores of their key are passed over and replaced. Errors are not remembered.
//
// Thread-safe.
class VersionedScores {
 public:
  // `scoring` must outlive this object.
  VersionedScores(scoring::ScoringApi& scoring, std::shared_ptr<cache::Cache> cache);

  // The scores of `version`, or of a newer one: the reply says of which. Fails as ScoringApi::GetClusterScores does.
  absl::StatusOr<scoring::v1::ClusterScores> Get(const scoring::v1::ClusterVersion& version, const rpc::Call& call);

 private:
  absl::StatusOr<cache::Value> Fetch(const scoring::v1::ClusterVersion& version, const rpc::Call& call);

  scoring::ScoringApi& scoring_;
  const std::shared_ptr<cache::Cache> cache_;
  cache::SingleFlight flight_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_VERSIONED_SCORES_H_
