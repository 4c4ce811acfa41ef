#include "common/xlsx/reader.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/decimal/decimal.h"
#include "common/status/problem.h"
#include "common/text/unicode.h"
#include "common/xlsx/package.h"

namespace thidua::xlsx {
namespace {

constexpr int kExcelRows = 1'048'576;
constexpr int kExcelColumns = 16'384;
constexpr int kSheetNameBytes = 255;
constexpr int kBinaryDigits = 15;  // That a double holds whatever they are.

int SignificantDigits(const Decimal& value) {
  int digits = 0;
  for (int64_t rest = value.mantissa(); rest != 0; rest /= 10) ++digits;
  return digits;
}

// `scientific` is "d.ddde±dd", as printf writes it.
std::string PlainDecimal(const std::string& scientific) {
  const bool negative = scientific.front() == '-';
  const size_t e = scientific.find('e');
  int exponent = 0;
  const char* exponent_text = scientific.data() + e + 1;
  std::from_chars(*exponent_text == '+' ? exponent_text + 1 : exponent_text, scientific.data() + scientific.size(),
                  exponent);
  std::string digits;
  for (char c : scientific.substr(0, e)) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) digits += c;
  }
  digits.resize(digits.find_last_not_of('0') + 1);
  if (digits.empty()) return "0";
  const int whole = exponent + 1;
  if (whole <= 0) {
    digits = absl::StrCat("0.", std::string(static_cast<size_t>(-whole), '0'), digits);
  } else if (static_cast<size_t>(whole) >= digits.size()) {
    digits.append(static_cast<size_t>(whole) - digits.size(), '0');
  } else {
    digits.insert(static_cast<size_t>(whole), ".");
  }
  return negative ? "-" + digits : digits;
}

std::optional<std::string> Number(std::string_view literal) {
  Decimal decimal;
  if (Decimal::Parse(literal, decimal) == Decimal::Fault::kNone &&
      (decimal.places() == 0 || SignificantDigits(decimal) <= kBinaryDigits)) {
    return decimal.ToString();
  }
  double value = 0;
  const auto [end, error] = std::from_chars(literal.data(), literal.data() + literal.size(), value);
  if (literal.empty() || error != std::errc() || end != literal.data() + literal.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return PlainDecimal(absl::StrFormat("%.*e", kBinaryDigits - 1, value));
}

// The UTF-16 unit of "_x0041_" at `at`, or nothing.
std::optional<int> EscapedUnit(std::string_view text, size_t at) {
  constexpr size_t kSize = 7;
  if (text.size() < at + kSize || text[at] != '_' || text[at + 1] != 'x' || text[at + kSize - 1] != '_') {
    return std::nullopt;
  }
  int unit = 0;
  const char* digits = text.data() + at + 2;
  const auto [end, error] = std::from_chars(digits, digits + 4, unit, 16);
  if (error != std::errc() || end != digits + 4 || unit <= 0) return std::nullopt;
  return unit;
}

// Texts in a workbook write what XML cannot hold as "_x000D_", by UTF-16 units.
std::string Unescape(std::string text) {
  size_t from = text.find("_x");
  if (from == std::string::npos) return text;
  std::string out = text.substr(0, from);
  while (from < text.size()) {
    const std::optional<int> unit = EscapedUnit(text, from);
    UChar32 c = unit.value_or(-1);
    size_t size = 7;
    if (unit && U16_IS_LEAD(*unit)) {
      const std::optional<int> trail = EscapedUnit(text, from + size);
      if (trail && U16_IS_TRAIL(*trail)) {
        c = U16_GET_SUPPLEMENTARY(*unit, *trail);
        size *= 2;
      }
    }
    if (c < 0 || U_IS_SURROGATE(c)) {
      out += text[from++];
      continue;
    }
    char bytes[U8_MAX_LENGTH];
    int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, c);
    out.append(bytes, static_cast<size_t>(length));
    from += size;
  }
  return out;
}

// Composing takes time in the square of a run of combining marks. Unicode's stream-safe texts have at most 30.
bool HasLongRunOfMarks(std::string_view text) {
  constexpr int kMaxMarks = 30;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  int marks = 0;
  for (int32_t i = 0; i < size;) {
    UChar32 c;
    U8_NEXT(bytes, i, size, c);
    marks = c >= 0x300 && u_getCombiningClass(c) != 0 ? marks + 1 : 0;
    if (marks > kMaxMarks) return true;
  }
  return false;
}

