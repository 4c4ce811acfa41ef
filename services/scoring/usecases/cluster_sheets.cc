#include "services/scoring/usecases/cluster_sheets.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/scoring/domain/ledger.h"
#include "services/scoring/domain/workflow.h"
#include "services/scoring/usecases/errors.h"
#include "services/scoring/usecases/sheet_place.h"

namespace thidua::scoring {
namespace {

std::vector<std::string> MemberCodes(const ClusterYear& cluster) {
  std::vector<std::string> codes;
  for (const Member& member : cluster.members) codes.push_back(member.unit);
  return codes;
}

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

absl::StatusOr<StoredScale> AsOf(ReadTransaction& transaction, StoredScale scale, int64_t version) {
  if (version == 0 || scale.version <= version) return scale;
  absl::StatusOr<std::optional<StoredScale>> earlier = transaction.GetScaleAt(scale.scale_id, version);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return **std::move(earlier);
  return scale;
}

absl::Status LoadMembers(ReadTransaction& transaction, const std::string& cluster, int year, ClusterSheets& out) {
  absl::StatusOr<std::vector<ClusterYear>> clusters = transaction.ListClusterYears({.cluster = cluster}, year);
  if (!clusters.ok()) return clusters.status();
  if (clusters->empty()) return UnknownCluster(cluster, year);
  out.cluster = std::move(clusters->front());
  absl::StatusOr<std::vector<Unit>> units = transaction.GetUnits(MemberCodes(out.cluster));
  if (!units.ok()) return units.status();
  out.units = *std::move(units);
  return absl::OkStatus();
}

// REQUIRES: members and scale are loaded.
absl::Status LoadSheets(ReadTransaction& transaction, int64_t version, ClusterSheets& out) {
  const int year = out.cluster.year;
  for (const auto& [records, of_year] : {std::pair(&out.records, year), std::pair(&out.last_year, year - 1)}) {
    absl::StatusOr<std::vector<SheetRecord>> loaded = LoadRecords(transaction, MemberCodes(out.cluster), of_year);
    if (!loaded.ok()) return loaded.status();
    *records = *std::move(loaded);
    if (version == 0) continue;
    for (SheetRecord& record : *records) {
      if (absl::Status status = RewindRecord(transaction, version, record); !status.ok()) return status;
    }
  }
  for (size_t i = 0; i < out.units.size(); ++i) {
    EntryKey bad;
    Sheet sheet = ToSheet(*out.scale, out.units[i].type, out.records[i], &bad);
    if (!bad.first.empty()) {
      return InputDoesNotFit(out.units[i].code, year, bad.first, bad.second, out.scale->definition().scale_id);
    }
    const std::map<std::string, Decimal> last_year = CurrentFigures(out.last_year[i]);
    InheritPrevious(
        *out.scale,
        [&](const std::string& criterion) -> std::optional<Decimal> {
          const auto found = last_year.find(criterion);
          return found == last_year.end() ? std::nullopt : std::optional(found->second);
        },
        sheet);
    out.sheets.push_back(std::move(sheet));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ClusterSheets> LoadClusterSheets(ReadTransaction& transaction, ScaleCatalog& catalog,
                                                const std::string& cluster, int year, int64_t version) {
  ClusterSheets out;
  if (absl::Status status = LoadMembers(transaction, cluster, year, out); !status.ok()) return status;
  absl::StatusOr<StoredScale> stored = FindCommonScale(transaction, out.cluster, out.units);
  if (stored.ok()) stored = AsOf(transaction, *std::move(stored), version);
  if (!stored.ok()) return stored.status();
  out.stored_scale = *std::move(stored);
  absl::StatusOr<std::shared_ptr<const Scale>> scale = catalog.Get(transaction, out.stored_scale);
  if (!scale.ok()) return scale.status();
  out.scale = *std::move(scale);
  if (absl::Status status = LoadSheets(transaction, version, out); !status.ok()) return status;
  return out;
}

absl::StatusOr<ClusterSheets> LoadClusterSheetsUnder(ReadTransaction& transaction, std::shared_ptr<const Scale> scale,
                                                     const std::string& cluster, int year) {
  ClusterSheets out;
  if (absl::Status status = LoadMembers(transaction, cluster, year, out); !status.ok()) return status;
  out.scale = std::move(scale);
  if (absl::Status status = LoadSheets(transaction, /*version=*/0, out); !status.ok()) return status;
  return out;
}

std::vector<UnitScore> ScoreWhereTheyStand(const ClusterSheets& sheets, std::vector<UnitScore>* computed) {
  std::vector<UnitScore> by_rules = ScoreCluster(*sheets.scale, sheets.sheets);
  std::vector<UnitScore> scores;
  scores.reserve(by_rules.size());
  for (size_t i = 0; i < by_rules.size(); ++i) {
    scores.push_back(ScoreAtStage(*sheets.scale, by_rules[i], sheets.records[i],
                                  StageOf(sheets.scale->stages(), sheets.records[i])));
  }
  if (computed != nullptr) *computed = std::move(by_rules);
  return scores;
}

}  // namespace thidua::scoring
