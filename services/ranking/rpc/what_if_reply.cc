#include "services/ranking/rpc/what_if_reply.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/status/problem.h"
#include "services/ranking/rpc/rankable_cluster.h"

namespace thidua::ranking {
namespace {

using scoring::v1::UnitScores;

std::vector<std::string> Criteria(const scoring::v1::ClusterScores& scores) {
  std::vector<std::string> codes;
  for (const auto& heading : scores.headings()) {
    if (heading.is_criterion()) codes.push_back(heading.code());
  }
  return codes;
}

std::vector<int> Ranks(const RankableCluster& cluster) {
  std::vector<int> ranks(cluster.contenders.size());
  for (const Place& place : CompetitionRank(cluster.contenders, cluster.tie_breaks).places) {
    ranks[place.contender] = place.rank;
  }
  return ranks;
}

}  // namespace

absl::StatusOr<v1::WhatIfResponse> ToWhatIf(const v1::WhatIfRequest& request,
                                            scoring::v1::SimulateScoresResponse scores) {
  absl::StatusOr<RankableCluster> before = MakeRankable(std::move(*scores.mutable_before()));
  if (!before.ok()) return before.status();
  absl::StatusOr<RankableCluster> after = MakeRankable(std::move(*scores.mutable_after()));
  if (!after.ok()) return after.status();
  if (before->contenders.size() != after->contenders.size()) return Internal("what-if of another cluster");

  v1::WhatIfResponse response;
  response.mutable_version()->set_cluster(before->scores.cluster());
  response.mutable_version()->set_year(before->scores.year());
  response.mutable_version()->set_version(before->scores.version());
  std::set<std::string> overridden;
  for (const auto& one : request.overrides()) overridden.insert(one.unit());
  const std::vector<std::string> criteria = Criteria(before->scores);
  const std::vector<int> ranks_before = Ranks(*before);
  const Order order = CompetitionRank(after->contenders, after->tie_breaks);
  for (const Place& place : order.places) {
    const UnitScores& then = after->scores.units(static_cast<int>(place.contender));
    const UnitScores& now = before->scores.units(static_cast<int>(place.contender));
    v1::WhatIfUnit unit;
    for (int i = 0; i < static_cast<int>(criteria.size()); ++i) {
      if (then.points(i) == now.points(i)) continue;
      v1::WhatIfCriterion* criterion = unit.add_criteria();
      criterion->set_criterion(criteria[static_cast<size_t>(i)]);
      criterion->set_points_before(now.points(i));
      criterion->set_points_after(then.points(i));
    }
    const int rank_before = ranks_before[place.contender];
    const bool own = overridden.count(then.unit()) > 0;
    if (!own && unit.criteria().empty() && rank_before == place.rank && then.total() == now.total()) continue;
    unit.set_unit(then.unit());
    unit.set_name(then.name());
    unit.set_rank_before(rank_before);
    unit.set_rank_after(place.rank);
    unit.set_total_before(now.total());
    unit.set_total_after(then.total());
    unit.set_by_peers(!own && !unit.criteria().empty());
    *response.add_units() = std::move(unit);
  }
  for (const Tie& tie : order.ties) {
    v1::Tie* one = response.add_ties_after();
    one->set_rank(tie.rank);
    one->mutable_units()->Add(tie.units.begin(), tie.units.end());
    one->mutable_tried()->Add(tie.tried.begin(), tie.tried.end());
  }
  return response;
}

}  // namespace thidua::ranking
