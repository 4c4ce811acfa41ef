#include "common/xlsx/writer.h"

#include <stdlib.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/decimal/decimal.h"
#include "common/status/problem.h"
#include "common/xlsx/limits.h"
#include "common/xlsx/reader.h"

namespace thidua::xlsx {
namespace {

constexpr int kNumberCellDigits = 15;

std::string MakeFolder() {
  std::error_code error;
  std::string pattern = (std::filesystem::temp_directory_path(error) / "thidua-xlsx-XXXXXX").string();
  return mkdtemp(pattern.data()) == nullptr ? std::string() : pattern;
}

// Texts that look like the escapes of the format ("_x0041_") are escaped themselves; libxlsxwriter leaves them.
std::string Escape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto is_hex = [&](size_t at) { return absl::ascii_isxdigit(static_cast<unsigned char>(text[at])); };
    const bool escape = i + 6 < text.size() && text[i] == '_' && text[i + 1] == 'x' && text[i + 6] == '_' &&
                        is_hex(i + 2) && is_hex(i + 3) && is_hex(i + 4) && is_hex(i + 5);
    out += escape ? std::string("_x005F_") : std::string(1, text[i]);
  }
  return out;
}

bool FitsNumberCell(std::string_view figure) {
  Decimal decimal;
  if (Decimal::Parse(figure, decimal) != Decimal::Fault::kNone || decimal.ToString() != figure) return false;
  int digits = 0;
  for (int64_t rest = decimal.mantissa(); rest != 0; rest /= 10) ++digits;
  return digits <= kNumberCellDigits;
}

lxw_row_t Row(int row) { return static_cast<lxw_row_t>(row - 1); }
lxw_col_t Column(int column) { return static_cast<lxw_col_t>(column - 1); }

}  // namespace

Writer::Writer() : folder_(MakeFolder()) {
  if (folder_.empty()) status_ = Internal("no temporary folder for a workbook");
  lxw_workbook_options options = {.constant_memory = LXW_FALSE, .tmpdir = folder_.data(), .use_zip64 = LXW_FALSE};
  workbook_ = workbook_new_opt((folder_ + "/book.xlsx").c_str(), &options);
}

Writer::~Writer() {
  lxw_workbook_free(workbook_);
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

lxw_worksheet* Writer::AddSheet(const std::string& name) { return workbook_add_worksheet(workbook_, name.c_str()); }

lxw_format* Writer::AddFormat() { return workbook_add_format(workbook_); }

void Writer::Text(lxw_worksheet* sheet, int row, int column, std::string_view text, lxw_format* format) {
  const std::string escaped = Escape(text);
  const int64_t limit = Limits().cell_bytes;
  if (static_cast<int64_t>(escaped.size()) > limit) {
    const std::string place = absl::StrCat(sheet->name, "!", CellAddress(row, column));
    status_ = FailedPrecondition(
        "TEXT_TOO_LONG",
        {.vi = absl::StrCat("Nội dung của ô ", place, " dài quá ", limit, " byte, XLSX không chứa được. Hãy rút ngắn."),
         .en = absl::StrCat("The text of cell ", place, " is longer than ", limit,
                            " bytes, more than XLSX holds. Shorten it.")});
    return;
  }
  worksheet_write_string(sheet, Row(row), Column(column), escaped.c_str(), format);
}

void Writer::Figure(lxw_worksheet* sheet, int row, int column, std::string_view figure, lxw_format* format) {
  if (!FitsNumberCell(figure)) return Text(sheet, row, column, figure, format);
  double number = 0;
  std::from_chars(figure.data(), figure.data() + figure.size(), number);
  worksheet_write_number(sheet, Row(row), Column(column), number, format);
}

void Writer::Number(lxw_worksheet* sheet, int row, int column, std::string_view number, lxw_format* format) {
  Decimal decimal;
  const bool is_decimal = Decimal::Parse(number, decimal) == Decimal::Fault::kNone;
  Figure(sheet, row, column, is_decimal ? decimal.ToString() : std::string(number), format);
}

lxw_chart* Writer::AddChart(lxw_chart_type type) { return workbook_add_chart(workbook_, static_cast<uint8_t>(type)); }

absl::StatusOr<std::string> Writer::Finish() {
  if (!status_.ok()) return status_;
  const lxw_error error = workbook_close(std::exchange(workbook_, nullptr));
  if (error != LXW_NO_ERROR) return Internal(absl::StrCat("writing a workbook: ", lxw_strerror(error)));
  std::ostringstream bytes;
  if (!(bytes << std::ifstream(folder_ + "/book.xlsx", std::ios::binary).rdbuf())) {
    return Internal("reading the workbook that was just written");
  }
  return std::move(bytes).str();
}

}  // namespace thidua::xlsx
