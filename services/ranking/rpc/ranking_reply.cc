#include "services/ranking/rpc/ranking_reply.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/ranking/domain/fairness.h"
#include "services/ranking/domain/margin.h"
#include "services/ranking/domain/standing.h"
#include "services/ranking/rpc/overall_order.h"

namespace thidua::ranking {
namespace {

using scoring::v1::ClusterScores;
using scoring::v1::Heading;
using scoring::v1::UnitScores;

constexpr int kPlaces = 2;
constexpr size_t kMostStrengths = 5;

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

void SetGap(const Gap& gap, v1::Gap* out) {
  out->set_total(gap.total.ToString(kPlaces));
  out->set_step(gap.step);
}

v1::Margin ToProto(const Margin& margin) {
  v1::Margin out;
  if (margin.over_next.has_value()) SetGap(*margin.over_next, out.mutable_over_next());
  if (margin.under_above.has_value()) SetGap(*margin.under_above, out.mutable_under_above());
  if (margin.safe.has_value()) out.set_safe(margin.safe->ToString(kPlaces));
  return out;
}

std::vector<Rational> Totals(const std::vector<Contender>& contenders) {
  std::vector<Rational> totals;
  totals.reserve(contenders.size());
  for (const Contender& contender : contenders) totals.push_back(contender.total);
  return totals;
}

std::vector<v1::Fairness> FairnessOf(const std::vector<Rational>& totals) {
  std::vector<v1::Fairness> out(totals.size());
  const auto fill = [&](const std::optional<std::vector<Rational>>& figures, void (*set)(v1::Fairness&, std::string)) {
    for (size_t i = 0; figures.has_value() && i < out.size(); ++i) set(out[i], (*figures)[i].ToString(kPlaces));
  };
  fill(SharesOfBest(totals), [](v1::Fairness& one, std::string text) { one.set_share_of_best(std::move(text)); });
  fill(StandardScores(totals), [](v1::Fairness& one, std::string text) { one.set_standard_score(std::move(text)); });
  fill(PercentileRanks(totals), [](v1::Fairness& one, std::string text) { one.set_percentile_rank(std::move(text)); });
  return out;
}

// One column of a score sheet: a criterion's points or a group's subtotals.
struct Column {
  const Heading* heading = nullptr;
  int position = 0;

  const std::string& Of(const UnitScores& unit) const {
    return heading->is_criterion() ? unit.points(position) : unit.subtotals(position);
  }
};

std::vector<Column> ColumnsOf(const ClusterScores& scores) {
  std::vector<Column> columns;
  int criteria = 0, groups = 0;
  for (const Heading& heading : scores.headings()) {
    columns.push_back({&heading, heading.is_criterion() ? criteria++ : groups++});
  }
  return columns;
}

// The points of one column over all units that have any.
struct ColumnFigures {
  std::vector<UnitPoints> units;
  std::vector<const std::string*> texts;
  std::vector<Rational> figures;

  absl::Status Add(const UnitScores& unit, const std::string& text) {
    if (text.empty()) return absl::OkStatus();
    std::optional<Rational> figure = Rational::FromString(text);
    if (!figure.has_value()) return Internal(absl::StrCat("points of ", unit.unit(), " that are no number: ", text));
    figures.push_back(*figure);
    units.push_back({unit.unit(), *std::move(figure)});
    texts.push_back(&text);
    return absl::OkStatus();
  }

