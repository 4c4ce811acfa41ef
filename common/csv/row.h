#ifndef THIDUA_COMMON_CSV_ROW_H_
#define THIDUA_COMMON_CSV_ROW_H_

#include <string>
#include <string_view>
#include <vector>

#include "common/import/fault.h"

namespace thidua::csv {

struct Row {
  int line = 0;                     // Where the record starts, from 1.
  std::vector<std::string> fields;  // In the order of the columns asked for; absent optional columns are empty.
};

// The columns asked for and where the heading of a file has them.
class Columns {
 public:
  // A name that ends in '?' may be missing from the file. No name may stand twice.
  explicit Columns(const std::vector<std::string>& wanted);

  // Finds them in the heading. False, with a fault for each, when one is missing or stands there twice.
  bool Find(const Row& heading, imports::FaultList& faults);

  // A fault of a field: `column` is an index into the columns asked for.
  imports::Fault FaultAt(const Row& row, int column, std::string_view reason, Message message) const;

  // Position of each in the file, from 0; -1 when absent.
  const std::vector<int>& positions() const { return positions_; }
  // "unit,year,…", without '?'.
  std::string Names() const;

 private:
  std::vector<std::string> names_;  // Without '?'.
  std::vector<bool> required_;
  std::vector<int> positions_;
};

// Checks of one field, with a fault when they fail.
class RowReader {
 public:
  // `source` is the Table or the Reader that gave `row`.
  template <typename Source>
  RowReader(const Source& source, const Row& row, imports::FaultList& faults)
      : columns_(source.columns()), row_(row), faults_(faults) {}

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
  const Row& row() const { return row_; }
  const std::string& field(int column) const { return row_.fields[column]; }

 private:
  const Columns& columns_;
  const Row& row_;
  imports::FaultList& faults_;
  bool ok_ = true;
};

}  // namespace thidua::csv

#endif  // THIDUA_COMMON_CSV_ROW_H_
