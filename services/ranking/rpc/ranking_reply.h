#ifndef THIDUA_SERVICES_RANKING_RPC_RANKING_REPLY_H_
#define THIDUA_SERVICES_RANKING_RPC_RANKING_REPLY_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/ranking/rpc/rankable_cluster.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::ranking {

// Rankings in the API's words. All of this is pure: equal clusters give equal messages, to the byte.

using RankableClusters = absl::Span<const std::shared_ptr<const RankableCluster>>;

// `cluster` ranked. `previous` may know other units too. Leaves previous_versions and results_version to the caller.
// INTERNAL when points in the scores are no numbers.
absl::StatusOr<v1::ClusterRanking> RankCluster(const RankableCluster& cluster, const PreviousPlaces& previous,
                                               v1::RankingView view);

// The orders over `clusters`, one for each scale revision, by scale and revision. INTERNAL as RankCluster.
absl::StatusOr<std::vector<v1::OverallRanking>> RankOverall(RankableClusters clusters, v1::RankingView view);

// A cluster that cannot be ranked, and why: `message` in the language of the reply.
struct UnrankedReason {
  std::string cluster;
  std::string name;
  std::string reason;
  std::string message;
};

// What an aggregation is made of.
struct Aggregation {
  std::string under;
  std::string name;
  int year = 0;
  v1::RankingView view = v1::BASIC;
  std::vector<std::shared_ptr<const RankableCluster>> clusters;  // In the order of import.
  std::vector<UnrankedReason> unranked;
  int64_t results_version = 0;
  PreviousPlaces previous;
  std::vector<scoring::v1::ClusterVersion> previous_versions;  // Behind `previous`.
  // The unit right below the scope that an authority is or stands below; empty for the scope itself.
  std::function<std::string(const std::string& authority)> branch_of;
  std::function<std::string(const std::string& unit)> name_of;
};

// The whole reply, without `stale`. INTERNAL as RankCluster.
absl::StatusOr<v1::AggregateRankingsResponse> Aggregate(const Aggregation& aggregation);

v1::Coverage CoverageOf(RankableClusters clusters);

// The clusters by the unit right below the scope: `branch_of` gives it for an authority, empty for one that is the
// scope itself, and `name_of` names it. None when no cluster has one.
std::vector<v1::Branch> BranchesOf(RankableClusters clusters,
                                   const std::function<std::string(const std::string& authority)>& branch_of,
                                   const std::function<std::string(const std::string& unit)>& name_of);

// Units in the order of one code, for each scale revision that knows it, by scale and revision; without versions. Empty
// when none does. INTERNAL as RankCluster.
absl::StatusOr<v1::RankByCodeResponse> RankByCode(RankableClusters clusters, const std::string& code);

// One unit among its peers, whose names are left out. INTERNAL as RankCluster.
//
// REQUIRES: `unit` is in the cluster.
absl::StatusOr<v1::GetUnitStandingResponse> StandingAmongPeers(const RankableCluster& cluster,
                                                               const PreviousPlaces& previous, const std::string& unit,
                                                               int neighbours);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_RANKING_REPLY_H_
