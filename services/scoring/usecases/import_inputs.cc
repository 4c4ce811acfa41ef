#include <algorithm>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/csv/reader.h"
#include "common/status/problem.h"
#include "services/scoring/domain/placed_figure.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/usecases/import_run.h"
#include "services/scoring/usecases/imports.h"
#include "services/scoring/usecases/record_codec.h"
#include "services/scoring/usecases/sheet_place.h"

namespace thidua::scoring {
namespace {

enum Column { kUnit, kYear, kCriterion, kInput, kValue, kSource };

// Sheets that are held open while rows are read. A file in the order of its units needs one.
constexpr size_t kOpenSheets = 64;
// Files of every unit of the country stay below.
constexpr size_t kMaxSheets = 200'000;

using SheetKey = std::pair<int, std::string>;  // Year and unit.

// The lines at which a file first names the figures of a sheet, by slot; 0: not.
using Lines = std::vector<int>;

// A sheet that rows are being read into.
struct OpenSheet {
  SheetKey key;
  Unit unit;
  std::shared_ptr<const Scale> scale;  // Null: none is in force.
  std::optional<Message> closed;       // Why its figures cannot be changed now.
  std::string closed_reason;
  SheetRecord before;
  SheetRecord after;
};

// A figure that contradicted another one of its criterion when its sheet was put away: rows that follow may still mend
// it.
struct Suspect {
  SheetKey key;
  int criterion = 0;
};

// Reads the rows of a file into the sheets they belong to, a bounded number of them at a time, within one transaction
// that the caller gives up when there are faults.
class InputsImporter {
 public:
  InputsImporter(WriteTransaction& transaction, ScaleCatalog& catalog, const Act& act, int64_t version,
                 imports::FaultList& faults, imports::Report& report)
      : transaction_(transaction), catalog_(catalog), act_(act), version_(version), faults_(faults), report_(report) {}

  absl::Status Read(const imports::File& file) {
    csv::Reader reader =
        csv::Reader::Open(file.content, {"unit", "year", "criterion", "input", "value", "source?"}, faults_);
    csv::Row row;
    while (reader.Next(row)) {
      ++report_.rows;
      if (absl::Status status = ReadRow(reader, row); !status.ok()) return status;
    }
    while (!open_.empty()) {
      if (absl::Status status = PutAway(); !status.ok()) return status;
    }
    return CheckSuspects(reader);
  }

  // Every cluster-year whose scores may have moved; code, year and version are set.
  absl::StatusOr<std::vector<ClusterYear>> MoveClusters() {
    std::vector<ClusterYear> moved;
    for (const auto& [year, units] : moved_) {
      absl::StatusOr<std::vector<ClusterYear>> clusters =
          MoveClustersOf(transaction_, std::vector<std::string>(units.begin(), units.end()), year, version_);
      if (!clusters.ok()) return clusters.status();
      moved.insert(moved.end(), clusters->begin(), clusters->end());
    }
    return moved;
  }

 private:
  absl::Status ReadRow(const csv::Reader& reader, const csv::Row& row) {
    csv::RowReader fields(reader, row, faults_);
    const std::string unit = fields.Code(kUnit, 20);
    const int year = fields.Year(kYear);
    const std::string criterion = fields.Code(kCriterion);
    const std::string name = fields.Code(kInput);
    Figure figure{.value = fields.Code(kValue), .source = fields.OptionalText(kSource, 300)};
    if (!fields.ok()) return absl::OkStatus();

    absl::StatusOr<OpenSheet*> opened = Open({year, unit});
    if (!opened.ok()) return opened.status();
    OpenSheet* const sheet = *opened;
    if (sheet == nullptr) {
      fields.Fail(kUnit, "UNKNOWN_UNIT", UnknownUnitInFile(unit));
      return absl::OkStatus();
    }
    if (sheet->scale == nullptr) {
      fields.Fail(kYear, "NO_SCALE",
                  {.vi = absl::StrCat("Chưa có thang điểm năm ", year, " cho đơn vị ", unit,
                                      ". Hãy kiểm tra năm, hoặc nhập thang điểm trước."),
                   .en = absl::StrCat("There is no scale for unit ", unit, " in ", year,
                                      ". Check the year, or import the scale first.")});
      return absl::OkStatus();
    }
    const auto placed = PlaceFigure(*sheet->scale, sheet->unit.name, sheet->unit.type, criterion, name, figure.value);
    if (const auto* misplaced = std::get_if<MisplacedFigure>(&placed)) {
      // A row that is wrong in its value is still the one that others repeat.
      if (misplaced->part == MisplacedFigure::Part::kValue) NoteLine(fields, *sheet, criterion, name);
      fields.Fail(ColumnOf(misplaced->part), misplaced->refusal.reason, misplaced->refusal.message);
      return absl::OkStatus();
    }
    if (!NoteLine(fields, *sheet, criterion, name)) return absl::OkStatus();
    const auto known = sheet->before.figures.find({criterion, name});
    if (known != sheet->before.figures.end() && known->second == figure) {
      ++report_.unchanged;
      return absl::OkStatus();
    }
    if (sheet->closed.has_value()) {
      fields.Fail(kUnit, sheet->closed_reason, *sheet->closed);
      return absl::OkStatus();
    }
    ++(known == sheet->before.figures.end() ? report_.added : report_.changed);
    sheet->after.figures[{criterion, name}] = std::move(figure);
    return absl::OkStatus();
  }

