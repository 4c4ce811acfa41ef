#ifndef THIDUA_COMMON_CSV_READER_H_
#define THIDUA_COMMON_CSV_READER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/csv/records.h"
#include "common/csv/row.h"
#include "common/import/fault.h"

namespace thidua::csv {

// One pass over a CSV file (RFC 4180, UTF-8 with or without byte order mark, LF or CRLF), record by record, by the
// names of its columns, which may stand in any order. Fields are NFC. Columns that nobody asked for are ignored. Memory
// is bounded by the longest record and the pieces.
class Reader {
 public:
  // Reads the heading. Columns asked for; a name that ends in '?' may be missing from the file. Faults of the file as a
  // whole or of single records (bad UTF-8, a quote that never closes, too few or too many fields, a record of more than
  // kMaxRecordBytes, a missing or repeated column name, no heading) go to `faults`, which must outlive the reader; the
  // rows that are well formed are read all the same.
  static Reader Open(Source source, const std::vector<std::string>& columns, imports::FaultList& faults);
  // The whole file is one piece, which must outlive the reader.
  static Reader Open(std::string_view content, const std::vector<std::string>& columns, imports::FaultList& faults);

  // Reads the next row over `row`, whose strings are used again. False at the end. All faults of the file are known
  // only then.
  bool Next(Row& row);

  // False once a piece was not UTF-8: the rows given out before must not be used.
  bool is_utf8() const { return records_->is_utf8(); }

  const Columns& columns() const { return columns_; }

 private:
  Reader(Source source, const std::vector<std::string>& columns, imports::FaultList& faults);
  void ReadHeading();
  bool HasRightSize();

  imports::FaultList* faults_;
  Columns columns_;
  std::unique_ptr<Records> records_;
  size_t width_ = 0;
  bool usable_ = false;  // The heading has the columns.
};

}  // namespace thidua::csv

#endif  // THIDUA_COMMON_CSV_READER_H_
