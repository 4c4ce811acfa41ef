#ifndef THIDUA_COMMON_XLSX_WRITER_H_
#define THIDUA_COMMON_XLSX_WRITER_H_

#include <xlsxwriter.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/status/message.h"

namespace thidua::xlsx {

// A workbook made with libxlsxwriter, with cells that Read gives back as they were written. Rows and columns count from
// 1 here, from 0 in libxlsxwriter's own functions. libxlsxwriter writes files, so a folder of our own holds one until
// this object goes.
class Writer {
 public:
  Writer();
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  lxw_worksheet* AddSheet(const std::string& name);
  // Owned by the workbook.
  lxw_format* AddFormat();

  // Always text, also "=1+1" and "007".
  void Text(lxw_worksheet* sheet, int row, int column, std::string_view text, lxw_format* format = nullptr);
  // A number where a number cell holds it digit by digit: a decimal in its shortest spelling with at most 15
  // significant digits. Anything else is written as text.
  void Figure(lxw_worksheet* sheet, int row, int column, std::string_view figure, lxw_format* format = nullptr);

  // A number whatever its spelling, "12.50" too: the format is to show its places. Text where no number cell holds it
  // digit by digit.
  void Number(lxw_worksheet* sheet, int row, int column, std::string_view number, lxw_format* format = nullptr);

  // Owned by the workbook; worksheet_insert_chart puts it on a sheet.
  lxw_chart* AddChart(lxw_chart_type type);

  // The bytes of the file; call it once. INTERNAL when the temporary folder cannot be written; FAILED_PRECONDITION
  // TEXT_TOO_LONG when some text was longer than a cell holds.
  absl::StatusOr<std::string> Finish();

 private:
  std::string folder_;
  lxw_workbook* workbook_ = nullptr;
  absl::Status status_;
};

}  // namespace thidua::xlsx

#endif  // THIDUA_COMMON_XLSX_WRITER_H_