  // Remembers which row names a figure. False, with a fault, when an earlier one did.
  bool NoteLine(csv::RowReader& fields, const OpenSheet& sheet, const std::string& criterion, const std::string& name) {
    const std::optional<int> slot = sheet.scale->FindSlot(*sheet.scale->FindCriterion(criterion), name);
    int& line = lines_[sheet.key][*slot];
    if (line != 0) {
      fields.Fail(kInput, "DUPLICATE_ROW", DuplicateRow(line));
      return false;
    }
    line = fields.row().line;
    return true;
  }

  // Null when there is no such unit.
  absl::StatusOr<OpenSheet*> Open(const SheetKey& key) {
    if (!open_.empty() && open_.front().key == key) return &open_.front();
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const OpenSheet& one) { return one.key == key; });
    if (found != open_.end()) {
      open_.splice(open_.begin(), open_, found);
      return &open_.front();
    }
    if (open_.size() >= kOpenSheets) {
      if (absl::Status status = PutAway(); !status.ok()) return status;
    }
    absl::StatusOr<std::optional<Unit>> unit = transaction_.GetUnit(key.second);
    if (!unit.ok()) return unit.status();
    if (!unit->has_value()) return nullptr;
    OpenSheet sheet{.key = key, .unit = **std::move(unit)};
    if (absl::Status status = Load(sheet); !status.ok()) return status;
    open_.push_front(std::move(sheet));
    return &open_.front();
  }

  absl::Status Load(OpenSheet& sheet) {
    const auto& [year, code] = sheet.key;
    auto resolver = resolvers_.find(year);
    if (resolver == resolvers_.end()) {
      absl::StatusOr<ScaleResolver> made = ScaleResolver::For(transaction_, year);
      if (!made.ok()) return made.status();
      resolver = resolvers_.emplace(year, *std::move(made)).first;
    }
    absl::StatusOr<const StoredScale*> stored = resolver->second.Resolve(sheet.unit);
    if (!stored.ok()) return stored.status();
    if (*stored == nullptr) return absl::OkStatus();
    std::shared_ptr<const Scale>& scale = scales_[*stored];
    if (scale == nullptr) {
      absl::StatusOr<std::shared_ptr<const Scale>> got = catalog_.Get(transaction_, **stored);
      if (!got.ok()) return got.status();
      scale = *std::move(got);
    }
    sheet.scale = scale;
    absl::StatusOr<SheetRecord> record = LoadRecord(transaction_, code, year);
    if (!record.ok()) return record.status();
    sheet.before = *std::move(record);
    sheet.after = sheet.before;
    const SheetContext context{.scale = sheet.scale.get(), .unit_name = sheet.unit.name, .unit_type = sheet.unit.type};
    if (absl::Status status = CheckEdit(context, sheet.before, act_.by); !status.ok()) {
      const Problem problem = Problem::FromStatus(status);
      sheet.closed = problem.message;
      sheet.closed_reason = problem.reason;
    }
    if (!lines_.contains(sheet.key)) {
      if (lines_.size() >= kMaxSheets) return TooManySheets();
      lines_.emplace(sheet.key, Lines(sheet.scale->slots().size()));
    }
    return absl::OkStatus();
  }

