#ifndef THIDUA_COMMON_CSV_TABLE_H_
#define THIDUA_COMMON_CSV_TABLE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/csv/row.h"
#include "common/import/fault.h"

namespace thidua::csv {

// All rows of a CSV file at once, as Reader gives them.
class Table {
 public:
  using Row = csv::Row;

  static Table Read(std::string_view content, const std::vector<std::string>& columns, imports::FaultList& faults);

  const std::vector<Row>& rows() const { return rows_; }
  const Columns& columns() const { return columns_; }

 private:
  explicit Table(Columns columns) : columns_(std::move(columns)) {}

  Columns columns_;
  std::vector<Row> rows_;
};

}  // namespace thidua::csv

#endif  // THIDUA_COMMON_CSV_TABLE_H_
