#include "services/ranking/rpc/rankable_cluster.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

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

}  // namespace thidua::ranking
