#ifndef THIDUA_SERVICES_RANKING_RPC_RANKABLE_CLUSTER_H_
#define THIDUA_SERVICES_RANKING_RPC_RANKABLE_CLUSTER_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "services/ranking/domain/previous_place.h"
#include "services/ranking/domain/ranking.h"
#include "thidua/ranking/v1/ranking.pb.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::ranking {

// The scores of a cluster-year with the exact figures that ranks are made of.
struct RankableCluster {
  scoring::v1::ClusterScores scores;
  std::vector<Contender> contenders;    // In the order of scores.units.
  std::vector<std::string> tie_breaks;  // Codes, in the order of the scale.
};

// INTERNAL when the scores contradict themselves.
absl::StatusOr<RankableCluster> MakeRankable(scoring::v1::ClusterScores scores);

using PreviousPlaces = absl::flat_hash_map<std::string, PreviousPlace>;

// The places that the scores give to the units. None when nothing of that year is reported.
PreviousPlaces ComputedPlaces(const RankableCluster& cluster);

// `cluster` ranked. `previous` may know other units too. Leaves previous_version and results_version to the caller.
// INTERNAL when points in the scores are no numbers.
absl::StatusOr<v1::ClusterRanking> RankCluster(const RankableCluster& cluster, const PreviousPlaces& previous,
                                               v1::RankingView view);

// The orders over `clusters`, one for each scale revision, by scale and revision.
std::vector<v1::OverallRanking> RankOverall(const std::vector<RankableCluster>& clusters);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_RANKABLE_CLUSTER_H_