  v1::CriterionStanding Summary(const std::string& code) const {
    v1::CriterionStanding standing;
    standing.set_criterion(code);
    standing.set_units(static_cast<int>(units.size()));
    if (units.empty()) return standing;
    const Standing found = StandingOf(units);
    standing.set_highest(*texts[found.highest.front()]);
    standing.set_lowest(*texts[found.lowest.front()]);
    for (const size_t i : found.highest) standing.add_highest_units(units[i].unit);
    for (const size_t i : found.lowest) standing.add_lowest_units(units[i].unit);
    standing.set_median(Median(figures)->Rounded(kPlaces).ToString(kPlaces));
    return standing;
  }
};

absl::StatusOr<ColumnFigures> FiguresOf(const ClusterScores& scores, const Column& column) {
  ColumnFigures figures;
  for (const UnitScores& unit : scores.units()) {
    if (absl::Status status = figures.Add(unit, column.Of(unit)); !status.ok()) return status;
  }
  return figures;
}

absl::Status AddStandings(const ClusterScores& scores, v1::ClusterRanking& out) {
  for (const Column& column : ColumnsOf(scores)) {
    const absl::StatusOr<ColumnFigures> figures = FiguresOf(scores, column);
    if (!figures.ok()) return figures.status();
    *(column.heading->is_criterion() ? out.add_standings() : out.add_group_standings()) =
        figures->Summary(column.heading->code());
  }
  return absl::OkStatus();
}

void Count(const UnitScores& unit, v1::Coverage& coverage) {
  coverage.set_units(coverage.units() + 1);
  switch (unit.state()) {
    case UnitScores::COMPLETE:
      coverage.set_complete(coverage.complete() + 1);
      break;
    case UnitScores::INCOMPLETE:
      coverage.set_incomplete(coverage.incomplete() + 1);
      break;
    default:
      coverage.set_empty(coverage.empty() + 1);
  }
  for (v1::Coverage::AtStage& stage : *coverage.mutable_stages()) {
    if (stage.stage() == unit.stage()) stage.set_units(stage.units() + 1);
  }
}

void AddStages(const ClusterScores& scores, v1::Coverage& coverage) {
  for (const scoring::v1::StageName& stage : scores.stages()) {
    const auto& known = coverage.stages();
    if (std::any_of(known.begin(), known.end(), [&](const auto& one) { return one.stage() == stage.code(); })) continue;
    v1::Coverage::AtStage* one = coverage.add_stages();
    one->set_stage(stage.code());
    one->set_title(stage.title());
  }
}

using ScaleKey = std::pair<std::string, int>;

ScaleKey KeyOf(const RankableCluster& cluster) {
  return {cluster.scores.scale().scale_id(), cluster.scores.scale().revision()};
}

std::map<ScaleKey, std::vector<const RankableCluster*>> ByScale(RankableClusters clusters) {
  std::map<ScaleKey, std::vector<const RankableCluster*>> found;
  for (const auto& cluster : clusters) found[KeyOf(*cluster)].push_back(cluster.get());
  return found;
}

void SetScale(const ScaleKey& key, scoring::v1::ScaleRef* out) {
  out->set_scale_id(key.first);
  out->set_revision(key.second);
}

Rational Mean(const std::vector<Rational>& totals) {
  Rational sum;
  for (const Rational& total : totals) sum += total;
  return sum / Rational(static_cast<int64_t>(totals.size()));
}

v1::RankedUnit ToRankedUnit(const UnitScores& unit, const Place& place, size_t members) {
  v1::RankedUnit ranked;
  ranked.set_unit(unit.unit());
  ranked.set_name(unit.name());
  SetRank(place.rank, members, ranked.mutable_rank());
  ranked.set_total(unit.total());
  ranked.set_lost(unit.lost());
  ranked.mutable_decided_by()->Add(place.decided_by.begin(), place.decided_by.end());
  *ranked.mutable_missing() = unit.missing();
  ranked.set_stage(unit.stage());
  ranked.set_state(unit.state());
  return ranked;
}

}  // namespace

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
  ranking.set_stage(scores.stage());

