#include "services/scoring/usecases/simulation.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/ranking/domain/ranking.h"
#include "services/scoring/usecases/cluster_sheets.h"

namespace thidua::scoring {
namespace {

constexpr int kPointPlaces = 2;

// A cluster under one scale.
struct Outcome {
  std::shared_ptr<const Scale> scale;
  std::vector<Unit> units;
  std::vector<UnitScore> scores;
  std::vector<int> ranks;  // By units.

  std::string Points(size_t unit, int criterion) const {
    const CriterionScore& score = scores[unit].criteria[criterion];
    return score.applies ? score.points.ToString(kPointPlaces) : "";
  }
  std::string Total(size_t unit) const { return scores[unit].total.ToString(scale->definition().total.places); }
};

std::vector<int> RanksOf(const Scale& scale, const std::vector<Unit>& units, const std::vector<UnitScore>& scores) {
  std::vector<std::string> codes;
  std::vector<ranking::Contender> contenders;
  for (const TieBreak& tie_break : scale.definition().tie_breaks) codes.push_back(tie_break.code);
  for (size_t i = 0; i < units.size(); ++i) {
    ranking::Contender& one =
        contenders.emplace_back(ranking::Contender{.unit = units[i].code, .total = scores[i].total});
    for (const TieBreak& tie_break : scale.definition().tie_breaks) {
      if (tie_break.is_group) {
        const auto group = std::find_if(scale.groups().begin(), scale.groups().end(),
                                        [&](const Scale::GroupRange& range) { return range.code == tie_break.code; });
        one.tie_breaks.push_back(scores[i].subtotals[group - scale.groups().begin()]);
      } else {
        one.tie_breaks.push_back(scores[i].criteria[*scale.FindCriterion(tie_break.code)].points);
      }
    }
  }
  std::vector<int> ranks(units.size());
  for (const ranking::Place& place : ranking::CompetitionRank(contenders, codes).places) {
    ranks[place.contender] = place.rank;
  }
  return ranks;
}

Outcome Judge(const ScorableCluster& sheets) {
  Outcome out{.scale = sheets.scale, .units = sheets.units, .scores = ScoreWhereTheyStand(sheets)};
  out.ranks = RanksOf(*out.scale, out.units, out.scores);
  return out;
}

// What differs for a unit; nothing when nothing does. `before` is null where no scale is in force.
std::optional<SimulatedUnit> Compare(const std::string& cluster, const Outcome* before, const Outcome& after,
                                     size_t i) {
  SimulatedUnit unit{
      .cluster = cluster, .unit = after.units[i], .total_after = after.Total(i), .rank_after = after.ranks[i]};
  if (before != nullptr) {
    unit.total_before = before->Total(i);
    unit.rank_before = before->ranks[i];
  }
  for (size_t c = 0; c < after.scale->criteria().size(); ++c) {
    SimulatedUnit::Criterion criterion{.code = after.scale->criteria()[c].code,
                                       .after = after.Points(i, static_cast<int>(c))};
    const auto same = before == nullptr ? std::nullopt : before->scale->FindCriterion(criterion.code);
    if (same) criterion.before = before->Points(i, *same);
    if (criterion.before != criterion.after) unit.criteria.push_back(std::move(criterion));
  }
  for (size_t c = 0; before != nullptr && c < before->scale->criteria().size(); ++c) {
    const std::string& code = before->scale->criteria()[c].code;
    if (after.scale->FindCriterion(code)) continue;
    if (std::string points = before->Points(i, static_cast<int>(c)); !points.empty()) {
      unit.criteria.push_back({.code = code, .before = std::move(points)});
    }
  }
  const bool moves =
      !unit.criteria.empty() || unit.total_before != unit.total_after || unit.rank_before != unit.rank_after;
  return moves ? std::optional(std::move(unit)) : std::nullopt;
}

// The scale as if it were imported; in an earlier year than its own as if there were no other.
absl::StatusOr<ScaleResolver> ResolverWith(ReadTransaction& transaction, const ScaleDefinition& definition, int year) {
  absl::StatusOr<ScaleResolver> resolver =
      year == definition.year ? ScaleResolver::For(transaction, year) : ScaleResolver::Empty(transaction);
  if (!resolver.ok()) return resolver.status();
  resolver->Add({.scale_id = definition.scale_id,
                 .year = year,
                 .level = static_cast<int>(definition.level),
                 .under = definition.under});
  return resolver;
}

// Would the scale score all of these units?
absl::StatusOr<bool> IsInScope(ScaleResolver& resolver, const std::string& scale_id, const std::vector<Unit>& units) {
  for (const Unit& unit : units) {
    absl::StatusOr<const StoredScale*> scale = resolver.Resolve(unit);
    if (!scale.ok()) return scale.status();
    if (*scale == nullptr || (*scale)->scale_id != scale_id) return false;
  }
  return !units.empty();
}

using Outcomes = absl::flat_hash_map<std::string, Outcome>;

// By cluster, of those in the scope of `resolver` that some scale scores now.
absl::StatusOr<Outcomes> OutcomesInForce(ReadTransaction& transaction, ScaleCatalog& catalog, ScaleResolver& with,
                                         const std::string& scale_id, int year) {
  absl::StatusOr<ScaleResolver> without = ScaleResolver::For(transaction, year);
  if (!without.ok()) return without.status();
  const auto choose = [&](ScorableCluster& cluster) {
    absl::StatusOr<bool> in_scope = IsInScope(with, scale_id, cluster.units);
    if (!in_scope.ok() || !*in_scope) return in_scope.status();
    return TakeScaleInForce(transaction, catalog, *without, cluster);
  };
  Outcomes outcomes;
  const absl::Status status = ForEachScorableClusterUnder(transaction, choose, {}, year,
                                                          [&](const ScorableCluster& now, const absl::Status& loaded) {
                                                            if (loaded.ok())
                                                              outcomes.emplace(now.cluster.code, Judge(now));
                                                            return absl::OkStatus();
                                                          });
  if (!status.ok()) return status;
  return outcomes;
}

void Compare(const std::string& cluster, const Outcome* before, const Outcome& after, SimulatedYear& out) {
  std::vector<SimulatedUnit> moved;
  for (size_t i = 0; i < after.units.size(); ++i) {
    ++out.compared;
    if (auto unit = Compare(cluster, before, after, i)) moved.push_back(*std::move(unit));
  }
  std::stable_sort(moved.begin(), moved.end(),
                   [](const SimulatedUnit& a, const SimulatedUnit& b) { return a.rank_after < b.rank_after; });
  std::move(moved.begin(), moved.end(), std::back_inserter(out.moved));
}

absl::StatusOr<SimulatedYear> SimulateYear(ReadTransaction& transaction, ScaleCatalog& catalog,
                                           const std::shared_ptr<const Scale>& scale, const ScaleDefinition& definition,
                                           int year) {
  SimulatedYear out{.year = year};
  absl::StatusOr<ScaleResolver> resolver = ResolverWith(transaction, definition, year);
  if (!resolver.ok()) return resolver.status();
  absl::StatusOr<Outcomes> before = OutcomesInForce(transaction, catalog, *resolver, definition.scale_id, year);
  if (!before.ok()) return before.status();
  const auto choose = [&](ScorableCluster& cluster) {
    absl::StatusOr<bool> in_scope = IsInScope(*resolver, definition.scale_id, cluster.units);
    if (in_scope.ok() && *in_scope) cluster.scale = scale;
    return in_scope.status();
  };
  const absl::Status status = ForEachScorableClusterUnder(
      transaction, choose, {}, year, [&](const ScorableCluster& then, const absl::Status& loaded) {
        const std::string& code = then.cluster.code;
        if (!loaded.ok()) {
          const Message why = Problem::FromStatus(loaded).message;
          out.skipped.push_back(
              {.vi = absl::StrCat("Cụm ", code, ": ", why.vi), .en = absl::StrCat("Cluster ", code, ": ", why.en)});
        } else if (std::none_of(then.sheets.begin(), then.sheets.end(), HasFigures)) {
          out.skipped.push_back({.vi = absl::StrCat("Cụm ", code, " chưa có số liệu năm ", year, "."),
                                 .en = absl::StrCat("Cluster ", code, " has no figures for ", year, ".")});
        } else {
          const auto now = before->find(code);
          Compare(code, now == before->end() ? nullptr : &now->second, Judge(then), out);
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return out;
}

}  // namespace

absl::StatusOr<std::vector<SimulatedYear>> SimulateScale(ScoringStore& store, ScaleCatalog& catalog,
                                                         const ScaleDefinition& definition) {
  const auto scale = std::make_shared<const Scale>(definition);
  std::vector<SimulatedYear> years;
  const absl::Status status = store.Read([&](ReadTransaction& transaction) -> absl::Status {
    years.clear();
    for (const int year : {definition.year, definition.year - 1}) {
      absl::StatusOr<SimulatedYear> simulated = SimulateYear(transaction, catalog, scale, definition, year);
      if (!simulated.ok()) return simulated.status();
      years.push_back(*std::move(simulated));
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return years;
}

}  // namespace thidua::scoring
