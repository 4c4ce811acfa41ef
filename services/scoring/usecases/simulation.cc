#include "services/scoring/usecases/simulation.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

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

Outcome Judge(const ClusterSheets& sheets) {
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

// The clusters of a year all of whose members the scale would score; in an earlier year than its own as if there were
// no other.
absl::StatusOr<std::vector<ClusterYear>> ClustersInScope(ReadTransaction& transaction,
                                                         const ScaleDefinition& definition, int year) {
  absl::StatusOr<ScaleResolver> resolver =
      year == definition.year ? ScaleResolver::For(transaction, year) : ScaleResolver::Empty(transaction);
  if (!resolver.ok()) return resolver.status();
  resolver->Add({.scale_id = definition.scale_id,
                 .year = year,
                 .level = static_cast<int>(definition.level),
                 .under = definition.under});
  absl::StatusOr<std::vector<ClusterYear>> clusters = transaction.ListClusterYears({}, year);
  if (!clusters.ok()) return clusters.status();
  std::vector<ClusterYear> in_scope;
  for (ClusterYear& cluster : *clusters) {
    std::vector<std::string> codes;
    for (const Member& member : cluster.members) codes.push_back(member.unit);
    absl::StatusOr<std::vector<Unit>> units = transaction.GetUnits(codes);
    if (!units.ok()) return units.status();
    bool all = !units->empty();
    for (const Unit& unit : *units) {
      absl::StatusOr<const StoredScale*> scale = resolver->Resolve(unit);
      if (!scale.ok()) return scale.status();
      all = all && *scale != nullptr && (*scale)->scale_id == definition.scale_id;
    }
    if (all) in_scope.push_back(std::move(cluster));
  }
  return in_scope;
}

absl::StatusOr<SimulatedYear> SimulateYear(ReadTransaction& transaction, ScaleCatalog& catalog,
                                           const std::shared_ptr<const Scale>& scale, const ScaleDefinition& definition,
                                           int year) {
  SimulatedYear out{.year = year};
  absl::StatusOr<std::vector<ClusterYear>> clusters = ClustersInScope(transaction, definition, year);
  if (!clusters.ok()) return clusters.status();
  for (const ClusterYear& cluster : *clusters) {
    absl::StatusOr<ClusterSheets> now = LoadClusterSheets(transaction, catalog, cluster.code, year);
    absl::StatusOr<ClusterSheets> then = LoadClusterSheetsUnder(transaction, scale, cluster.code, year);
    if (!then.ok()) {
      const Message why = Problem::FromStatus(then.status()).message;
      out.skipped.push_back({.vi = absl::StrCat("Cụm ", cluster.code, ": ", why.vi),
                             .en = absl::StrCat("Cluster ", cluster.code, ": ", why.en)});
      continue;
    }
    const bool reported = std::any_of(then->records.begin(), then->records.end(),
                                      [](const SheetRecord& record) { return !record.figures.empty(); });
    if (!reported) {
      out.skipped.push_back({.vi = absl::StrCat("Cụm ", cluster.code, " chưa có số liệu năm ", year, "."),
                             .en = absl::StrCat("Cluster ", cluster.code, " has no figures for ", year, ".")});
      continue;
    }
    const std::optional<Outcome> before = now.ok() ? std::optional(Judge(*now)) : std::nullopt;
    const Outcome after = Judge(*then);
    std::vector<SimulatedUnit> moved;
    for (size_t i = 0; i < after.units.size(); ++i) {
      ++out.compared;
      if (auto unit = Compare(cluster.code, before ? &*before : nullptr, after, i)) moved.push_back(*std::move(unit));
    }
    std::stable_sort(moved.begin(), moved.end(),
                     [](const SimulatedUnit& a, const SimulatedUnit& b) { return a.rank_after < b.rank_after; });
    out.moved.insert(out.moved.end(), moved.begin(), moved.end());
  }
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