  std::vector<int> top_groups;  // Positions among the groups.
  int group = 0;
  for (const Heading& heading : scores.headings()) {
    if (heading.is_criterion()) continue;
    if (heading.depth() == 0) top_groups.push_back(group);
    ++group;
  }
  const Order order = CompetitionRank(cluster.contenders, cluster.tie_breaks);
  const std::vector<Margin> margins = Margins(cluster.contenders, cluster.tie_breaks);
  const std::vector<Rational> totals = Totals(cluster.contenders);
  const std::vector<v1::Fairness> fairness = FairnessOf(totals);
  AddStages(scores, *ranking.mutable_coverage());
  for (size_t i = 0; i < order.places.size(); ++i) {
    const Place& place = order.places[i];
    const UnitScores& unit = scores.units(static_cast<int>(place.contender));
    v1::RankedUnit* ranked = ranking.add_units();
    *ranked = ToRankedUnit(unit, place, cluster.contenders.size());
    for (const int position : top_groups) ranked->add_subtotals(unit.subtotals(position));
    if (const auto found = previous.find(unit.unit()); found != previous.end()) {
      SetPrevious(found->second, scores.cluster(), place.rank, ranked->mutable_previous());
    }
    *ranked->mutable_margin() = ToProto(margins[i]);
    *ranked->mutable_fairness() = fairness[place.contender];
    if (view == v1::FULL) *ranked->mutable_points() = unit.points();
    Count(unit, *ranking.mutable_coverage());
  }
  AddTies(order, ranking.mutable_ties());
  if (!totals.empty()) {
    ranking.set_best_total(Best(totals)->ToString(kPlaces));
    ranking.set_median_total(Median(totals)->Rounded(kPlaces).ToString(kPlaces));
  }
  if (view == v1::FULL) {
    if (absl::Status status = AddStandings(scores, ranking); !status.ok()) return status;
  }
  return ranking;
}

absl::StatusOr<std::vector<v1::OverallRanking>> RankOverall(RankableClusters clusters, v1::RankingView view) {
  std::vector<v1::OverallRanking> rankings;
  for (const auto& [scale, of_scale] : ByScale(clusters)) {
    v1::OverallRanking& ranking = rankings.emplace_back();
    SetScale(scale, ranking.mutable_scale());
    const absl::StatusOr<Order> found = OverallOrder(of_scale);
    if (!found.ok()) return found.status();
    const Order& order = *found;
    std::vector<std::pair<const RankableCluster*, size_t>> units;  // By position over all clusters.
    for (const RankableCluster* cluster : of_scale) {
      for (size_t i = 0; i < cluster->contenders.size(); ++i) units.emplace_back(cluster, i);
    }
    for (const Place& place : order.places) {
      const auto& [cluster, position] = units[place.contender];
      v1::OverallRank* one = ranking.add_units();
      one->set_unit(cluster->contenders[position].unit);
      one->set_cluster(cluster->scores.cluster());
      SetRank(place.rank, units.size(), one->mutable_rank());
    }
    AddTies(order, ranking.mutable_ties());
    if (view != v1::FULL) continue;
    for (const Column& column : ColumnsOf(of_scale.front()->scores)) {
      if (!column.heading->is_criterion()) continue;
      ColumnFigures figures;
      for (const RankableCluster* cluster : of_scale) {
        for (const UnitScores& unit : cluster->scores.units()) {
          if (absl::Status status = figures.Add(unit, column.Of(unit)); !status.ok()) return status;
        }
      }
      *ranking.add_standings() = figures.Summary(column.heading->code());
    }
  }
  return rankings;
}

absl::StatusOr<v1::AggregateRankingsResponse> Aggregate(const Aggregation& aggregation) {
  v1::AggregateRankingsResponse response;
  response.set_under(aggregation.under);
  response.set_name(aggregation.name);
  response.set_year(aggregation.year);
  for (const auto& cluster : aggregation.clusters) {
    absl::StatusOr<v1::ClusterRanking> ranking = RankCluster(*cluster, aggregation.previous, aggregation.view);
    if (!ranking.ok()) return ranking.status();
    ranking->set_results_version(aggregation.results_version);
    *response.add_clusters() = *std::move(ranking);
  }
  for (const auto& version : aggregation.previous_versions) *response.add_previous_versions() = version;
  absl::StatusOr<std::vector<v1::OverallRanking>> overall = RankOverall(aggregation.clusters, aggregation.view);
  if (!overall.ok()) return overall.status();
  for (v1::OverallRanking& one : *overall) *response.add_overall() = std::move(one);
  for (const UnrankedReason& one : aggregation.unranked) {
    v1::UnrankedCluster* out = response.add_unranked();
    out->set_cluster(one.cluster);
    out->set_name(one.name);
    out->set_reason(one.reason);
    out->set_message(one.message);
  }
  *response.mutable_coverage() = CoverageOf(aggregation.clusters);
  for (v1::Branch& branch : BranchesOf(aggregation.clusters, aggregation.branch_of, aggregation.name_of)) {
    *response.add_branches() = std::move(branch);
  }
  return response;
}

