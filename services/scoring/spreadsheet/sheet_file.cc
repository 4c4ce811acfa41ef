#include <charconv>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/csv/table.h"
#include "common/text/unicode.h"
#include "common/xlsx/reader.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/spreadsheet/refused_workbook.h"
#include "services/scoring/spreadsheet/sheet_layout.h"
#include "services/scoring/spreadsheet/sheet_workbook.h"

namespace thidua::scoring {
namespace {

using namespace sheet_layout;

constexpr size_t kUnitBytes = 20;
constexpr size_t kCodeBytes = 64;
constexpr size_t kTextBytes = 300;

// A cell of a workbook or a field of a CSV file: what it says and where it stands.
struct Field {
  std::string text;
  std::string name;  // The cell's address, or the name of the column.
  int line = 0;
  int column = 0;
};

// One row of either format.
struct Row {
  Field criterion;
  Field input;
  Field value;
  Field source;
};

// Checks fields and rows alike for both formats.
class Collector {
 public:
  Collector(SheetFile& file, imports::FaultList& faults) : file_(file), faults_(faults) {}

  void Fail(const Field& field, std::string_view reason, Message message) {
    faults_.Add({.line = field.line,
                 .column = field.column,
                 .field = field.name,
                 .reason = std::string(reason),
                 .message = std::move(message)});
  }

  bool CheckText(const Field& field, size_t max_bytes) {
    const auto is_space = [](char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); };
    if (field.text.size() > max_bytes) {
      Fail(field, "TOO_LONG",
           {.vi = absl::StrCat("Quá dài: ", field.text.size(), " byte, tối đa ", max_bytes, "."),
            .en = absl::StrCat("Too long: ", field.text.size(), " bytes, at most ", max_bytes, ".")});
      return false;
    }
    if (text::HasControlCharacter(field.text)) {
      Fail(field, "CONTROL_CHARACTER",
           {.vi = "Có ký tự điều khiển (xuống dòng, tab…). Hãy bỏ đi.",
            .en = "Has a control character (line break, tab…). Remove it."});
      return false;
    }
    if (!field.text.empty() && (is_space(field.text.front()) || is_space(field.text.back()))) {
      Fail(field, "SURROUNDING_SPACE",
           {.vi = absl::StrCat("Có khoảng trắng thừa ở đầu hoặc cuối: \"", field.text, "\"."),
            .en = absl::StrCat("Has a space at its start or end: \"", field.text, "\".")});
      return false;
    }
    return true;
  }

  bool CheckCode(const Field& field, size_t max_bytes) {
    if (!field.text.empty()) return CheckText(field, max_bytes);
    Fail(field, "EMPTY", {.vi = "Ô này không được để trống.", .en = "This cell must not be empty."});
    return false;
  }

  int Whole(const Field& field, int low, int high) {
    int number = 0;
    const char* end = field.text.data() + field.text.size();
    const auto [stopped, error] = std::from_chars(field.text.data(), end, number);
    if (field.text.empty() || error != std::errc() || stopped != end || number < low || number > high) {
      Fail(field, "BAD_NUMBER",
           {.vi = absl::StrCat("\"", text::Shown(field.text), "\" không phải số nguyên từ ", low, " đến ", high, "."),
            .en =
                absl::StrCat("\"", text::Shown(field.text), "\" is not a whole number from ", low, " to ", high, ".")});
    }
    return number;
  }

