#ifndef THIDUA_SERVICES_RANKING_RPC_OVERALL_ORDER_H_
#define THIDUA_SERVICES_RANKING_RPC_OVERALL_ORDER_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/ranking/domain/points_table.h"
#include "services/ranking/rpc/rankable_cluster.h"

namespace thidua::ranking {

// The shape of the scale that scores were made under, as a PointsTable needs it. None when its figures are too fine.
std::optional<ScaleShape> ShapeOf(const scoring::v1::ClusterScores& scores);

// All units of clusters under one scale revision in one order, as CompetitionRank over their contenders in turn gives
// it: by whole numbers, from the points, wherever they fit, which is what a country needs. INTERNAL when totals do not
// follow from points.
//
// REQUIRES: `clusters` is not empty, and all are of one scale revision.
absl::StatusOr<Order> OverallOrder(absl::Span<const RankableCluster* const> clusters);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_OVERALL_ORDER_H_
