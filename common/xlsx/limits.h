#ifndef THIDUA_COMMON_XLSX_LIMITS_H_
#define THIDUA_COMMON_XLSX_LIMITS_H_

#include <cstdint>

namespace thidua::xlsx {

// How much of a file is read before it is refused. Sizes are in bytes and are counted while unpacking: what a file
// declares of itself is never believed.
struct Limits {
  int64_t file_bytes = 10 << 20;
  int64_t entries = 200;
  int64_t entry_bytes = 32 << 20;
  int64_t unpacked_bytes = 64 << 20;
  int64_t sheets = 64;
  int64_t cells = 1'000'000;  // Of all sheets; also of shared strings.
  int64_t rows = 100'000;     // The number of the last row, as of the last column.
  int64_t columns = 1'000;
  int64_t cell_bytes = 32'767;
  int64_t text_bytes = 32 << 20;  // Of all cells together: many cells may share one string.
};

}  // namespace thidua::xlsx

#endif  // THIDUA_COMMON_XLSX_LIMITS_H_