absl::Status TooMany(std::string_view reason, std::string_view vi, std::string_view en, int64_t limit) {
  return Refuse(
      reason, absl::StrCat("Tệp XLSX có quá ", limit, " ", std::string(vi), ". Hãy bỏ phần thừa."),
      absl::StrCat("The XLSX file has more than ", limit, " ", std::string(en), ". Remove what is needless."));
}

absl::Status TextTooLong(std::string_view where, int64_t limit) {
  return Refuse("TEXT_TOO_LONG",
                absl::StrCat("Chữ trong ", std::string(where), " dài quá ", limit, " byte. Hãy rút ngắn."),
                absl::StrCat("The text in ", std::string(where), " is longer than ", limit, " bytes. Shorten it."));
}

absl::StatusOr<std::string> ReadText(std::string text, int64_t limit, std::string_view where) {
  if (static_cast<int64_t>(text.size()) > limit) return TextTooLong(where, limit);
  text = Unescape(std::move(text));
  if (HasLongRunOfMarks(text)) {
    return Refuse("TEXT_TOO_LONG",
                  absl::StrCat("Chữ trong ", std::string(where), " có một dãy dấu bất thường. Hãy gõ lại."),
                  absl::StrCat("The text in ", std::string(where), " has an unusual run of marks. Type it again."));
  }
  return text::ToNfc(text);
}

// What the cells of all sheets together may still take.
struct Budget {
  int64_t cells;
  int64_t text_bytes;
};

struct SheetEntry {
  std::string name;
  std::string relationship;
};

class WorkbookHandler final : public XmlHandler {
 public:
  explicit WorkbookHandler(const Limits& limits) : limits_(limits) {}

  absl::Status OnStart(std::string_view path, const Attributes& attributes) override {
    if (path != "/workbook/sheets/sheet") return absl::OkStatus();
    if (static_cast<int64_t>(sheets_.size()) >= limits_.sheets) {
      return TooMany("TOO_MANY_SHEETS", "trang tính", "work sheets", limits_.sheets);
    }
    absl::StatusOr<std::string> name = ReadText(std::string(attributes.Find("name")), kSheetNameBytes, "workbook.xml");
    if (!name.ok()) return name.status();
    if (text::HasControlCharacter(*name)) {
      return Refuse("BAD_SHEET", "Tên trang tính có ký tự điều khiển. Hãy đặt lại tên.",
                    "The name of a work sheet has a control character. Rename it.");
    }
    sheets_.push_back({.name = *std::move(name), .relationship = std::string(attributes.Find("r:id"))});
    return absl::OkStatus();
  }

  const std::vector<SheetEntry>& sheets() const { return sheets_; }

 private:
  const Limits& limits_;
  std::vector<SheetEntry> sheets_;
};

// Gathers one text out of the pieces that a part has it in.
class TextGatherer {
 public:
  explicit TextGatherer(int64_t limit) : limit_(limit) {}

  // False when it grows too long.
  bool Add(std::string_view piece) {
    text_ += piece;
    return static_cast<int64_t>(text_.size()) <= limit_;
  }
  std::string Take() { return std::exchange(text_, {}); }

 private:
  const int64_t limit_;
  std::string text_;
};

class SharedStringsHandler final : public XmlHandler {
 public:
  SharedStringsHandler(const Limits& limits) : limits_(limits), text_(limits.cell_bytes) {}

  absl::Status OnText(std::string_view path, std::string_view text) override {
    if (path != "/sst/si/t" && path != "/sst/si/r/t") return absl::OkStatus();
    return text_.Add(text) ? absl::OkStatus() : TextTooLong("sharedStrings.xml", limits_.cell_bytes);
  }

  absl::Status OnEnd(std::string_view path) override {
    if (path != "/sst/si") return absl::OkStatus();
    if (static_cast<int64_t>(strings_.size()) >= limits_.cells) {
      return TooMany("TOO_MANY_CELLS", "ô có chữ", "cells with text", limits_.cells);
    }
    absl::StatusOr<std::string> text = ReadText(text_.Take(), limits_.cell_bytes, "sharedStrings.xml");
    if (!text.ok()) return text.status();
    strings_.push_back(*std::move(text));
    return absl::OkStatus();
  }

  const std::vector<std::string>& strings() const { return strings_; }

 private:
  const Limits& limits_;
  TextGatherer text_;
  std::vector<std::string> strings_;
};

class SheetHandler final : public XmlHandler {
 public:
  SheetHandler(const Limits& limits, const std::vector<std::string>& strings, WorkSheet& sheet, Budget& budget)
      : limits_(limits), strings_(strings), sheet_(sheet), budget_(budget), text_(limits.cell_bytes) {}

