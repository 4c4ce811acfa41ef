#ifndef THIDUA_SERVICES_RANKING_RPC_RANKABLE_CLUSTER_H_
#define THIDUA_SERVICES_RANKING_RPC_RANKABLE_CLUSTER_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "services/ranking/domain/previous_place.h"
#include "services/ranking/domain/ranking.h"
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

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_RANKABLE_CLUSTER_H_
