#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/csv/table.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/usecases/import_run.h"
#include "services/scoring/usecases/imports.h"

namespace thidua::scoring {
namespace {

enum Column { kUnit, kYear, kCriterion, kInput, kValue, kSource };

// What the file and the store together say of one unit in one year.
struct UnitYear {
  Unit unit;
  std::shared_ptr<const Scale> scale;                           // Null: none is in force.
  Sheet sheet;                                                  // The store's figures, with the file's over them.
  std::map<std::pair<std::string, std::string>, Input> stored;  // By criterion and name.
  std::set<int> touched;                                        // Criteria that the file names.
  std::map<int, const csv::Table::Row*> rows;                   // By slot.
};

class InputsFile {
 public:
  InputsFile(ReadTransaction& transaction, ScaleCatalog& catalog, const csv::Table& table, imports::FaultList& faults)
      : transaction_(transaction), catalog_(catalog), table_(table), faults_(faults) {}

  absl::Status Read() {
    if (absl::Status status = Prepare(); !status.ok()) return status;
    for (const csv::Table::Row& row : table_.rows()) ReadRow(row);
    for (auto& [key, unit_year] : unit_years_) CheckTouched(unit_year);
    return absl::OkStatus();
  }

  // What differs from the store.
  std::vector<Input> Changes(imports::Report& report) const {
    std::vector<Input> changes;
    for (const Input& input : inputs_) {
      const UnitYear& unit_year = unit_years_.at({input.year, input.unit});
      const auto known = unit_year.stored.find({input.criterion, input.name});
      if (known != unit_year.stored.end() && known->second == input) {
        ++report.unchanged;
        continue;
      }
      ++(known == unit_year.stored.end() ? report.added : report.changed);
      changes.push_back(input);
    }
    return changes;
  }

 private:
  using Key = std::pair<int, std::string>;  // Year and unit.

  // Loads what the rows will be compared with, year by year.
  absl::Status Prepare() {
    std::map<int, std::set<std::string>> wanted;
    for (const csv::Table::Row& row : table_.rows()) {
      imports::FaultList ignored;  // ReadRow reports.
      csv::RowReader reader(table_, row, ignored);
      const int year = reader.Year(kYear);
      const std::string unit = reader.Code(kUnit, 20);
      if (reader.ok()) wanted[year].insert(unit);
    }
    for (const auto& [year, codes] : wanted) {
      const std::vector<std::string> list(codes.begin(), codes.end());
      absl::StatusOr<std::vector<Unit>> units = transaction_.GetUnits(list);
      if (!units.ok()) return units.status();
      absl::StatusOr<ScaleResolver> resolver = ScaleResolver::For(transaction_, year);
      if (!resolver.ok()) return resolver.status();
      for (const Unit& unit : *units) {
        UnitYear& unit_year = unit_years_[{year, unit.code}];
        unit_year.unit = unit;
        absl::StatusOr<const StoredScale*> stored = resolver->Resolve(unit);
        if (!stored.ok()) return stored.status();
        if (*stored == nullptr) continue;
        absl::StatusOr<std::shared_ptr<const Scale>> scale = catalog_.Get(**stored);
        if (!scale.ok()) return scale.status();
        unit_year.scale = *std::move(scale);
        unit_year.sheet.cells.resize(unit_year.scale->slots().size());
      }
      absl::StatusOr<std::vector<Input>> inputs = transaction_.ListInputs(list, year);
      if (!inputs.ok()) return inputs.status();
      for (Input& input : *inputs) {
        UnitYear& unit_year = unit_years_.at({year, input.unit});
        if (unit_year.scale == nullptr) continue;
        const auto criterion = unit_year.scale->FindCriterion(input.criterion);
        const auto slot = criterion ? unit_year.scale->FindSlot(*criterion, input.name) : std::nullopt;
        if (slot) ReadInput(*unit_year.scale, *slot, input.value, unit_year.sheet.cells[*slot]);
        unit_year.stored[{input.criterion, input.name}] = std::move(input);
      }
    }
    return absl::OkStatus();
  }

