#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/domain/workflow.h"
#include "services/scoring/usecases/import_run.h"
#include "services/scoring/usecases/imports.h"
#include "services/scoring/usecases/sheet_place.h"

namespace thidua::scoring {
namespace {

// Units that are read and checked at a time.
constexpr size_t kUnitsAtATime = 500;

void Refuse(imports::FaultList& faults, std::string field, std::string_view reason, Message message) {
  faults.Add({.field = std::move(field), .reason = std::string(reason), .message = std::move(message)});
}

absl::Status CheckAgainstStore(ReadTransaction& transaction, const StoredScale& scale, const StoredScale* older,
                               const ScaleResolver& resolver, imports::FaultList& faults) {
  for (size_t i = 0; i < scale.under.size(); ++i) {
    absl::StatusOr<std::optional<Unit>> unit = transaction.GetUnit(scale.under[i]);
    if (!unit.ok()) return unit.status();
    if (!unit->has_value()) {
      Refuse(faults, absl::StrCat("under[", i, "]"), "UNKNOWN_UNIT", UnknownUnitInFile(scale.under[i]));
    }
  }
  if (older != nullptr && (older->year != scale.year || older->level != scale.level)) {
    Refuse(faults, "scaleId", "SCALE_ID_TAKEN",
           {.vi = absl::StrCat("Mã ", scale.scale_id, " đã là thang điểm năm ", older->year,
                               " hoặc của cấp khác. Hãy đặt mã khác."),
            .en = absl::StrCat("Id ", scale.scale_id, " is already that of a scale for ", older->year,
                               " or another level. Choose another id.")});
  }
  if (const StoredScale* rival = resolver.FindRival(scale); rival != nullptr) {
    Refuse(faults, "under", "SCOPE_TAKEN",
           {.vi = absl::StrCat("Thang điểm ", rival->scale_id, " đã chấm cùng phạm vi này năm ", scale.year,
                               ". Hãy đổi \"under\", hoặc sửa chính thang điểm đó."),
            .en = absl::StrCat("Scale ", rival->scale_id, " already scores this very scope in ", scale.year,
                               ". Change \"under\", or correct that scale.")});
  }
  return absl::OkStatus();
}

// Figures reported before must still mean something under the scale that they will be scored by.
void CheckRecord(const Scale& scale, const Unit& unit, const SheetRecord& record, imports::FaultList& faults) {
  Sheet sheet{.unit = unit.code, .unit_type = unit.type, .cells = std::vector<Cell>(scale.slots().size())};
  const auto refuse = [&](const std::string& criterion, const std::string& input, const Message& why) {
    Refuse(faults, absl::StrCat("inputs/", unit.code, "/", criterion, "/", input), "INPUT_DOES_NOT_FIT",
           {.vi = absl::StrCat("Số liệu ", input, " của tiêu chí ", criterion, " mà ", unit.name,
                               " đã báo cáo không hợp với thang điểm này: ", why.vi),
            .en = absl::StrCat("Input ", input, " of criterion ", criterion, ", reported by ", unit.name,
                               ", does not fit this scale: ", why.en)});
  };
  for (const auto& [key, figure] : record.figures) {
    const auto criterion = scale.FindCriterion(key.first);
    const auto slot = criterion ? scale.FindSlot(*criterion, key.second) : std::nullopt;
    if (!slot) {
      refuse(key.first, key.second, {.vi = "thang điểm không có số liệu này.", .en = "the scale has no such input."});
    } else if (const auto refusal = ReadInput(scale, *slot, figure.value, sheet.cells[*slot])) {
      refuse(key.first, key.second, refusal->message);
    }
  }
  for (size_t c = 0; c < scale.criteria().size(); ++c) {
    if (const auto refusal = CheckTogether(scale, static_cast<int>(c), sheet)) {
      refuse(scale.criteria()[c].code, scale.slots()[refusal->slot].name, refusal->refusal.message);
    }
  }
}

// A result that was closed is not moved from behind: it is reopened first.
void CheckOpen(const StageChain& stages, const Unit& unit, const SheetRecord& record, imports::FaultList& faults) {
  if (StageOf(stages, record) + 1 < static_cast<int>(stages.size())) return;
  Refuse(faults, absl::StrCat("inputs/", unit.code), "SHEET_CLOSED",
         {.vi = absl::StrCat("Bảng điểm của ", unit.name, " (", unit.code,
                             ") đã khóa nên không sửa thang điểm được. Cấp trên hãy mở lại trước: thidua sheet reopen "
                             "--unit ",
                             unit.code, " --year ", record.year, " --reason \"…\""),
          .en = absl::StrCat("The sheet of ", unit.name, " (", unit.code,
                             ") is closed, so the scale cannot be corrected. The authority reopens it first: thidua "
                             "sheet reopen --unit ",
                             unit.code, " --year ", record.year, " --reason \"…\"")});
}

// The units that the new scale will score.
absl::StatusOr<std::vector<Unit>> UnitsInScope(ReadTransaction& transaction, const StoredScale& scale,
                                               ScaleResolver& resolver) {
  std::map<std::string, Unit> candidates;
  const std::vector<std::string> roots = scale.under.empty() ? std::vector<std::string>{""} : scale.under;
  for (const std::string& root : roots) {
    auto units = transaction.ListUnits(root, scale.level, "", std::numeric_limits<int>::max());
    if (!units.ok()) return units.status();
    for (Unit& unit : *units) candidates[unit.code] = std::move(unit);
  }
  std::vector<Unit> scored;
  for (auto& [code, unit] : candidates) {
    absl::StatusOr<const StoredScale*> resolved = resolver.Resolve(unit);
    if (!resolved.ok()) return resolved.status();
    if (*resolved != nullptr && (*resolved)->scale_id == scale.scale_id) scored.push_back(std::move(unit));
  }
  return scored;
}

// `older`: the revision in force; null: the scale is new.
absl::Status CheckReported(ReadTransaction& transaction, const Scale& scale, const Scale* older,
                           const std::vector<Unit>& units, imports::FaultList& faults) {
  for (size_t start = 0; start < units.size(); start += kUnitsAtATime) {
    std::vector<std::string> codes;
    const size_t end = std::min(units.size(), start + kUnitsAtATime);
    for (size_t u = start; u < end; ++u) codes.push_back(units[u].code);
    absl::StatusOr<std::vector<SheetRecord>> records = LoadRecords(transaction, codes, scale.definition().year);
    if (!records.ok()) return records.status();
    for (size_t u = start; u < end; ++u) {
      const SheetRecord& record = (*records)[u - start];
      CheckRecord(scale, units[u], record, faults);
      if (older != nullptr) CheckOpen(older->stages(), units[u], record, faults);
    }
  }
  return absl::OkStatus();
}

// Units that the older revision scored may be out of the new one's reach: their clusters move as well.
absl::Status MoveScored(WriteTransaction& transaction, const std::vector<Unit>& now, const std::vector<Unit>& before,
                        int year, int64_t version) {
  std::vector<std::string> codes;
  for (const std::vector<Unit>* units : {&now, &before}) {
    for (const Unit& unit : *units) codes.push_back(unit.code);
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return MoveClustersOf(transaction, codes, year, version).status();
}

}  // namespace

absl::StatusOr<ScaleImport> ImportScale(ScoringStore& store, ScaleCatalog& catalog, const ScaleDefinition& definition,
                                        const std::string& encoded, const imports::File& file, const Act& act) {
  imports::FaultList found(file.max_faults);
  CheckScale(definition, found);
  int revision = 0;
  absl::StatusOr<imports::Report> report = RunImport(
      store, file, "import.scale", act, found,
      [&](WriteTransaction& transaction, int64_t version, imports::FaultList& faults,
          imports::Report& counts) -> absl::Status {
        counts.rows = 1;
        if (!faults.empty()) return absl::OkStatus();
        absl::StatusOr<std::optional<StoredScale>> older = transaction.GetScale(definition.scale_id, /*revision=*/0);
        if (!older.ok()) return older.status();
        if (older->has_value() && (*older)->definition == encoded) {
          revision = (*older)->revision;
          ++counts.unchanged;
          return absl::OkStatus();
        }
        const StoredScale stored{.scale_id = definition.scale_id,
                                 .revision = older->has_value() ? (*older)->revision + 1 : 1,
                                 .year = definition.year,
                                 .level = static_cast<int>(definition.level),
                                 .under = definition.under,
                                 .definition = encoded,
                                 .version = version};
        absl::StatusOr<ScaleResolver> resolver = ScaleResolver::For(transaction, definition.year);
        if (!resolver.ok()) return resolver.status();
        if (absl::Status status =
                CheckAgainstStore(transaction, stored, older->has_value() ? &**older : nullptr, *resolver, faults);
            !status.ok() || !faults.empty()) {
          return status;
        }
        std::shared_ptr<const Scale> in_force;
        std::vector<Unit> before;
        if (older->has_value()) {
          absl::StatusOr<std::shared_ptr<const Scale>> scale = catalog.Get(transaction, **older);
          if (!scale.ok()) return scale.status();
          in_force = *std::move(scale);
          absl::StatusOr<std::vector<Unit>> units = UnitsInScope(transaction, **older, *resolver);
          if (!units.ok()) return units.status();
          before = *std::move(units);
        }
        resolver->Add(stored);
        absl::StatusOr<std::vector<Unit>> units = UnitsInScope(transaction, stored, *resolver);
        if (!units.ok()) return units.status();
        if (absl::Status status = CheckReported(transaction, Scale(definition), in_force.get(), *units, faults);
            !status.ok() || !faults.empty()) {
          return status;
        }
        ++(older->has_value() ? counts.changed : counts.added);
        revision = stored.revision;
        if (absl::Status status = transaction.AddScale(stored); !status.ok()) return status;
        return MoveScored(transaction, *units, before, definition.year, version);
      });
  if (!report.ok()) return report.status();
  ScaleImport out{.report = *std::move(report)};
  if (out.report.stored) out.revision = revision;
  return out;
}

}  // namespace thidua::scoring
