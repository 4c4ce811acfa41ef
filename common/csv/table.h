#ifndef THIDUA_COMMON_CSV_TABLE_H_
#define THIDUA_COMMON_CSV_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/import/fault.h"

namespace thidua::csv {

// A CSV file (RFC 4180, UTF-8 with or without byte order mark, LF or CRLF) read by the names of its columns, which may
// stand in any order. Fields are NFC. Columns that nobody asked for are ignored.
class Table {
 public:
  struct Row {
    int line = 0;                     // Where the record starts, from 1.
    std::vector<std::string> fields;  // In the order of the columns asked for; absent optional columns are empty.
  };

  // Columns asked for; a name that ends in '?' may be missing from the file. Faults of the file as a whole or of single
  // records (bad UTF-8, a quote that never closes, too few or too many fields, a missing, unknown or repeated column
  // name, no heading) go to `faults`; the rows that are well formed are read all the same.
  static Table Read(std::string_view content, const std::vector<std::string>& columns, imports::FaultList& faults);

  const std::vector<Row>& rows() const { return rows_; }

  // A fault of a field: `column` is an index into the columns asked for.
  imports::Fault FaultAt(const Row& row, int column, std::string_view reason, Message message) const;

 private:
  std::vector<std::string> names_;  // Without '?'.
  std::vector<int> positions_;      // Position of each in the file, from 0; -1 when absent.
  std::vector<Row> rows_;
};

// Checks of one field, with a fault when they fail.
class RowReader {
 public:
  RowReader(const Table& table, const Table::Row& row, imports::FaultList& faults)
      : table_(table), row_(row), faults_(faults) {}

  // A short identifier: not empty, no surrounding space, no control character, at most `max_bytes` bytes.
  std::string Code(int column, size_t max_bytes = 64);
  // The same, or empty.
  std::string OptionalCode(int column, size_t max_bytes = 64);
  // Text for people: not empty, no control character, no surrounding space, at most `max_bytes` bytes.
  std::string Text(int column, size_t max_bytes = 1000);
  std::string OptionalText(int column, size_t max_bytes = 1000);
  // A year between 1945 and 2200.
  int Year(int column);
  // A whole number between `low` and `high`.
  int Whole(int column, int low, int high);

  void Fail(int column, std::string_view reason, Message message);
  // False once anything failed: the row must not be used.
  bool ok() const { return ok_; }
  const Table::Row& row() const { return row_; }
  const std::string& field(int column) const { return row_.fields[column]; }

 private:
  const Table& table_;
  const Table::Row& row_;
  imports::FaultList& faults_;
  bool ok_ = true;
};

}  // namespace thidua::csv

#endif  // THIDUA_COMMON_CSV_TABLE_H_
