#include "common/csv/reader.h"

#include <csv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/csv/table.h"
#include "common/text/unicode.h"

namespace thidua::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// The model that Reader is held against: the file as a whole in memory, in one step after the other.
namespace model {

struct Record {
  int line = 0;
  std::vector<std::string> fields;
};

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
}

std::vector<Record> Parse(std::string_view content, imports::FaultList& faults) {
  csv_parser parser;
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_space_func(&parser, [](unsigned char) { return 0; });
  const std::unique_ptr<csv_parser, void (*)(csv_parser*)> cleanup(&parser, csv_free);

  Collector collector;
  bool broken = false;
  for (size_t start = 0; start < content.size() && !broken;) {
    const size_t newline = content.find('\n', start);
    const size_t end = newline == std::string_view::npos ? content.size() : newline + 1;
    if (parser.pstate == 0) collector.current.line = collector.line;
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

std::vector<Row> ReadWhole(std::string_view content, const std::vector<std::string>& columns,
                           imports::FaultList& faults) {
  std::vector<std::string> names;
  std::vector<int> positions;
  std::vector<Row> rows;
  std::vector<bool> required;
  for (const std::string& column : columns) {
    const bool optional = column.ends_with('?');
    names.push_back(optional ? column.substr(0, column.size() - 1) : column);
    required.push_back(!optional);
  }
  positions.assign(columns.size(), -1);

  content = text::WithoutByteOrderMark(content);
  if (const auto bad = text::FirstBadUtf8(content)) {
    faults.Add(FileFault(LineOf(content, *bad), "BAD_UTF8",
                         {.vi = "Tệp không phải UTF-8. Hãy lưu lại với bảng mã UTF-8 (Excel: \"CSV UTF-8\").",
                          .en = "The file is not UTF-8. Save it again as UTF-8 (Excel: \"CSV UTF-8\")."}));
    return rows;
  }

  std::vector<Record> records = Parse(content, faults);
  if (records.empty()) {
    if (faults.empty()) {
      faults.Add(FileFault(1, "NO_HEADING",
                           {.vi = absl::StrCat("Tệp rỗng. Dòng đầu phải là tên cột: ", absl::StrJoin(names, ","), "."),
                            .en = absl::StrCat("The file is empty. Its first line must name the columns: ",
                                               absl::StrJoin(names, ","), ".")}));
    }
    return rows;
  }

  const Record& heading = records.front();
  bool usable = true;
  for (size_t position = 0; position < heading.fields.size(); ++position) {
    const std::string name = text::ToNfc(std::string(absl::StripAsciiWhitespace(heading.fields[position])));
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i] != name) continue;
      if (positions[i] >= 0) {
        faults.Add({.line = heading.line,
                    .column = static_cast<int>(position) + 1,
                    .field = name,
                    .reason = "REPEATED_COLUMN",
                    .message = {.vi = absl::StrCat("Cột ", name, " có hai lần."),
                                .en = absl::StrCat("Column ", name, " stands twice.")}});
        usable = false;
      }
      positions[i] = static_cast<int>(position);
    }
  }
  for (size_t i = 0; i < names.size(); ++i) {
    if (required[i] && positions[i] < 0) {
      faults.Add(
          {.line = heading.line,
           .field = names[i],
           .reason = "MISSING_COLUMN",
           .message = {.vi = absl::StrCat("Thiếu cột ", names[i], ". Các cột cần có: ", absl::StrJoin(names, ","), "."),
                       .en = absl::StrCat("Column ", names[i],
                                          " is missing. The columns wanted: ", absl::StrJoin(names, ","), ".")}});
      usable = false;
    }
  }
  if (!usable) return rows;

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
    Row& row = rows.emplace_back();
    row.line = record.line;
    row.fields.reserve(positions.size());
    for (int position : positions) {
      row.fields.push_back(position < 0 ? std::string() : text::ToNfc(record.fields[position]));
    }
  }
  return rows;
}

}  // namespace model

std::string Told(const Row& row) { return absl::StrCat(row.line, "|", absl::StrJoin(row.fields, "|")); }

std::vector<std::string> Told(const std::vector<Row>& rows) {
  std::vector<std::string> told;
  for (const Row& row : rows) told.push_back(Told(row));
  return told;
}

// Everything that is said of a file.
std::vector<std::string> Told(const imports::FaultList& faults) {
  std::vector<std::string> told = {absl::StrCat("more: ", faults.more())};
  for (const imports::Fault& fault : faults.Sorted()) {
    told.push_back(absl::StrCat(fault.line, ":", fault.column, " ", fault.field, " ", fault.reason, " ",
                                fault.message.vi, " ", fault.message.en));
  }
  return told;
}

