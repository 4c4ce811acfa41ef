#include "services/scoring/usecases/sheet_place.h"

#include <algorithm>
#include <utility>

#include "services/scoring/usecases/errors.h"
#include "services/scoring/usecases/record_codec.h"

namespace thidua::scoring {
namespace {

constexpr int kLogPage = 100;

}  // namespace

absl::StatusOr<std::vector<SheetRecord>> LoadRecords(ReadTransaction& transaction,
                                                     const std::vector<std::string>& units, int year) {
  absl::StatusOr<std::vector<StoredSheet>> stored = transaction.GetSheets(units, year);
  if (!stored.ok()) return stored.status();
  std::vector<SheetRecord> records;
  records.reserve(units.size());
  for (const std::string& unit : units) {
    const auto found =
        std::lower_bound(stored->begin(), stored->end(), unit,
                         [](const StoredSheet& sheet, const std::string& code) { return sheet.unit < code; });
    if (found == stored->end() || found->unit != unit) {
      records.push_back({.unit = unit, .year = year});
      continue;
    }
    absl::StatusOr<SheetRecord> record = DecodeRecord(*found);
    if (!record.ok()) return record.status();
    records.push_back(*std::move(record));
  }
  return records;
}

absl::StatusOr<SheetRecord> LoadRecord(ReadTransaction& transaction, const std::string& unit, int year) {
  absl::StatusOr<std::vector<SheetRecord>> records = LoadRecords(transaction, {unit}, year);
  if (!records.ok()) return records.status();
  return std::move(records->front());
}

absl::Status RewindRecord(ReadTransaction& transaction, int64_t version, SheetRecord& record) {
  int64_t before = 0;
  while (record.version > version) {
    absl::StatusOr<std::vector<LogEntry>> entries =
        transaction.ListSheetLog(record.unit, record.year, before, kLogPage);
    if (!entries.ok()) return entries.status();
    for (const LogEntry& entry : *entries) {
      record.version = entry.version;
      if (entry.version <= version) return absl::OkStatus();
      absl::StatusOr<LogContent> content = DecodeLog(entry);
      if (!content.ok()) return content.status();
      for (Change& change : content->changes) std::swap(change.from, change.to);
      Apply(content->changes, record);
      before = entry.number;
    }
    if (entries->size() < kLogPage) record.version = 0;
  }
  return absl::OkStatus();
}

SheetContext SheetPlace::Context() const {
  SheetContext context{
      .scale = scale.get(), .unit_name = unit.name, .unit_type = unit.type, .authority = cluster.authority};
  for (const Member& member : cluster.members) {
    if (member.leader) context.leader = member.unit;
  }
  context.last_year = [this](const std::string& criterion) -> std::optional<Decimal> {
    const auto found = last_year.find(criterion);
    return found == last_year.end() ? std::nullopt : std::optional(found->second);
  };
  return context;
}

absl::StatusOr<SheetPlace> LoadPlace(ReadTransaction& transaction, ScaleCatalog& catalog, const std::string& unit,
                                     int year) {
  SheetPlace place{.year = year};
  absl::StatusOr<std::optional<Unit>> known = transaction.GetUnit(unit);
  if (!known.ok()) return known.status();
  if (!known->has_value()) return UnknownUnit(unit);
  place.unit = **std::move(known);

  absl::StatusOr<std::optional<std::string>> cluster = transaction.FindClusterOf(unit, year);
  if (!cluster.ok()) return cluster.status();
  if (!cluster->has_value()) return NoCluster(unit, year);
  absl::StatusOr<std::vector<ClusterYear>> clusters = transaction.ListClusterYears({.cluster = **cluster}, year);
  if (!clusters.ok()) return clusters.status();
  place.cluster = std::move(clusters->front());

  absl::StatusOr<ScaleResolver> resolver = ScaleResolver::For(transaction, year);
  if (!resolver.ok()) return resolver.status();
  absl::StatusOr<const StoredScale*> stored = resolver->Resolve(place.unit);
  if (!stored.ok()) return stored.status();
  if (*stored == nullptr) return NoScaleForCluster(**cluster, year);
  place.stored_scale = **stored;
  absl::StatusOr<std::shared_ptr<const Scale>> scale = catalog.Get(transaction, place.stored_scale);
  if (!scale.ok()) return scale.status();
  place.scale = *std::move(scale);

  if (place.scale->compares_years()) {
    absl::StatusOr<SheetRecord> last_year = LoadRecord(transaction, unit, year - 1);
    if (!last_year.ok()) return last_year.status();
    place.last_year = CurrentFigures(*last_year);
  }
  return place;
}

}  // namespace thidua::scoring