v1::Coverage CoverageOf(RankableClusters clusters) {
  v1::Coverage coverage;
  for (const auto& cluster : clusters) {
    AddStages(cluster->scores, coverage);
    for (const UnitScores& unit : cluster->scores.units()) Count(unit, coverage);
  }
  return coverage;
}

std::vector<v1::Branch> BranchesOf(RankableClusters clusters,
                                   const std::function<std::string(const std::string& authority)>& branch_of,
                                   const std::function<std::string(const std::string& unit)>& name_of) {
  std::map<std::string, std::vector<std::shared_ptr<const RankableCluster>>> by_branch;
  absl::flat_hash_map<std::string, std::string> known;
  for (const auto& cluster : clusters) {
    const auto [branch, added] = known.try_emplace(cluster->scores.authority());
    if (added) branch->second = branch_of(cluster->scores.authority());
    by_branch[branch->second].push_back(cluster);
  }
  by_branch.erase("");
  std::vector<v1::Branch> branches;
  struct Place {
    size_t branch;
    int totals;
  };
  std::map<ScaleKey, std::vector<Contender>> means;
  std::map<ScaleKey, std::vector<Place>> places;
  for (const auto& [code, of_branch] : by_branch) {
    v1::Branch& branch = branches.emplace_back();
    branch.set_unit(code);
    branch.set_name(name_of(code));
    branch.set_clusters(static_cast<int>(of_branch.size()));
    *branch.mutable_coverage() = CoverageOf(of_branch);
    for (const auto& [scale, of_scale] : ByScale(of_branch)) {
      std::vector<Rational> totals;
      for (const RankableCluster* cluster : of_scale) {
        for (const Contender& contender : cluster->contenders) totals.push_back(contender.total);
      }
      if (totals.empty()) continue;
      const Rational mean = Mean(totals).Rounded(kPlaces);
      places[scale].push_back({branches.size() - 1, branch.totals_size()});
      means[scale].push_back({.unit = code, .total = mean});
      v1::BranchTotals* out = branch.add_totals();
      SetScale(scale, out->mutable_scale());
      out->set_units(static_cast<int>(totals.size()));
      out->set_best(Best(totals)->ToString(kPlaces));
      out->set_median(Median(totals)->Rounded(kPlaces).ToString(kPlaces));
      out->set_mean(mean.ToString(kPlaces));
    }
  }
  for (const auto& [scale, contenders] : means) {
    for (const ranking::Place& place : CompetitionRank(contenders, {}).places) {
      const Place& at = places[scale][place.contender];
      SetRank(place.rank, contenders.size(), branches[at.branch].mutable_totals(at.totals)->mutable_rank());
    }
  }
  return branches;
}