  absl::Status OnStart(std::string_view path, const Attributes& attributes) override {
    if (path == "/worksheet/sheetData/row") return StartRow(attributes.Find("r"));
    if (path == "/worksheet/sheetData/row/c") return StartCell(attributes);
    if (path == "/worksheet/sheetData/row/c/f") return Formula();
    return absl::OkStatus();
  }

  absl::Status OnText(std::string_view path, std::string_view text) override {
    const bool inline_text = path == "/worksheet/sheetData/row/c/is/t" || path == "/worksheet/sheetData/row/c/is/r/t";
    const bool wanted = type_ == "inlineStr" ? inline_text : path == "/worksheet/sheetData/row/c/v";
    if (!wanted || text_.Add(text)) return absl::OkStatus();
    return TextTooLong(Place(), limits_.cell_bytes);
  }

  absl::Status OnEnd(std::string_view path) override {
    return path == "/worksheet/sheetData/row/c" ? EndCell() : absl::OkStatus();
  }

 private:
  std::string Place() const { return absl::StrCat(sheet_.name, "!", CellAddress(row_, column_)); }

  // Says in metadata "cell", "row" and "column" which one it is.
  absl::Status RefuseCell(std::string_view reason, std::string vi, std::string en) const {
    Problem problem = Problem::FromStatus(Refuse(reason, std::move(vi), std::move(en)));
    problem.metadata["cell"] = Place();
    problem.metadata["row"] = absl::StrCat(row_);
    problem.metadata["column"] = absl::StrCat(column_);
    return problem.ToStatus();
  }

  absl::Status BadSheet() const {
    return Refuse("BAD_SHEET",
                  absl::StrCat("Trang tính ", sheet_.name, " bị hỏng sau ô ", CellAddress(row_, column_),
                               ". Hãy mở bằng Excel hoặc LibreOffice và lưu lại."),
                  absl::StrCat("Work sheet ", sheet_.name, " is damaged after cell ", CellAddress(row_, column_),
                               ". Open it in Excel or LibreOffice and save it again."));
  }

  absl::Status Formula() const {
    return RefuseCell(
        "FORMULA", absl::StrCat("Ô ", Place(), " có công thức. Hãy thay bằng giá trị (chép ô, dán đặc biệt, Giá trị)."),
        absl::StrCat("Cell ", Place(),
                     " holds a formula. Replace it with its value (copy, paste special, "
                     "values)."));
  }

  absl::Status StartRow(std::string_view number) {
    int row = row_ + 1;
    column_ = 0;
    if (!number.empty()) {
      const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), row);
      if (error != std::errc() || end != number.data() + number.size()) return BadSheet();
    }
    if (row <= row_ || row > kExcelRows) return BadSheet();
    row_ = row;
    return absl::OkStatus();
  }

  absl::Status StartCell(const Attributes& attributes) {
    const std::string_view address = attributes.Find("r");
    int column = column_ + 1;
    if (!address.empty() && !ReadColumn(address, column)) return BadSheet();
    if (column <= column_ || column > kExcelColumns) return BadSheet();
    column_ = column;
    type_ = attributes.Find("t");
    return absl::OkStatus();
  }

  // The column of an address in the row that is open.
  bool ReadColumn(std::string_view address, int& column) const {
    column = 0;
    size_t letters = 0;
    for (; letters < address.size() && letters < 3 && address[letters] >= 'A' && address[letters] <= 'Z'; ++letters) {
      column = column * 26 + (address[letters] - 'A' + 1);
    }
    return letters > 0 && address.substr(letters) == std::to_string(row_);
  }

  absl::Status EndCell() {
    absl::StatusOr<Cell> cell = ReadCell(text_.Take());
    if (!cell.ok()) return cell.status();
    if (cell->text.empty()) return absl::OkStatus();
    if (row_ > limits_.rows) return TooMany("TOO_MANY_ROWS", "dòng", "rows", limits_.rows);
    if (column_ > limits_.columns) return TooMany("TOO_MANY_COLUMNS", "cột", "columns", limits_.columns);
    if (--budget_.cells < 0) return TooMany("TOO_MANY_CELLS", "ô", "cells", limits_.cells);
    budget_.text_bytes -= static_cast<int64_t>(cell->text.size());
    if (budget_.text_bytes < 0) {
      return TooMany("TEXT_TOO_LONG", "byte chữ trong các ô", "bytes of text in its cells", limits_.text_bytes);
    }
    sheet_.cells.push_back(*std::move(cell));
    return absl::OkStatus();
  }

  absl::StatusOr<Cell> ReadCell(std::string text) const {
    Cell cell{.row = row_, .column = column_};
    if (text.empty()) return cell;
    if (type_ == "s") {
      size_t index = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
      if (error != std::errc() || end != text.data() + text.size() || index >= strings_.size()) return BadSheet();
      cell.text = strings_[index];
    } else if (type_.empty() || type_ == "n") {
      cell.kind = Cell::Kind::kNumber;
      const std::optional<std::string> number = Number(text);
      if (!number) return BadNumber(text);
      cell.text = *number;
    } else if (type_ == "b") {
      cell.kind = Cell::Kind::kBoolean;
      cell.text = text == "0" ? "FALSE" : "TRUE";
    } else {
      absl::StatusOr<std::string> read = ReadText(std::move(text), limits_.cell_bytes, Place());
      if (!read.ok()) return read.status();
      cell.text = *std::move(read);
    }
    return cell;
  }

  absl::Status BadNumber(const std::string& text) const {
    const std::string shown = text::Shown(text);
    return RefuseCell("BAD_NUMBER", absl::StrCat("Ô ", Place(), " là ô số nhưng chứa \"", shown, "\". Hãy nhập lại."),
                      absl::StrCat("Cell ", Place(), " is a number cell but holds \"", shown, "\". Enter it again."));
  }

  const Limits& limits_;
  const std::vector<std::string>& strings_;
  WorkSheet& sheet_;
  Budget& budget_;
  TextGatherer text_;
  int row_ = 0;
  int column_ = 0;
  std::string type_;
};

