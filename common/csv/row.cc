#include "common/csv/row.h"

#include <charconv>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/unicode.h"

namespace thidua::csv {

Columns::Columns(const std::vector<std::string>& wanted) : positions_(wanted.size(), -1) {
  for (const std::string& column : wanted) {
    const bool optional = column.ends_with('?');
    names_.push_back(optional ? column.substr(0, column.size() - 1) : column);
    required_.push_back(!optional);
  }
}

std::string Columns::Names() const { return absl::StrJoin(names_, ","); }

bool Columns::Find(const Row& heading, imports::FaultList& faults) {
  bool usable = true;
  for (size_t position = 0; position < heading.fields.size(); ++position) {
    const std::string name = text::ToNfc(std::string(absl::StripAsciiWhitespace(heading.fields[position])));
    for (size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] != name) continue;
      if (positions_[i] >= 0) {
        faults.Add({.line = heading.line,
                    .column = static_cast<int>(position) + 1,
                    .field = name,
                    .reason = "REPEATED_COLUMN",
                    .message = {.vi = absl::StrCat("Cột ", name, " có hai lần."),
                                .en = absl::StrCat("Column ", name, " stands twice.")}});
        usable = false;
      }
      positions_[i] = static_cast<int>(position);
    }
  }
  for (size_t i = 0; i < names_.size(); ++i) {
    if (!required_[i] || positions_[i] >= 0) continue;
    faults.Add(
        {.line = heading.line,
         .field = names_[i],
         .reason = "MISSING_COLUMN",
         .message = {.vi = absl::StrCat("Thiếu cột ", names_[i], ". Các cột cần có: ", Names(), "."),
                     .en = absl::StrCat("Column ", names_[i], " is missing. The columns wanted: ", Names(), ".")}});
    usable = false;
  }
  return usable;
}

imports::Fault Columns::FaultAt(const Row& row, int column, std::string_view reason, Message message) const {
  return {.line = row.line,
          .column = positions_[column] + 1,
          .field = names_[column],
          .reason = std::string(reason),
          .message = std::move(message)};
}

void RowReader::Fail(int column, std::string_view reason, Message message) {
  ok_ = false;
  faults_.Add(columns_.FaultAt(row_, column, reason, std::move(message)));
}

std::string RowReader::Code(int column, size_t max_bytes) {
  if (field(column).empty()) {
    Fail(column, "EMPTY", {.vi = "Ô này không được để trống.", .en = "This field must not be empty."});
    return {};
  }
  return OptionalCode(column, max_bytes);
}

std::string RowReader::OptionalCode(int column, size_t max_bytes) {
  const std::string& value = field(column);
  const auto is_space = [](char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); };
  if (value.size() > max_bytes) {
    Fail(column, "TOO_LONG",
         {.vi = absl::StrCat("Quá dài: ", value.size(), " byte, tối đa ", max_bytes, "."),
          .en = absl::StrCat("Too long: ", value.size(), " bytes, at most ", max_bytes, ".")});
  } else if (text::HasControlCharacter(value)) {
    Fail(column, "CONTROL_CHARACTER",
         {.vi = "Có ký tự điều khiển (xuống dòng, tab…). Hãy bỏ đi.",
          .en = "Has a control character (line break, tab…). Remove it."});
  } else if (!value.empty() && (is_space(value.front()) || is_space(value.back()))) {
    Fail(column, "SURROUNDING_SPACE",
         {.vi = absl::StrCat("Có khoảng trắng thừa ở đầu hoặc cuối: \"", value, "\"."),
          .en = absl::StrCat("Has a space at its start or end: \"", value, "\".")});
  }
  return value;
}

std::string RowReader::Text(int column, size_t max_bytes) { return Code(column, max_bytes); }
std::string RowReader::OptionalText(int column, size_t max_bytes) { return OptionalCode(column, max_bytes); }

int RowReader::Year(int column) { return Whole(column, 1945, 2200); }

int RowReader::Whole(int column, int low, int high) {
  const std::string& value = field(column);
  int number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (value.empty() || error != std::errc() || end != value.data() + value.size() || number < low || number > high) {
    Fail(column, "BAD_NUMBER",
         {.vi = absl::StrCat("\"", value, "\" không phải số nguyên từ ", low, " đến ", high, "."),
          .en = absl::StrCat("\"", value, "\" is not a whole number from ", low, " to ", high, ".")});
  }
  return number;
}

}  // namespace thidua::csv