absl::StatusOr<v1::RankByCodeResponse> RankByCode(RankableClusters clusters, const std::string& code) {
  v1::RankByCodeResponse response;
  for (const auto& [scale, of_scale] : ByScale(clusters)) {
    const std::vector<Column> columns = ColumnsOf(of_scale.front()->scores);
    const auto column =
        std::find_if(columns.begin(), columns.end(), [&](const Column& one) { return one.heading->code() == code; });
    if (column == columns.end()) continue;
    ColumnFigures figures;
    std::vector<const UnitScores*> units;
    std::vector<const std::string*> codes;
    std::vector<Contender> contenders;
    for (const RankableCluster* cluster : of_scale) {
      for (const UnitScores& unit : cluster->scores.units()) {
        const size_t before = figures.figures.size();
        if (absl::Status status = figures.Add(unit, column->Of(unit)); !status.ok()) return status;
        if (figures.figures.size() == before) continue;
        contenders.push_back({.unit = unit.unit(), .total = figures.figures.back()});
        units.push_back(&unit);
        codes.push_back(&cluster->scores.cluster());
      }
    }
    v1::RankByCodeResponse::OneScale* out = response.add_scales();
    SetScale(scale, out->mutable_scale());
    *out->mutable_heading() = *column->heading;
    for (const Place& place : CompetitionRank(contenders, {}).places) {
      v1::CodeRank* one = out->add_units();
      one->set_unit(units[place.contender]->unit());
      one->set_name(units[place.contender]->name());
      one->set_cluster(*codes[place.contender]);
      SetRank(place.rank, contenders.size(), one->mutable_rank());
      one->set_points(column->Of(*units[place.contender]));
    }
    *out->mutable_standing() = figures.Summary(code);
  }
  return response;
}

absl::StatusOr<v1::GetUnitStandingResponse> StandingAmongPeers(const RankableCluster& cluster,
                                                               const PreviousPlaces& previous, const std::string& unit,
                                                               int neighbours) {
  absl::StatusOr<v1::ClusterRanking> ranking = RankCluster(cluster, previous, v1::FULL);
  if (!ranking.ok()) return ranking.status();
  v1::GetUnitStandingResponse response;
  response.set_cluster(ranking->cluster());
  response.set_cluster_name(ranking->name());
  *response.mutable_version() = ranking->version();
  response.set_best_total(ranking->best_total());
  response.set_median_total(ranking->median_total());
  const auto& units = ranking->units();
  int self = 0;
  while (units[self].unit() != unit) ++self;
  *response.mutable_unit() = units[self];
  for (int i = std::max(0, self - neighbours); i <= std::min(units.size() - 1, self + neighbours); ++i) {
    v1::NearbyPlace* place = response.add_around();
    place->set_rank(units[i].rank().rank());
    place->set_total(units[i].total());
    place->set_self(i == self);
  }

  struct Distance {
    Rational above_median;
    std::string code;
  };
  std::vector<Distance> distances;
  for (const Column& column : ColumnsOf(cluster.scores)) {
    const absl::StatusOr<ColumnFigures> figures = FiguresOf(cluster.scores, column);
    if (!figures.ok()) return figures.status();
    std::vector<Contender> contenders;
    size_t own = figures->units.size();
    for (size_t i = 0; i < figures->units.size(); ++i) {
      if (figures->units[i].unit == unit) own = i;
      contenders.push_back({.unit = figures->units[i].unit, .total = figures->units[i].points});
    }
    if (own == figures->units.size()) continue;
    const v1::CriterionStanding summary = figures->Summary(column.heading->code());
    v1::CodeStanding* out = response.add_codes();
    *out->mutable_heading() = *column.heading;
    out->set_points(*figures->texts[own]);
    out->set_best(summary.highest());
    out->set_median(summary.median());
    out->set_worst(summary.lowest());
    for (const Place& place : CompetitionRank(contenders, {}).places) {
      if (place.contender == own) SetRank(place.rank, contenders.size(), out->mutable_rank());
    }
    if (column.heading->is_criterion()) {
      distances.push_back({figures->figures[own] - *Median(figures->figures), column.heading->code()});
    }
  }
  std::stable_sort(distances.begin(), distances.end(),
                   [](const Distance& a, const Distance& b) { return a.above_median > b.above_median; });
  for (size_t i = 0; i < std::min(kMostStrengths, distances.size()) && distances[i].above_median.sign() > 0; ++i) {
    response.add_strengths(distances[i].code);
  }
  std::stable_sort(distances.begin(), distances.end(),
                   [](const Distance& a, const Distance& b) { return a.above_median < b.above_median; });
  for (size_t i = 0; i < std::min(kMostStrengths, distances.size()) && distances[i].above_median.sign() < 0; ++i) {
    response.add_weaknesses(distances[i].code);
  }
  return response;
}

}  // namespace thidua::ranking
