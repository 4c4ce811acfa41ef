#include "services/cli/anonymous.h"

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::AggregateRankingsResponse;
using thidua::ranking::v1::ClusterRanking;
using thidua::ranking::v1::CriterionStanding;
using thidua::ranking::v1::OverallRank;
using thidua::ranking::v1::OverallRanking;
using thidua::ranking::v1::RankedUnit;

void AddNameless(const google::protobuf::RepeatedPtrField<CriterionStanding>& standings,
                 google::protobuf::RepeatedPtrField<CriterionStanding>& nameless) {
  for (const CriterionStanding& standing : standings) {
    CriterionStanding& one = *nameless.Add();
    one.set_criterion(standing.criterion());
    one.set_highest(standing.highest());
    one.set_median(standing.median());
    one.set_units(standing.units());
  }
}

// Field by field, so that what a later version of the API adds stays out until it is put in.
void AddClusterOf(const RankedUnit& unit, const ClusterRanking& ranking, AggregateRankingsResponse& reply) {
  ClusterRanking& one = *reply.add_clusters();
  one.set_cluster(ranking.cluster());
  one.set_name(ranking.name());
  one.set_authority(ranking.authority());
  one.set_year(ranking.year());
  *one.mutable_version() = ranking.version();
  *one.mutable_scale() = ranking.scale();
  one.set_scale_title(ranking.scale_title());
  *one.mutable_headings() = ranking.headings();
  *one.add_units() = unit;
  one.set_stage(ranking.stage());
  one.set_best_total(ranking.best_total());
  one.set_median_total(ranking.median_total());
  AddNameless(ranking.standings(), *one.mutable_standings());
  AddNameless(ranking.group_standings(), *one.mutable_group_standings());
}

void AddOverallOf(const std::string& unit, const AggregateRankingsResponse& all, AggregateRankingsResponse& reply) {
  for (const OverallRanking& overall : all.overall()) {
    for (const OverallRank& place : overall.units()) {
      if (place.unit() != unit) continue;
      OverallRanking& one = *reply.add_overall();
      *one.mutable_scale() = overall.scale();
      *one.add_units() = place;
    }
  }
}

}  // namespace

absl::StatusOr<AggregateRankingsResponse> AnonymousFor(const AggregateRankingsResponse& all, const std::string& unit) {
  AggregateRankingsResponse reply;
  reply.set_under(all.under());
  reply.set_name(all.name());
  reply.set_year(all.year());
  for (const ClusterRanking& ranking : all.clusters()) {
    for (const RankedUnit& one : ranking.units()) {
      if (one.unit() == unit) AddClusterOf(one, ranking, reply);
    }
  }
  if (reply.clusters().empty()) {
    return NotFound("UNIT_NOT_RANKED", {.vi = absl::StrCat("Không cụm nào được xếp hạng ở đây có đơn vị ", unit,
                                                           ". Hãy xem lại mã đơn vị ở --anonymous-for."),
                                        .en = absl::StrCat("No cluster that is ranked here has unit ", unit,
                                                           ". Look at the code in --anonymous-for again.")});
  }
  AddOverallOf(unit, all, reply);
  if (all.has_stale()) *reply.mutable_stale() = all.stale();
  return reply;
}

}  // namespace thidua::cli
