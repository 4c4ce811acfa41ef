#include "services/cli/table.h"

#include <libsmartcols/libsmartcols.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

constexpr char kGap[] = "  ";
constexpr size_t kGapWidth = 2;
// Narrower than this, broken text is harder to read than lines that the terminal breaks.
constexpr size_t kNarrowest = 16;

std::string Wrapped(const std::string& text, size_t width) {
  std::string lines = Paragraph("", text, 0, width);
  lines.pop_back();
  return lines;
}

}  // namespace

void Table::AddColumn(std::string heading, Column column) { columns_.emplace_back(std::move(heading), column); }

std::vector<size_t> Table::WrapWidths() const {
  std::vector<size_t> natural;
  size_t wraps = 0;
  size_t taken = kGapWidth * (columns_.size() - 1);
  for (size_t i = 0; i < columns_.size(); ++i) {
    natural.push_back(DisplayWidth(columns_[i].first));
    for (const auto& row : rows_) natural[i] = std::max(natural[i], DisplayWidth(row[i].text));
    if (columns_[i].second == Column::kWrap) {
      ++wraps;
    } else {
      taken += natural[i];
    }
  }
  std::vector<size_t> widths(columns_.size(), 0);
  if (wraps == 0 || style_.width < taken + wraps * kNarrowest) return widths;
  size_t left = style_.width - taken;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].second != Column::kWrap) continue;
    widths[i] = std::min(natural[i], left / std::max<size_t>(wraps, 1));
    left -= widths[i];
    --wraps;
  }
  return widths;
}

std::string Table::ToString() const {
  const std::unique_ptr<libscols_table, decltype(&scols_unref_table)> table(scols_new_table(), &scols_unref_table);
  scols_table_set_column_separator(table.get(), kGap);
  scols_table_enable_colors(table.get(), style_.color ? 1 : 0);
  const std::vector<size_t> widths = WrapWidths();
  bool limited = false;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const auto& [heading, kind] = columns_[i];
    const int flags = kind == Column::kRight ? SCOLS_FL_RIGHT
                      : kind == Column::kCut ? SCOLS_FL_TRUNC
                      : widths[i] > 0        ? SCOLS_FL_WRAP
                                             : 0;
    limited |= kind == Column::kCut || widths[i] > 0;
    libscols_column* column = scols_table_new_column(table.get(), heading.c_str(), 0, flags);
    if (widths[i] > 0) {
      scols_column_set_wrapfunc(column, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, nullptr);
      scols_column_set_safechars(column, "\n");
    }
    if (style_.color) scols_cell_set_color(scols_column_get_header(column), EscapeSequence(Tone::kStrong));
  }
  limited &= style_.width > 0;
  scols_table_set_termforce(table.get(), limited ? SCOLS_TERMFORCE_ALWAYS : SCOLS_TERMFORCE_NEVER);
  if (limited) scols_table_set_termwidth(table.get(), style_.width);
  for (const auto& row : rows_) {
    libscols_line* line = scols_table_new_line(table.get(), nullptr);
    for (size_t i = 0; i < row.size(); ++i) {
      scols_line_set_data(line, i, widths[i] > 0 ? Wrapped(row[i].text, widths[i]).c_str() : row[i].text.c_str());
      if (style_.color && row[i].tone != Tone::kPlain) {
        scols_cell_set_color(scols_line_get_cell(line, i), EscapeSequence(row[i].tone));
      }
    }
  }
  char* printed = nullptr;
  if (scols_print_table_to_string(table.get(), &printed) != 0 || printed == nullptr) return {};
  const std::unique_ptr<char, decltype(&std::free)> owner(printed, &std::free);
  std::string text;
  for (const absl::string_view line : absl::StrSplit(printed, '\n')) {
    absl::StrAppend(&text, absl::StripTrailingAsciiWhitespace(line), "\n");
  }
  if (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace thidua::cli
