#include "common/csv/table.h"

#include <utility>

#include "common/csv/reader.h"

namespace thidua::csv {

Table Table::Read(std::string_view content, const std::vector<std::string>& columns, imports::FaultList& faults) {
  Reader reader = Reader::Open(content, columns, faults);
  Table table(reader.columns());
  for (Row row; reader.Next(row);) table.rows_.push_back(std::exchange(row, {}));
  if (!reader.is_utf8()) table.rows_.clear();
  return table;
}

}  // namespace thidua::csv
