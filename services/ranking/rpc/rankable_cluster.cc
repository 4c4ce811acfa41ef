#include "services/ranking/rpc/rankable_cluster.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/ranking/domain/standing.h"

namespace thidua::ranking {
namespace {

using scoring::v1::ClusterScores;
using scoring::v1::Heading;
using scoring::v1::TieBreak;
using scoring::v1::UnitScores;

absl::Status Contradiction(const ClusterScores& scores, std::string_view what) {
  return Internal(absl::StrCat("scores of ", scores.cluster(), " ", scores.year(), " version ", scores.version(), ": ",
                               std::string(what)));
}

// Codes of the headings of one kind, in the order in which UnitScores lists their points or subtotals.
std::vector<std::string> Codes(const ClusterScores& scores, bool criteria) {
  std::vector<std::string> codes;
  for (const Heading& heading : scores.headings()) {
    if (heading.is_criterion() == criteria) codes.push_back(heading.code());
  }
  return codes;
}

// Where a unit's scores hold what a tie-break compares.
struct Step {
  bool by_criterion;
  int position;
};

std::optional<Step> StepOf(const TieBreak& tie_break, const std::vector<std::string>& groups,
                           const std::vector<std::string>& criteria) {
  const bool by_criterion = tie_break.has_criterion();
  const std::vector<std::string>& codes = by_criterion ? criteria : groups;
  const auto found = std::find(codes.begin(), codes.end(), by_criterion ? tie_break.criterion() : tie_break.group());
  if (found == codes.end()) return std::nullopt;
  return Step{by_criterion, static_cast<int>(found - codes.begin())};
}

// Of a criterion that does not apply, which has no points, 0.
std::optional<Rational> Figure(const std::string& text) {
  return text.empty() ? Rational() : Rational::FromString(text);
}

void SetRank(int rank, size_t members, v1::Rank* out) {
  out->set_rank(rank);
  out->set_members(static_cast<int>(members));
}

template <typename Repeated>
void AddTies(const Order& order, Repeated* out) {
  for (const Tie& tie : order.ties) {
    v1::Tie* one = out->Add();
    one->set_rank(tie.rank);
    one->mutable_units()->Add(tie.units.begin(), tie.units.end());
    one->mutable_tried()->Add(tie.tried.begin(), tie.tried.end());
  }
}

void SetPrevious(const PreviousPlace& previous, const std::string& cluster, int rank, v1::PreviousRank* out) {
  out->mutable_rank()->set_rank(previous.rank);
  out->mutable_rank()->set_members(previous.members);
  out->set_total(previous.total);
  out->set_source(previous.source == PreviousPlace::Source::kResults ? v1::PreviousRank::RESULTS
                                                                     : v1::PreviousRank::COMPUTED);
  out->set_movement(Movement(previous, cluster, rank));
  out->set_cluster(previous.cluster);
}

absl::Status AddStandings(const ClusterScores& scores, v1::ClusterRanking& out) {
  const std::vector<std::string> criteria = Codes(scores, /*criteria=*/true);
  for (int criterion = 0; criterion < static_cast<int>(criteria.size()); ++criterion) {
    std::vector<UnitPoints> units;
    std::vector<const std::string*> texts;
    for (const UnitScores& unit : scores.units()) {
      const std::string& points = unit.points(criterion);
      if (points.empty()) continue;
      std::optional<Rational> figure = Rational::FromString(points);
      if (!figure.has_value()) return Contradiction(scores, "points that are no number");
      units.push_back({unit.unit(), *std::move(figure)});
      texts.push_back(&points);
    }
    v1::CriterionStanding* standing = out.add_standings();
    standing->set_criterion(criteria[static_cast<size_t>(criterion)]);
    standing->set_units(static_cast<int>(units.size()));
    if (units.empty()) continue;
    const Standing found = StandingOf(units);
    standing->set_highest(*texts[found.highest.front()]);
    standing->set_lowest(*texts[found.lowest.front()]);
    for (const size_t i : found.highest) standing->add_highest_units(units[i].unit);
    for (const size_t i : found.lowest) standing->add_lowest_units(units[i].unit);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RankableCluster> MakeRankable(ClusterScores scores) {
  RankableCluster cluster{.scores = std::move(scores)};
  const ClusterScores& from = cluster.scores;
  const std::vector<std::string> groups = Codes(from, /*criteria=*/false);
  const std::vector<std::string> criteria = Codes(from, /*criteria=*/true);
  std::vector<Step> steps;
  for (const TieBreak& tie_break : from.tie_breaks()) {
    const std::optional<Step> step = StepOf(tie_break, groups, criteria);
    if (!step.has_value()) return Contradiction(from, "a tie-break on a code that is no heading");
    steps.push_back(*step);
    cluster.tie_breaks.push_back(step->by_criterion ? tie_break.criterion() : tie_break.group());
  }
  for (const UnitScores& unit : from.units()) {
    if (unit.points_size() != static_cast<int>(criteria.size()) ||
        unit.subtotals_size() != static_cast<int>(groups.size())) {
      return Contradiction(from, "not one figure for each heading");
    }
    std::optional<Rational> total = Rational::FromString(unit.total());
    if (!total.has_value()) return Contradiction(from, "a total that is no number");
    Contender& contender = cluster.contenders.emplace_back(Contender{.unit = unit.unit(), .total = *std::move(total)});
    for (const Step step : steps) {
      std::optional<Rational> value =
          Figure(step.by_criterion ? unit.points(step.position) : unit.subtotals(step.position));
      if (!value.has_value()) return Contradiction(from, "a figure that is no number");
      contender.tie_breaks.push_back(*std::move(value));
    }
  }
  return cluster;
}

PreviousPlaces ComputedPlaces(const RankableCluster& cluster) {
  PreviousPlaces places;
  const auto& units = cluster.scores.units();
  const bool reported = std::any_of(units.begin(), units.end(), [](const UnitScores& unit) {
    return unit.state() == UnitScores::COMPLETE || unit.state() == UnitScores::INCOMPLETE;
  });
  if (!reported) return places;
  for (const Place& place : CompetitionRank(cluster.contenders, cluster.tie_breaks).places) {
    const UnitScores& unit = units[static_cast<int>(place.contender)];
    places[unit.unit()] = {.cluster = cluster.scores.cluster(),
                           .rank = place.rank,
                           .members = units.size(),
                           .total = unit.total(),
                           .source = PreviousPlace::Source::kComputed};
  }
  return places;
}

absl::StatusOr<v1::ClusterRanking> RankCluster(const RankableCluster& cluster, const PreviousPlaces& previous,
                                               v1::RankingView view) {
  const ClusterScores& scores = cluster.scores;
  v1::ClusterRanking ranking;
  ranking.set_cluster(scores.cluster());
  ranking.set_name(scores.cluster_name());
  ranking.set_authority(scores.authority());
  ranking.set_year(scores.year());
  ranking.mutable_version()->set_cluster(scores.cluster());
  ranking.mutable_version()->set_year(scores.year());
  ranking.mutable_version()->set_version(scores.version());
  *ranking.mutable_scale() = scores.scale();
  ranking.set_scale_title(scores.scale_title());
  *ranking.mutable_headings() = scores.headings();

  std::vector<int> top_groups;  // Positions among the groups.
  int group = 0;
  for (const Heading& heading : scores.headings()) {
    if (heading.is_criterion()) continue;
    if (heading.depth() == 0) top_groups.push_back(group);
    ++group;
  }
  const Order order = CompetitionRank(cluster.contenders, cluster.tie_breaks);
  for (const Place& place : order.places) {
    const UnitScores& unit = scores.units(static_cast<int>(place.contender));
    v1::RankedUnit* ranked = ranking.add_units();
    ranked->set_unit(unit.unit());
    ranked->set_name(unit.name());
    SetRank(place.rank, cluster.contenders.size(), ranked->mutable_rank());
    ranked->set_total(unit.total());
    ranked->set_lost(unit.lost());
    for (const int position : top_groups) ranked->add_subtotals(unit.subtotals(position));
    ranked->mutable_decided_by()->Add(place.decided_by.begin(), place.decided_by.end());
    if (const auto found = previous.find(unit.unit()); found != previous.end()) {
      SetPrevious(found->second, scores.cluster(), place.rank, ranked->mutable_previous());
    }
    *ranked->mutable_missing() = unit.missing();
    if (view == v1::FULL) *ranked->mutable_points() = unit.points();
  }
  AddTies(order, ranking.mutable_ties());
  if (view == v1::FULL) {
    if (absl::Status status = AddStandings(scores, ranking); !status.ok()) return status;
  }
  return ranking;
}

std::vector<v1::OverallRanking> RankOverall(const std::vector<RankableCluster>& clusters) {
  struct Field {
    std::vector<Contender> contenders;
    std::vector<const ClusterScores*> clusters;  // Of each contender.
    const std::vector<std::string>* tie_breaks = nullptr;
  };
  std::map<std::pair<std::string, int>, Field> fields;
  for (const RankableCluster& cluster : clusters) {
    Field& field = fields[{cluster.scores.scale().scale_id(), cluster.scores.scale().revision()}];
    field.contenders.insert(field.contenders.end(), cluster.contenders.begin(), cluster.contenders.end());
    field.clusters.resize(field.contenders.size(), &cluster.scores);
    field.tie_breaks = &cluster.tie_breaks;
  }
  std::vector<v1::OverallRanking> rankings;
  for (const auto& [scale, field] : fields) {
    v1::OverallRanking& ranking = rankings.emplace_back();
    ranking.mutable_scale()->set_scale_id(scale.first);
    ranking.mutable_scale()->set_revision(scale.second);
    const Order order = CompetitionRank(field.contenders, *field.tie_breaks);
    for (const Place& place : order.places) {
      v1::OverallRank* one = ranking.add_units();
      one->set_unit(field.contenders[place.contender].unit);
      one->set_cluster(field.clusters[place.contender]->cluster());
      SetRank(place.rank, field.contenders.size(), one->mutable_rank());
    }
    AddTies(order, ranking.mutable_ties());
  }
  return rankings;
}

}  // namespace thidua::ranking
