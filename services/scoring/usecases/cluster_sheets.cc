#include "services/scoring/usecases/cluster_sheets.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/scoring/usecases/errors.h"

namespace thidua::scoring {
namespace {

// The one scale that all units are under.
absl::StatusOr<StoredScale> FindCommonScale(ReadTransaction& transaction, const ClusterYear& cluster,
                                            const std::vector<Unit>& units) {
  absl::StatusOr<ScaleResolver> resolver = ScaleResolver::For(transaction, cluster.year);
  if (!resolver.ok()) return resolver.status();
  const StoredScale* common = nullptr;
  std::set<std::string> names;
  bool some_without = false;
  for (const Unit& unit : units) {
    absl::StatusOr<const StoredScale*> scale = resolver->Resolve(unit);
    if (!scale.ok()) return scale.status();
    if (*scale == nullptr) {
      some_without = true;
      names.insert("∅");
    } else {
      common = *scale;
      names.insert((*scale)->scale_id);
    }
  }
  if (common == nullptr) return NoScaleForCluster(cluster.code, cluster.year);
  if (some_without || names.size() > 1) return MixedScales(cluster.code, cluster.year, absl::StrJoin(names, ", "));
  return *common;
}

// The figures of last year's `current` inputs, by unit and criterion.
absl::StatusOr<std::map<std::pair<std::string, std::string>, Decimal>> LastYearsFigures(
    ReadTransaction& transaction, const std::vector<std::string>& units, int year) {
  absl::StatusOr<std::vector<Input>> inputs = transaction.ListInputs(units, year - 1);
  if (!inputs.ok()) return inputs.status();
  std::map<std::pair<std::string, std::string>, Decimal> figures;
  for (const Input& input : *inputs) {
    Decimal value;
    if (input.name == "current" && Decimal::Parse(input.value, value) == Decimal::Fault::kNone) {
      figures[{input.unit, input.criterion}] = value;
    }
  }
  return figures;
}

}  // namespace

absl::StatusOr<ClusterSheets> LoadClusterSheets(ReadTransaction& transaction, ScaleCatalog& catalog,
                                                const std::string& cluster, int year) {
  ClusterSheets out;
  absl::StatusOr<std::vector<ClusterYear>> clusters = transaction.ListClusterYears({.cluster = cluster}, year);
  if (!clusters.ok()) return clusters.status();
  if (clusters->empty()) return UnknownCluster(cluster, year);
  out.cluster = std::move(clusters->front());

  std::vector<std::string> codes;
  for (const Member& member : out.cluster.members) codes.push_back(member.unit);
  absl::StatusOr<std::vector<Unit>> units = transaction.GetUnits(codes);
  if (!units.ok()) return units.status();
  out.units = *std::move(units);

  absl::StatusOr<StoredScale> stored = FindCommonScale(transaction, out.cluster, out.units);
  if (!stored.ok()) return stored.status();
  out.stored_scale = *std::move(stored);
  absl::StatusOr<std::shared_ptr<const Scale>> scale = catalog.Get(out.stored_scale);
  if (!scale.ok()) return scale.status();
  out.scale = *std::move(scale);

  absl::StatusOr<std::vector<Input>> inputs = transaction.ListInputs(codes, year);
  if (!inputs.ok()) return inputs.status();
  out.inputs = *std::move(inputs);
  auto last_year = LastYearsFigures(transaction, codes, year);
  if (!last_year.ok()) return last_year.status();

  std::map<std::string, Sheet*> by_unit;
  out.sheets.reserve(out.units.size());
  for (const Unit& unit : out.units) {
    Sheet& sheet = out.sheets.emplace_back(
        Sheet{.unit = unit.code, .unit_type = unit.type, .cells = std::vector<Cell>(out.scale->slots().size())});
    by_unit[unit.code] = &sheet;
  }
  for (const Input& input : out.inputs) {
    const auto criterion = out.scale->FindCriterion(input.criterion);
    const auto slot = criterion ? out.scale->FindSlot(*criterion, input.name) : std::nullopt;
    if (!slot || ReadInput(*out.scale, *slot, input.value, by_unit[input.unit]->cells[*slot])) {
      return InputDoesNotFit(input.unit, year, input.criterion, input.name, out.stored_scale.scale_id);
    }
  }
  for (Sheet& sheet : out.sheets) {
    InheritPrevious(
        *out.scale,
        [&](const std::string& criterion) -> std::optional<Decimal> {
          const auto found = last_year->find({sheet.unit, criterion});
          return found == last_year->end() ? std::nullopt : std::optional(found->second);
        },
        sheet);
  }
  return out;
}

}  // namespace thidua::scoring