  void ReadRow(const csv::Table::Row& row) {
    csv::RowReader reader(table_, row, faults_);
    Input input{.unit = reader.Code(kUnit, 20),
                .year = reader.Year(kYear),
                .criterion = reader.Code(kCriterion),
                .name = reader.Code(kInput),
                .value = reader.Code(kValue),
                .source = reader.OptionalText(kSource, 300)};
    if (!reader.ok()) return;
    const auto found = unit_years_.find({input.year, input.unit});
    if (found == unit_years_.end()) return reader.Fail(kUnit, "UNKNOWN_UNIT", UnknownUnitInFile(input.unit));
    UnitYear& unit_year = found->second;
    if (unit_year.scale == nullptr) {
      return reader.Fail(kYear, "NO_SCALE",
                         {.vi = absl::StrCat("Chưa có thang điểm năm ", input.year, " cho đơn vị ", input.unit,
                                             ". Hãy kiểm tra năm, hoặc nhập thang điểm trước."),
                          .en = absl::StrCat("There is no scale for unit ", input.unit, " in ", input.year,
                                             ". Check the year, or import the scale first.")});
    }
    const Scale& scale = *unit_year.scale;
    const std::optional<int> criterion = scale.FindCriterion(input.criterion);
    if (!criterion) {
      return reader.Fail(
          kCriterion, "UNKNOWN_CRITERION",
          {.vi = absl::StrCat("Thang điểm ", scale.definition().scale_id, " không có tiêu chí \"", input.criterion,
                              "\"."),
           .en = absl::StrCat("Scale ", scale.definition().scale_id, " has no criterion \"", input.criterion, "\".")});
    }
    if (!scale.criteria()[*criterion].AppliesTo(unit_year.unit.type)) {
      return reader.Fail(kCriterion, "DOES_NOT_APPLY",
                         {.vi = absl::StrCat("Tiêu chí ", input.criterion, " không áp dụng cho ", unit_year.unit.name,
                                             " (", unit_year.unit.type, "). Hãy bỏ dòng này."),
                          .en = absl::StrCat("Criterion ", input.criterion, " is not for ", unit_year.unit.name, " (",
                                             unit_year.unit.type, "). Remove this line.")});
    }
    const std::optional<int> slot = scale.FindSlot(*criterion, input.name);
    if (!slot) return reader.Fail(kInput, "UNKNOWN_INPUT", UnknownInput(scale, *criterion, input.name));
    const auto [first, added] = unit_year.rows.try_emplace(*slot, &row);
    if (!added) return reader.Fail(kInput, "DUPLICATE_ROW", DuplicateRow(first->second->line));
    if (const auto refusal = ReadInput(scale, *slot, input.value, unit_year.sheet.cells[*slot])) {
      return reader.Fail(kValue, refusal->reason, refusal->message);
    }
    unit_year.touched.insert(*criterion);
    inputs_.push_back(std::move(input));
  }

  void CheckTouched(UnitYear& unit_year) {
    for (int criterion : unit_year.touched) {
      const auto refusal = CheckTogether(*unit_year.scale, criterion, unit_year.sheet);
      if (!refusal) continue;
      // The figure may stand in the store and its counterpart in the file: name the row that there is.
      auto row = unit_year.rows.find(refusal->slot);
      const Scale::CriterionSlots& slots = unit_year.scale->slots_of(criterion);
      for (int slot = slots.begin; row == unit_year.rows.end(); ++slot) row = unit_year.rows.find(slot);
      csv::RowReader(table_, *row->second, faults_).Fail(kValue, refusal->refusal.reason, refusal->refusal.message);
    }
  }

  static Message UnknownInput(const Scale& scale, int criterion, const std::string& name) {
    const Scale::CriterionSlots& slots = scale.slots_of(criterion);
    std::string known;
    for (int slot = slots.begin; slot < slots.end; ++slot) {
      absl::StrAppend(&known, known.empty() ? "" : ", ", scale.slots()[slot].name);
    }
    const std::string& code = scale.criteria()[criterion].code;
    return {.vi = absl::StrCat("Tiêu chí ", code, " không có số liệu \"", name, "\"; có: ", known.empty() ? "∅" : known,
                               "."),
            .en = absl::StrCat("Criterion ", code, " has no input \"", name,
                               "\"; it has: ", known.empty() ? "∅" : known, ".")};
  }

  ReadTransaction& transaction_;
  ScaleCatalog& catalog_;
  const csv::Table& table_;
  imports::FaultList& faults_;
  std::map<Key, UnitYear> unit_years_;
  std::vector<Input> inputs_;
};

// A year's `current` is also what the next year is compared with.
absl::StatusOr<std::vector<ClusterYear>> MoveClusters(WriteTransaction& transaction,
                                                      const std::vector<Input>& changes) {
  std::map<int, std::set<std::string>> units;
  for (const Input& input : changes) {
    units[input.year].insert(input.unit);
    if (input.name == "current") units[input.year + 1].insert(input.unit);
  }
  std::vector<ClusterYear> moved;
  for (const auto& [year, codes] : units) {
    auto clusters = MoveClustersOf(transaction, std::vector<std::string>(codes.begin(), codes.end()), year);
    if (!clusters.ok()) return clusters.status();
    moved.insert(moved.end(), clusters->begin(), clusters->end());
  }
  return moved;
}

}  // namespace

absl::StatusOr<InputsImport> ImportInputs(ScoringStore& store, ScaleCatalog& catalog, const imports::File& file) {
  imports::FaultList faults(file.max_faults);
  const csv::Table table =
      csv::Table::Read(file.content, {"unit", "year", "criterion", "input", "value", "source?"}, faults);
  std::vector<ClusterYear> moved;
  absl::StatusOr<imports::Report> report =
      RunImport(store, file, faults, [&](WriteTransaction& transaction, imports::Report& counts) -> absl::Status {
        counts.rows = static_cast<int64_t>(table.rows().size());
        InputsFile inputs(transaction, catalog, table, faults);
        if (absl::Status status = inputs.Read(); !status.ok()) return status;
        if (!faults.empty()) return absl::OkStatus();
        const std::vector<Input> changes = inputs.Changes(counts);
        if (absl::Status status = transaction.PutInputs(changes); !status.ok()) return status;
        absl::StatusOr<std::vector<ClusterYear>> clusters = MoveClusters(transaction, changes);
        if (!clusters.ok()) return clusters.status();
        moved = *std::move(clusters);
        return absl::OkStatus();
      });
  if (!report.ok()) return report.status();
  InputsImport out{.report = *std::move(report)};
  if (out.report.stored) out.moved = std::move(moved);
  return out;
}

}  // namespace thidua::scoring
