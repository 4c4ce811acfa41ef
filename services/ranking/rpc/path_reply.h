#ifndef THIDUA_SERVICES_RANKING_RPC_PATH_REPLY_H_
#define THIDUA_SERVICES_RANKING_RPC_PATH_REPLY_H_

#include "absl/status/statusor.h"
#include "services/ranking/rpc/rankable_cluster.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::ranking {

// The cheapest way of a unit of the cluster to a rank or a total. INVALID_ARGUMENT with the field's path,
// RESOURCE_EXHAUSTED (PATH_TOO_HARD), INTERNAL when the scores contradict themselves.
//
// REQUIRES: request.unit() is in the cluster.
absl::StatusOr<v1::FindPathResponse> FindPathIn(const RankableCluster& cluster, const v1::FindPathRequest& request);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_PATH_REPLY_H_
