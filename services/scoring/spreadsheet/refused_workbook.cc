#include "services/scoring/spreadsheet/refused_workbook.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "common/status/problem.h"

namespace thidua::scoring {

bool LooksLikeWorkbook(std::string_view bytes) {
  return bytes.starts_with(std::string_view("PK\x03\x04", 4)) ||
         bytes.starts_with(std::string_view("\xD0\xCF\x11\xE0", 4));
}

xlsx::Limits WorkbookLimits() { return {.cells = 200'000, .rows = 20'000, .columns = 200, .text_bytes = 8 << 20}; }

imports::Fault RefusedWorkbook(const absl::Status& status) {
  Problem problem = Problem::FromStatus(status);
  int row = 0, column = 0;
  // Of a refusal that concerns no cell, both stay 0.
  if (!absl::SimpleAtoi(problem.metadata["row"], &row) || !absl::SimpleAtoi(problem.metadata["column"], &column)) {
    row = column = 0;
  }
  return {.line = row,
          .column = column,
          .field = std::move(problem.metadata["cell"]),
          .reason = std::move(problem.reason),
          .message = std::move(problem.message)};
}

}  // namespace thidua::scoring