  // What the whole file is about.
  void TakeUnit(const Field& field) {
    if (CheckCode(field, kUnitBytes)) file_.unit = field.text;
  }
  void TakeYear(const Field& field) { file_.year = Whole(field, 1945, 2200); }
  void TakeScale(const Field& field) {
    if (CheckCode(field, kCodeBytes)) file_.scale_id = field.text;
  }
  void TakeRevision(const Field& field) { file_.scale_revision = Whole(field, 0, 1'000'000'000); }
  void TakeEtag(const Field& field) {
    if (CheckText(field, kTextBytes)) file_.etag = field.text;
  }

  void TakeRow(Row row) {
    if (row.input.text.empty() && row.value.text.empty() && row.source.text.empty()) return;
    const bool codes = CheckCode(row.criterion, kCodeBytes) & CheckCode(row.input, kCodeBytes);
    const bool texts = CheckText(row.value, kTextBytes) & CheckText(row.source, kTextBytes);
    if (!codes) return;
    const auto [first, added] = places_.try_emplace({row.criterion.text, row.input.text}, row.input);
    if (!added) {
      const std::string& place = file_.is_csv ? absl::StrCat(first->second.line) : first->second.name;
      return Fail(row.input, "DUPLICATE_ROW",
                  {.vi = absl::StrCat("Số liệu này đã có ở ", file_.is_csv ? "dòng " : "ô ", place, ". Hãy bỏ một."),
                   .en = absl::StrCat("This figure already stands in ", file_.is_csv ? "line " : "cell ", place,
                                      ". Remove one.")});
    }
    if (!texts) return;
    if (row.value.text.empty()) {
      if (row.source.text.empty()) return;
      return Fail(row.value, "SOURCE_WITHOUT_VALUE",
                  {.vi = "Có nguồn nhưng chưa có giá trị. Hãy điền giá trị hoặc xóa nguồn.",
                   .en = "Has a source but no value. Fill in the value or clear the source."});
    }
    file_.entries.push_back({.input = {.criterion = row.criterion.text,
                                       .name = row.input.text,
                                       .value = row.value.text,
                                       .source = row.source.text},
                             .place = file_.is_csv ? absl::StrCat("line ", row.value.line) : row.value.name,
                             .line = row.value.line,
                             .column = row.value.column});
  }

 private:
  SheetFile& file_;
  imports::FaultList& faults_;
  std::map<std::pair<std::string, std::string>, Field> places_;  // By codes.
};

class WorkbookReader {
 public:
  WorkbookReader(const xlsx::WorkSheet& sheet, Collector& collector) : collector_(collector) {
    for (const xlsx::Cell& cell : sheet.cells) rows_[cell.row][cell.column] = cell.text;
  }

  void Read() {
    const int heading = HeadingRow();
    if (!CheckHeadings(heading)) return;
    collector_.TakeUnit(ValueOf(kUnit, heading, {kFirstFieldRow, 3}));
    collector_.TakeYear(ValueOf(kYear, heading, {kFirstFieldRow + 1, 1}));
    collector_.TakeScale(ValueOf(kScale, heading, {kFirstFieldRow + 1, 3}));
    collector_.TakeRevision(ValueOf(kRevision, heading, {kFirstFieldRow + 2, 1}));
    collector_.TakeEtag(ValueOf(kEtag, heading, {kFirstFieldRow + 2, 3}));
    for (auto row = rows_.upper_bound(heading); row != rows_.end(); ++row) {
      collector_.TakeRow({.criterion = At(row->first, kCriterion),
                          .input = At(row->first, kInput),
                          .value = At(row->first, kValue),
                          .source = At(row->first, kSource)});
    }
  }

 private:
  struct Spot {
    int row;
    int column;
  };

  Field At(int row, int column) const {
    Field field{.name = xlsx::CellAddress(row, column), .line = row, .column = column};
    const auto cells = rows_.find(row);
    if (cells == rows_.end()) return field;
    const auto cell = cells->second.find(column);
    if (cell != cells->second.end()) field.text = cell->second;
    return field;
  }

  // The row with the most headings where they belong; the usual one when there is none.
  int HeadingRow() const {
    int best = kHeadingRow, most = 0;
    for (const auto& [row, cells] : rows_) {
      int found = 0;
      for (size_t i = 0; i < kHeadings.size(); ++i) {
        found += kHeadings[i].Is(At(row, static_cast<int>(i) + 1).text) ? 1 : 0;
      }
      if (found > most) {
        best = row;
        most = found;
      }
    }
    return best;
  }

  bool CheckHeadings(int row) {
    bool ok = true;
    for (size_t i = 0; i < kHeadings.size(); ++i) {
      const Field field = At(row, static_cast<int>(i) + 1);
      if (kHeadings[i].Is(field.text)) continue;
      ok = false;
      collector_.Fail(
          field, "HEADING_CHANGED",
          {.vi = absl::StrCat("Ô này phải là tên cột \"", std::string(kHeadings[i].vi), "\", không phải \"",
                              text::Shown(field.text), "\". Hãy dùng tệp mẫu, không thêm, bớt hay đổi chỗ cột."),
           .en =
               absl::StrCat("This cell must be the heading \"", std::string(kHeadings[i].en), "\", not \"",
                            text::Shown(field.text), "\". Use the downloaded file; add, remove or move no columns.")});
    }
    return ok;
  }

  // The cell right of a label above the headings; where the label should be, when it is not there.
  Field ValueOf(const Label& label, int heading, Spot usual) const {
    for (auto row = rows_.begin(); row != rows_.end() && row->first < heading; ++row) {
      for (const auto& [column, text] : row->second) {
        if (label.Is(text)) return At(row->first, column + 1);
      }
    }
    Field field = At(usual.row, usual.column + 1);
    field.text.clear();
    return field;
  }

  Collector& collector_;
  std::map<int, std::map<int, std::string>> rows_;
};

void ReadXlsx(std::string_view bytes, SheetFile& file, imports::FaultList& faults) {
  const absl::StatusOr<std::vector<xlsx::WorkSheet>> sheets = xlsx::Read(bytes, WorkbookLimits());
  if (!sheets.ok()) return faults.Add(RefusedWorkbook(sheets.status()));
  const xlsx::WorkSheet* chosen = sheets->empty() ? nullptr : &sheets->front();
  for (const xlsx::WorkSheet& sheet : *sheets) {
    if (kFiguresSheet.Is(sheet.name)) chosen = &sheet;
  }
  Collector collector(file, faults);
  WorkbookReader(chosen == nullptr ? xlsx::WorkSheet() : *chosen, collector).Read();
}

class CsvReader {
 public:
  CsvReader(std::string_view bytes, SheetFile& file, imports::FaultList& faults)
      : table_(csv::Table::Read(bytes, kColumns, faults)), collector_(file, faults) {}

  void Read() {
    if (table_.rows().empty()) return;
    TakeTop(table_.rows().front());
    for (const csv::Row& row : table_.rows()) {
      if (!SameSheet(row)) continue;
      collector_.TakeRow({.criterion = At(row, kCriterionColumn),
                          .input = At(row, kInputColumn),
                          .value = At(row, kValueColumn),
                          .source = At(row, kSourceColumn)});
    }
  }
  bool empty() const { return table_.rows().empty(); }

 private:
  enum Columns {
    kUnitColumn,
    kYearColumn,
    kScaleColumn,
    kRevisionColumn,
    kEtagColumn,
    kCriterionColumn,
    kInputColumn,
    kValueColumn,
    kSourceColumn
  };
  static inline const std::vector<std::string> kColumns = {"unit",      "year",  "scale", "revision", "etag",
                                                           "criterion", "input", "value", "source"};

  Field At(const csv::Row& row, int column) const {
    imports::Fault place = table_.columns().FaultAt(row, column, "", {});
    return {.text = row.fields[column], .name = std::move(place.field), .line = place.line, .column = place.column};
  }

  void TakeTop(const csv::Row& row) {
    collector_.TakeUnit(At(row, kUnitColumn));
    collector_.TakeYear(At(row, kYearColumn));
    collector_.TakeScale(At(row, kScaleColumn));
    collector_.TakeRevision(At(row, kRevisionColumn));
    collector_.TakeEtag(At(row, kEtagColumn));
  }

  bool SameSheet(const csv::Row& row) {
    const csv::Row& first = table_.rows().front();
    for (int column = kUnitColumn; column <= kEtagColumn; ++column) {
      if (row.fields[column] == first.fields[column]) continue;
      collector_.Fail(At(row, column), "OTHER_SHEET",
                      {.vi = absl::StrCat("Khác với dòng ", first.line, " (\"", text::Shown(first.fields[column]),
                                          "\"): một tệp chỉ chứa phiếu của một đơn vị trong một năm."),
                       .en = absl::StrCat("Differs from line ", first.line, " (\"", text::Shown(first.fields[column]),
                                          "\"): a file holds the sheet of one unit in one year.")});
      return false;
    }
    return true;
  }

  const csv::Table table_;
  Collector collector_;
};

void ReadCsv(std::string_view bytes, SheetFile& file, imports::FaultList& faults) {
  file.is_csv = true;
  const auto limit = static_cast<size_t>(xlsx::Limits().file_bytes);
  if (bytes.size() > limit) {
    return faults.Add({.reason = "FILE_TOO_LARGE",
                       .message = {.vi = absl::StrCat("Tệp có quá ", limit >> 20, " MiB."),
                                   .en = absl::StrCat("The file has more than ", limit >> 20, " MiB.")}});
  }
  CsvReader reader(bytes, file, faults);
  reader.Read();
  if (!reader.empty() || !faults.empty()) return;
  faults.Add({.line = 1,
              .reason = "NO_ROWS",
              .message = {.vi = "Tệp chỉ có dòng tên cột. Hãy dùng tệp tải về, không xóa dòng.",
                          .en = "The file has a heading only. Use the downloaded file and remove no rows."}});
}

}  // namespace

SheetFile ReadSheetFile(std::string_view bytes, imports::FaultList& faults) {
  SheetFile file;
  LooksLikeWorkbook(bytes) ? ReadXlsx(bytes, file, faults) : ReadCsv(bytes, file, faults);
  return file;
}

imports::Fault FaultAt(const SheetFile& file, const SheetFile::Entry& entry, MisplacedFigure::Part part,
                       const Refusal& refusal) {
  using Part = MisplacedFigure::Part;
  imports::Fault fault{
      .line = entry.line, .column = entry.column, .reason = refusal.reason, .message = refusal.message};
  if (file.is_csv) {
    fault.field = part == Part::kCriterion ? "criterion" : part == Part::kInput ? "input" : "value";
    if (part != Part::kValue) fault.column = 0;
  } else {
    fault.column = part == Part::kCriterion ? kCriterion : part == Part::kInput ? kInput : kValue;
    fault.field = xlsx::CellAddress(entry.line, fault.column);
  }
  return fault;
}

}  // namespace thidua::scoring