  // Writes the sheet that was not read into for the longest time.
  absl::Status PutAway() {
    OpenSheet sheet = std::move(open_.back());
    open_.pop_back();
    if (sheet.scale == nullptr) return absl::OkStatus();
    const std::vector<Change> changes = Compare(sheet.before, sheet.after);
    if (changes.empty()) return absl::OkStatus();
    const Sheet cells = ToSheet(*sheet.scale, sheet.unit.type, sheet.after);
    for (size_t c = 0; c < sheet.scale->criteria().size(); ++c) {
      if (CheckTogether(*sheet.scale, static_cast<int>(c), cells)) {
        suspects_.push_back({.key = sheet.key, .criterion = static_cast<int>(c)});
      }
    }
    const auto& [year, unit] = sheet.key;
    absl::Status status =
        transaction_.PutSheet({.unit = unit, .year = year, .version = version_, .body = EncodeRecord(sheet.after)});
    if (!status.ok()) return status;
    absl::StatusOr<LogEntry> entry = transaction_.AppendLog({.unit = unit, .year = year, .version = version_},
                                                            EncodeLogMembers({.time = act_.at,
                                                                              .action = "import.inputs",
                                                                              .by = act_.by,
                                                                              .unit = unit,
                                                                              .year = year,
                                                                              .reason = act_.reason,
                                                                              .changes = changes}));
    if (!entry.ok()) return entry.status();
    moved_[year].insert(unit);
    // Next year is compared with a `current` figure.
    if (std::any_of(changes.begin(), changes.end(), [](const Change& one) { return one.key.second == "current"; })) {
      moved_[year + 1].insert(unit);
    }
    return absl::OkStatus();
  }

  // Whether what looked contradictory still does, now that every row is in its sheet.
  absl::Status CheckSuspects(const csv::Reader& reader) {
    for (const Suspect& suspect : suspects_) {
      absl::StatusOr<OpenSheet*> opened = Open(suspect.key);
      if (!opened.ok()) return opened.status();
      const OpenSheet& sheet = **opened;
      const auto refusal =
          CheckTogether(*sheet.scale, suspect.criterion, ToSheet(*sheet.scale, sheet.unit.type, sheet.after));
      Lines& lines = lines_[suspect.key];
      // The figure may stand in the store and its counterpart in the file: name the row that there is.
      const Scale::CriterionSlots& slots = sheet.scale->slots_of(suspect.criterion);
      int line = refusal ? lines[refusal->slot] : 0;
      for (int slot = slots.begin; line == 0 && slot < slots.end; ++slot) line = lines[slot];
      if (!refusal || line == 0 || !reported_.insert({suspect.key, suspect.criterion}).second) continue;
      faults_.Add(reader.columns().FaultAt({.line = line}, kValue, refusal->refusal.reason, refusal->refusal.message));
    }
    open_.clear();
    return absl::OkStatus();
  }

  static absl::Status TooManySheets() {
    return InvalidField("chunk.data", "TOO_MANY_SHEETS",
                        {.vi = absl::StrCat("Tệp có hơn ", kMaxSheets, " bảng điểm. Hãy chia thành nhiều tệp."),
                         .en = absl::StrCat("The file has more than ", kMaxSheets, " sheets. Split it.")});
  }

  static Column ColumnOf(MisplacedFigure::Part part) {
    switch (part) {
      case MisplacedFigure::Part::kCriterion:
        return kCriterion;
      case MisplacedFigure::Part::kInput:
        return kInput;
      case MisplacedFigure::Part::kValue:
        return kValue;
    }
    return kValue;
  }

  WriteTransaction& transaction_;
  ScaleCatalog& catalog_;
  const Act& act_;
  const int64_t version_;
  imports::FaultList& faults_;
  imports::Report& report_;
  std::map<int, ScaleResolver> resolvers_;  // By year; they own what the keys of `scales_` point to.
  std::map<const StoredScale*, std::shared_ptr<const Scale>> scales_;
  std::list<OpenSheet> open_;  // The one that was read into last comes first.
  absl::flat_hash_map<SheetKey, Lines> lines_;
  std::vector<Suspect> suspects_;
  std::set<std::pair<SheetKey, int>> reported_;
  std::map<int, std::set<std::string>> moved_;  // Units by year.
};

}  // namespace

absl::StatusOr<InputsImport> ImportInputs(ScoringStore& store, ScaleCatalog& catalog, const imports::File& file,
                                          const Act& act) {
  std::vector<ClusterYear> moved;
  absl::StatusOr<imports::Report> report =
      RunImport(store, file, "import.inputs", act, imports::FaultList(file.max_faults),
                [&](WriteTransaction& transaction, int64_t version, imports::FaultList& faults,
                    imports::Report& counts) -> absl::Status {
                  InputsImporter importer(transaction, catalog, act, version, faults, counts);
                  if (absl::Status status = importer.Read(file); !status.ok()) return status;
                  absl::StatusOr<std::vector<ClusterYear>> clusters = importer.MoveClusters();
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
