#ifndef THIDUA_COMMON_XLSX_READER_H_
#define THIDUA_COMMON_XLSX_READER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/xlsx/limits.h"

namespace thidua::xlsx {

// Rows and columns count from 1.
struct Cell {
  enum class Kind { kText, kNumber, kBoolean };

  int row = 0;
  int column = 0;
  // UTF-8, NFC. Of a number, its shortest plain spelling ("34265077", "-0.5"); of a boolean, TRUE or FALSE.
  //
  // No figure passes through floating point unless the file itself wrote one: a plain decimal that Decimal can hold is
  // taken digit by digit. A spelling with an exponent, with more digits than Decimal holds, or with a fraction and more
  // than 15 significant digits (0.10000000000000001, 123456789012.10001) is what a program makes of a binary number; it
  // is rounded to 15 significant digits, the most that Excel shows or lets anyone type.
  std::string text;
  Kind kind = Kind::kText;
};

struct WorkSheet {
  std::string name;
  std::vector<Cell> cells;  // Those that are not empty, by row, then column.
};

// Reads the work sheets of an .xlsx file, in the order of its tabs, hidden ones too. Formats, pictures, charts and
// comments are passed over; what could carry a figure that nobody typed is refused: formulas, macros, external links.
//
// INVALID_ARGUMENT on chunk.data, in memory and time bounded by `limits` whatever the bytes are:
//   NOT_XLSX, BAD_ZIP, ENCRYPTED, FILE_TOO_LARGE, TOO_MANY_ENTRIES, UNPACKED_TOO_LARGE: the container
//   BAD_XML, XML_ENCODING (not UTF-8), XML_ENTITY (a DOCTYPE), XML_TOO_COMPLEX: one of its parts
//   MACROS, EXTERNAL_LINK, FORMULA: content
//   TOO_MANY_SHEETS, TOO_MANY_CELLS, TOO_MANY_ROWS, TOO_MANY_COLUMNS, TEXT_TOO_LONG: its size
//   BAD_SHEET, BAD_NUMBER: a sheet that Excel would not open either
// FORMULA and BAD_NUMBER name their cell in metadata "cell", e.g. "Tiêu chí!C7", and its numbers in "row" and "column".
absl::StatusOr<std::vector<WorkSheet>> Read(std::string_view bytes, const Limits& limits = {});

// What Excel calls a cell, e.g. "C7" of row 7 and column 3.
std::string CellAddress(int row, int column);

}  // namespace thidua::xlsx

#endif  // THIDUA_COMMON_XLSX_READER_H_
