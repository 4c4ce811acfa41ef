#ifndef THIDUA_SERVICES_RANKING_RPC_RANKING_CORE_H_
#define THIDUA_SERVICES_RANKING_RPC_RANKING_CORE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/status/problem.h"
#include "services/ranking/rpc/basis.h"
#include "services/ranking/rpc/rankable_cluster.h"
#include "services/ranking/rpc/versioned_scores.h"
#include "services/ranking/rpc/year_before.h"
#include "services/ranking/storage/results_store.h"
#include "services/ranking/versions/known_versions.h"
#include "services/scoring/api/scoring_api.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::ranking {

// A cluster that cannot be ranked, and what scoring says about it.
struct Unranked {
  std::shared_ptr<const KnownCluster> cluster;
  Problem why;
};

// The clusters of a question, read.
struct ReadClusters {
  std::vector<std::shared_ptr<const RankableCluster>> clusters;
  std::vector<Unranked> unranked;
};

absl::Status CheckYear(int year);

// Rankings made of what is known, of scores by their versions, and of the year before. What all calls share, and the
// one way in which a ranking comes about.
//
// Thread-safe. Blocks on scoring, the store and the cache.
class RankingCore {
 public:
  // `scoring` and `results` must outlive this object.
  RankingCore(scoring::ScoringApi& scoring, ResultsStore& results, std::shared_ptr<cache::Cache> cache);

  KnownVersions& versions() { return versions_; }
  scoring::ScoringApi& scoring() { return scoring_; }
  ResultsStore& results() { return results_; }
  VersionedScores& scores() { return scores_; }

  // KnownVersions::AwaitAge, but where nothing is known, UNAVAILABLE says where scoring was looked for.
  absl::StatusOr<KnownVersions::Age> AwaitAge(const WantedFreshness& wanted, const rpc::Call& call);

  // NOT_FOUND (UNKNOWN_CLUSTER, UNKNOWN_UNIT, NO_CLUSTERS) when there is nothing in the scope.
  absl::StatusOr<Basis> Find(const RankingScope& scope, const rpc::Call& call);
  // Fails when none of them can be read for a reason that is not their own; `basis` then gets the versions that were
  // read, which may be newer.
  absl::StatusOr<ReadClusters> Read(Basis& basis, const std::string& stage, const rpc::Call& call);
  absl::StatusOr<std::shared_ptr<const RankableCluster>> ReadOne(Basis& basis, const std::string& stage,
                                                                 const rpc::Call& call);
  absl::StatusOr<YearBefore> ReadYearBefore(const std::vector<std::shared_ptr<const RankableCluster>>& clusters,
                                            Basis& basis, const rpc::Call& call);

  // Without `stale`. `basis` gets the versions that the answer is of.
  absl::StatusOr<v1::GetClusterRankingResponse> RankOne(const v1::GetClusterRankingRequest& request, Basis& basis,
                                                        const rpc::Call& call);
  absl::StatusOr<v1::AggregateRankingsResponse> Aggregate(const v1::AggregateRankingsRequest& request, Basis& basis,
                                                          const rpc::Call& call);

 private:
  scoring::ScoringApi& scoring_;
  ResultsStore& results_;
  VersionedScores scores_;
  YearBeforeReader years_before_;
  KnownVersions versions_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_RANKING_CORE_H_