// Gives `content` cut before each of `cuts`, which ascend. Every piece is gone when the next one is asked for.
Source Cut(const std::string& content, std::vector<size_t> cuts) {
  cuts.push_back(content.size());
  auto piece = std::make_shared<std::unique_ptr<std::vector<char>>>();
  return [=, start = size_t{0}, next = size_t{0}]() mutable -> std::string_view {
    while (next < cuts.size() && cuts[next] == start) ++next;
    const size_t end = next < cuts.size() ? cuts[next] : start;
    *piece = std::make_unique<std::vector<char>>(content.begin() + start, content.begin() + end);
    start = end;
    return {(*piece)->data(), (*piece)->size()};
  };
}

std::vector<Row> ReadAll(Reader& reader) {
  std::vector<Row> rows;
  for (Row row; reader.Next(row);) rows.push_back(row);
  return rows;
}

const std::vector<std::string>& Asked() {
  static const std::vector<std::string> columns = {"a", "b?", "tên?"};
  return columns;
}

void ExpectReadsLikeTheModel(const std::string& content, int limit, const std::vector<size_t>& cuts) {
  imports::FaultList wanted_faults(limit), faults(limit);
  const std::vector<Row> wanted = model::ReadWhole(content, Asked(), wanted_faults);
  Reader reader = Reader::Open(Cut(content, cuts), Asked(), faults);
  const std::vector<Row> rows = ReadAll(reader);
  const auto where = [&] {
    return absl::StrCat("\"", absl::CHexEscape(content), "\" cut at ", absl::StrJoin(cuts, ","));
  };
  EXPECT_EQ(Told(faults), Told(wanted_faults)) << where();
  if (reader.is_utf8()) {
    EXPECT_EQ(Told(rows), Told(wanted)) << where();
  } else {
    EXPECT_THAT(Told(faults), ElementsAre("more: 0", HasSubstr("BAD_UTF8"))) << where();
  }
}

void ExpectTableReadsLikeTheModel(const std::string& content, int limit) {
  imports::FaultList wanted_faults(limit), faults(limit);
  const std::vector<Row> wanted = model::ReadWhole(content, Asked(), wanted_faults);
  const Table table = Table::Read(content, Asked(), faults);
  EXPECT_EQ(Told(table.rows()), Told(wanted)) << absl::CHexEscape(content);
  EXPECT_EQ(Told(faults), Told(wanted_faults)) << absl::CHexEscape(content);
}

void ExpectEveryCutReadsLikeTheModel(const std::string& content, int limit) {
  ExpectTableReadsLikeTheModel(content, limit);
  ExpectReadsLikeTheModel(content, limit, {});
  std::vector<size_t> everywhere;
  for (size_t cut = 1; cut < content.size(); ++cut) {
    ExpectReadsLikeTheModel(content, limit, {cut});
    everywhere.push_back(cut);
  }
  ExpectReadsLikeTheModel(content, limit, everywhere);
}

template <size_t kSize>
std::string Tokens(std::mt19937& random, const std::string (&tokens)[kSize], int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += tokens[random() % kSize];
  return out;
}

const std::string kHostile[] = {"a",     "b",         "tên", "1",    " ",
                                ",",     ",",         "\n",  "\n",   "\r\n",
                                "\r",    "\"",        "\"",  "\"\"", "\xEF\xBB\xBF",
                                "ơ",     "o\xCC\x9B", "😀",   "\t",   std::string(1, '\0'),
                                "\"x\"", "\"x,\n\""};
const std::string kNotUtf8[] = {"\xFF",
                                "\xE2\x82",
                                "\xED\xA0\x80",
                                "\xC0\x80",
                                "\x80",
                                "\xF0\x9F",
                                "\xF4\x90\x80\x80",
                                "\xC6",
                                "\xF8\x88\x80\x80\x80"};
const std::string kField[] = {"",         "x",     "Ba T\xC6\xA1", "Ba To\xCC\x9B", "\"q\"", "\"q\"\"q\"",
                              "\"\r\n\"", "\",\"", " y ",          "\"ch\nữ\"",     "😀",     "\"\""};

TEST(ReaderPropertyTest, ReadsHostileFilesLikeTheModelHoweverTheyAreCut) {
  std::mt19937 random(20240501);
  for (int round = 0; round < 4000; ++round) {
    std::string content = round % 3 == 0 ? "" : "a,b\n";
    content += Tokens(random, kHostile, static_cast<int>(random() % 14));
    if (random() % 4 == 0) content.insert(random() % (content.size() + 1), Tokens(random, kNotUtf8, 1));
    ExpectEveryCutReadsLikeTheModel(content, 1 + static_cast<int>(random() % 4));
    if (HasFailure()) return;
  }
}