class Workbook {
 public:
  Workbook(Package& package, const Limits& limits)
      : package_(package), limits_(limits), strings_(limits), budget_{limits.cells, limits.text_bytes} {}

  absl::StatusOr<std::vector<WorkSheet>> Read() {
    const absl::StatusOr<std::string> name = Find("", "officeDocument");
    if (!name.ok()) return name.status();
    WorkbookHandler workbook(limits_);
    if (absl::Status status = package_.Parse(*name, workbook); !status.ok()) return status;
    const absl::StatusOr<std::vector<Relationship>> relationships = package_.RelationshipsOf(*name);
    if (!relationships.ok()) return relationships.status();

    for (const Relationship& relationship : *relationships) {
      if (relationship.type != "sharedStrings") continue;
      if (absl::Status status = package_.Parse(relationship.target, strings_); !status.ok()) return status;
    }
    for (const SheetEntry& entry : workbook.sheets()) {
      const auto part = std::find_if(relationships->begin(), relationships->end(),
                                     [&](const auto& part) { return part.id == entry.relationship; });
      if (part == relationships->end()) return NoSuchSheet(entry.name);
      if (part->type != "worksheet") continue;
      if (absl::Status status = ReadSheet(entry.name, part->target); !status.ok()) return status;
    }
    if (absl::Status status = package_.CheckRest(); !status.ok()) return status;
    return std::move(sheets_);
  }

 private:
  absl::StatusOr<std::string> Find(const std::string& part, std::string_view type) {
    const absl::StatusOr<std::vector<Relationship>> relationships = package_.RelationshipsOf(part);
    if (!relationships.ok()) return relationships.status();
    const auto found = std::find_if(relationships->begin(), relationships->end(),
                                    [&](const Relationship& relationship) { return relationship.type == type; });
    return found == relationships->end() ? std::string() : found->target;
  }

  static absl::Status NoSuchSheet(const std::string& name) {
    return Refuse(
        "BAD_SHEET",
        absl::StrCat("Tệp XLSX thiếu phần của trang tính ", name, ". Hãy mở bằng Excel hoặc LibreOffice và lưu lại."),
        absl::StrCat("The XLSX file lacks the part of work sheet ", name,
                     ". Open it in Excel or LibreOffice and save it again."));
  }

  absl::Status ReadSheet(const std::string& name, const std::string& part) {
    WorkSheet& sheet = sheets_.emplace_back();
    sheet.name = name;
    SheetHandler handler(limits_, strings_.strings(), sheet, budget_);
    return package_.Parse(part, handler);
  }

  Package& package_;
  const Limits& limits_;
  SharedStringsHandler strings_;
  Budget budget_;
  std::vector<WorkSheet> sheets_;
};

}  // namespace

absl::StatusOr<std::vector<WorkSheet>> Read(std::string_view bytes, const Limits& limits) {
  absl::StatusOr<std::unique_ptr<Package>> package = Package::Open(bytes, limits);
  if (!package.ok()) return package.status();
  return Workbook(**package, limits).Read();
}

std::string CellAddress(int row, int column) {
  std::string letters;
  for (int rest = column; rest > 0; rest = (rest - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  }
  return absl::StrCat(letters, row);
}

}  // namespace thidua::xlsx
