#include "common/csv/table.h"

#include <csv.h>

#include <charconv>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/unicode.h"

namespace thidua::csv {
namespace {

struct Record {
  int line = 0;
  std::vector<std::string> fields;
};

// csv_parser::pstate while no record has begun.
constexpr int kBetweenRecords = 0;

// libcsv calls back when a field and when a record ends.
struct Collector {
  std::vector<Record> records;
  Record current;
  int line = 1;

  static void OnField(void* data, size_t size, void* self) {
    static_cast<Collector*>(self)->current.fields.emplace_back(static_cast<const char*>(data), size);
  }
  static void OnRecord(int, void* self) {
    auto* collector = static_cast<Collector*>(self);
    collector->records.push_back(std::exchange(collector->current, Record{.line = collector->line}));
  }
};

int LineOf(std::string_view content, size_t offset) {
  int line = 1;
  for (char c : content.substr(0, offset)) line += c == '\n' ? 1 : 0;
  return line;
}

imports::Fault FileFault(int line, std::string_view reason, Message message) {
  return {.line = line, .reason = std::string(reason), .message = std::move(message)};
}  // namespace

// Feeds libcsv line by line, so that each record's first line is known.
std::vector<Record> Parse(std::string_view content, imports::FaultList& faults) {
  csv_parser parser;
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  // Spaces belong to fields: RFC 4180 says so, and a stray space is for the reader of the field to refuse.
  csv_set_space_func(&parser, [](unsigned char) { return 0; });
  const std::unique_ptr<csv_parser, void (*)(csv_parser*)> cleanup(&parser, csv_free);

  Collector collector;
  bool broken = false;
  for (size_t start = 0; start < content.size() && !broken;) {
    const size_t newline = content.find('\n', start);
    const size_t end = newline == std::string_view::npos ? content.size() : newline + 1;
    if (parser.pstate == kBetweenRecords) collector.current.line = collector.line;
    broken = csv_parse(&parser, content.data() + start, end - start, Collector::OnField, Collector::OnRecord,
                       &collector) != end - start;
    ++collector.line;
    start = end;
  }
  if (broken) {
    faults.Add(
        FileFault(collector.line - 1, "BAD_QUOTES",
                  {.vi = "Dấu ngoặc kép đặt sai chỗ: một ô có dấu ngoặc kép phải nằm trọn trong cặp \"…\", và dấu \" "
                         "bên trong viết là \"\".",
                   .en = "Misplaced quote: a field with quotes must stand in \"…\" as a whole, and a \" inside it is "
                         "written \"\"."}));
  } else if (csv_fini(&parser, Collector::OnField, Collector::OnRecord, &collector) != 0) {
    faults.Add(FileFault(
        collector.current.line, "OPEN_QUOTE",
        {.vi = "Dấu ngoặc kép mở ra ở đây không được đóng lại.", .en = "The quote that opens here is never closed."}));
  }
  return std::move(collector.records);
}

}  // namespace

Table Table::Read(std::string_view content, const std::vector<std::string>& columns, imports::FaultList& faults) {
  Table table;
  std::vector<bool> required;
  for (const std::string& column : columns) {
    const bool optional = column.ends_with('?');
    table.names_.push_back(optional ? column.substr(0, column.size() - 1) : column);
    required.push_back(!optional);
  }
  table.positions_.assign(columns.size(), -1);

  content = text::WithoutByteOrderMark(content);
  if (const auto bad = text::FirstBadUtf8(content)) {
    faults.Add(FileFault(LineOf(content, *bad), "BAD_UTF8",
                         {.vi = "Tệp không phải UTF-8. Hãy lưu lại với bảng mã UTF-8 (Excel: \"CSV UTF-8\").",
                          .en = "The file is not UTF-8. Save it again as UTF-8 (Excel: \"CSV UTF-8\")."}));
    return table;
  }

  std::vector<Record> records = Parse(content, faults);
  if (records.empty()) {
    if (faults.empty()) {
      faults.Add(FileFault(
          1, "NO_HEADING",
          {.vi = absl::StrCat("Tệp rỗng. Dòng đầu phải là tên cột: ", absl::StrJoin(table.names_, ","), "."),
           .en = absl::StrCat(
               "The file is empty. Its first line must name the columns: ", absl::StrJoin(table.names_, ","), ".")}));
    }
    return table;
  }

  const Record& heading = records.front();
  bool usable = true;
  for (size_t position = 0; position < heading.fields.size(); ++position) {
    const std::string name = text::ToNfc(std::string(absl::StripAsciiWhitespace(heading.fields[position])));
    for (size_t i = 0; i < table.names_.size(); ++i) {
      if (table.names_[i] != name) continue;
      if (table.positions_[i] >= 0) {
        faults.Add({.line = heading.line,
                    .column = static_cast<int>(position) + 1,
                    .field = name,
                    .reason = "REPEATED_COLUMN",
                    .message = {.vi = absl::StrCat("Cột ", name, " có hai lần."),
                                .en = absl::StrCat("Column ", name, " stands twice.")}});
        usable = false;
      }
      table.positions_[i] = static_cast<int>(position);
    }
  }
  for (size_t i = 0; i < table.names_.size(); ++i) {
    if (required[i] && table.positions_[i] < 0) {
      faults.Add({.line = heading.line,
                  .field = table.names_[i],
                  .reason = "MISSING_COLUMN",
                  .message = {.vi = absl::StrCat("Thiếu cột ", table.names_[i],
                                                 ". Các cột cần có: ", absl::StrJoin(table.names_, ","), "."),
                              .en = absl::StrCat("Column ", table.names_[i], " is missing. The columns wanted: ",
                                                 absl::StrJoin(table.names_, ","), ".")}});
      usable = false;
    }
  }
  if (!usable) return table;

  const size_t width = heading.fields.size();
  for (size_t r = 1; r < records.size(); ++r) {
    Record& record = records[r];
    if (record.fields.size() == 1 && record.fields[0].empty() && width > 1) continue;  // A blank line.
    if (record.fields.size() != width) {
      faults.Add(FileFault(
          record.line, "FIELD_COUNT",
          {.vi = absl::StrCat("Dòng có ", record.fields.size(), " ô, cần ", width, " ô như dòng tên cột."),
           .en =
               absl::StrCat("The line has ", record.fields.size(), " fields, wanted ", width, " as in the heading.")}));
      continue;
    }
    Row& row = table.rows_.emplace_back();
    row.line = record.line;
    row.fields.reserve(table.positions_.size());
    for (int position : table.positions_) {
      row.fields.push_back(position < 0 ? std::string() : text::ToNfc(record.fields[position]));
    }
  }
  return table;
}

imports::Fault Table::FaultAt(const Row& row, int column, std::string_view reason, Message message) const {
  return {.line = row.line,
          .column = positions_[column] + 1,
          .field = names_[column],
          .reason = std::string(reason),
          .message = std::move(message)};
}

void RowReader::Fail(int column, std::string_view reason, Message message) {
  ok_ = false;
  faults_.Add(table_.FaultAt(row_, column, reason, std::move(message)));
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