TEST(ReaderPropertyTest, ReadsTablesLikeTheModelHoweverTheyAreCut) {
  std::mt19937 random(20240502);
  const std::string marks[] = {"", "\xEF\xBB\xBF"}, ends[] = {"\n", "\r\n", "\r", "\n\n"};
  for (int round = 0; round < 1500; ++round) {
    std::string content = Tokens(random, marks, 1) + "b,x,tên,a" + Tokens(random, ends, 1);
    for (int row = 0; row < 4; ++row) {
      const int width = random() % 8 == 0 ? 3 : 4;
      for (int i = 0; i < width; ++i) content += (i > 0 ? "," : "") + Tokens(random, kField, 1);
      if (row < 3 || random() % 2 == 0) content += Tokens(random, ends, 1);
    }
    if (random() % 3 == 0) content[random() % content.size()] = static_cast<char>(random());
    ExpectEveryCutReadsLikeTheModel(content, 1 + static_cast<int>(random() % 4));
    if (HasFailure()) return;
  }
}

TEST(ReaderTest, UsesTheStringsOfTheRowAgain) {
  imports::FaultList faults;
  const std::string content = absl::StrCat("a\n", std::string(100, 'x'), "\n", std::string(90, 'y'), "\n");
  Reader reader = Reader::Open(content, {"a", "b?"}, faults);
  Row row = {.fields = {"left", "over", "from"}};
  ASSERT_TRUE(reader.Next(row));
  const char* const bytes = row.fields[0].data();
  ASSERT_TRUE(reader.Next(row));
  EXPECT_EQ(row.fields[0].data(), bytes);
  EXPECT_THAT(row.fields, ElementsAre(std::string(90, 'y'), ""));
  EXPECT_FALSE(reader.Next(row));
  EXPECT_FALSE(reader.Next(row));
}

TEST(ReaderTest, ARowReaderNamesTheColumnsOfTheReader) {
  imports::FaultList faults;
  Reader reader = Reader::Open("b,a\n,x\n", {"a", "b"}, faults);
  Row row;
  ASSERT_TRUE(reader.Next(row));
  RowReader fields(reader, row, faults);
  EXPECT_EQ(fields.Code(0), "x");
  fields.Code(1);
  ASSERT_EQ(faults.Sorted().size(), 1u);
  EXPECT_EQ(faults.Sorted()[0].column, 1);
  EXPECT_EQ(faults.Sorted()[0].field, "b");
}

TEST(ReaderTest, AFileThatIsNotUtf8IsToldOnlyThat) {
  imports::FaultList faults;
  const std::string content = "a,b\n1\n1,2\n\xFF,2\n";
  Reader reader = Reader::Open(Cut(content, {10}), {"a", "b"}, faults);
  Row row;
  ASSERT_TRUE(reader.Next(row));
  RowReader(reader, row, faults).Fail(0, "UNKNOWN", {});
  EXPECT_TRUE(reader.is_utf8());
  EXPECT_FALSE(reader.Next(row));
  EXPECT_FALSE(reader.is_utf8());
  faults.Add({.reason = "LATER"});
  ASSERT_EQ(faults.Sorted().size(), 1u);
  EXPECT_EQ(faults.Sorted()[0].reason, "BAD_UTF8");
  EXPECT_EQ(faults.Sorted()[0].line, 4);
  EXPECT_EQ(faults.more(), 0);
}

TEST(ReaderTest, RefusesARecordThatIsTooLongHoweverItIsCut) {
  const std::string before = "a\n1\n\"";
  const std::string longest = before + std::string(kMaxRecordBytes - 3, 'x') + "\"\n";
  const std::string too_long = before + std::string(kMaxRecordBytes - 2, 'x') + "\"\n";
  const std::string open_quote = before + std::string(kMaxRecordBytes / 2, '\n') + std::string(kMaxRecordBytes, 'x');
  const std::string bad_quote = before + "\"x" + std::string(2 * kMaxRecordBytes, 'x');
  struct Case {
    const std::string& content;
    const char* told;
    size_t rows;
  };
  for (const Case& one : {Case{longest, "", 2}, Case{too_long, "3:0  RECORD_TOO_LONG", 1},
                          Case{open_quote, "3:0  RECORD_TOO_LONG", 1}, Case{bad_quote, "3:0  BAD_QUOTES", 1}}) {
    const size_t size = one.content.size();
    for (const std::vector<size_t>& cuts : std::vector<std::vector<size_t>>{
             {}, {4}, {5}, {6}, {7}, {size / 3, size / 2}, {size - 2}, {size - 1}, {size - 2, size - 1}}) {
      imports::FaultList faults;
      Reader reader = Reader::Open(Cut(one.content, cuts), {"a"}, faults);
      EXPECT_EQ(ReadAll(reader).size(), one.rows);
      const std::vector<std::string> told = Told(faults);
      ASSERT_EQ(told.size(), *one.told == '\0' ? 1u : 2u) << absl::StrJoin(cuts, ",");
      EXPECT_THAT(told.back(), StartsWith(*one.told == '\0' ? "more: 0" : one.told)) << absl::StrJoin(cuts, ",");
    }
  }
}

}  // namespace
}  // namespace thidua::csv
