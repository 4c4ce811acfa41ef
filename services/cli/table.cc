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
// Narrower than this, broken text is harder to read than lines of its own.
constexpr size_t kNarrowest = 16;
constexpr char kBelow[] = "    ";
constexpr size_t kBelowWidth = 4;
constexpr char kBetween[] = " · ";

std::string Wrapped(const std::string& text, size_t width) {
  std::string lines = Paragraph("", text, 0, width);
  lines.pop_back();
  return lines;
}

}  // namespace

void Table::AddColumn(std::string heading, Column column) { columns_.emplace_back(std::move(heading), column); }

std::optional<std::vector<size_t>> Table::WrapWidths() const {
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
  if (wraps == 0 || style_.width == 0) return widths;
  if (style_.width < taken + wraps * kNarrowest) return std::nullopt;
  size_t left = style_.width - taken;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].second != Column::kWrap) continue;
    widths[i] = std::min(natural[i], left / std::max<size_t>(wraps, 1));
    left -= widths[i];
    --wraps;
  }
  return widths;
}

std::string Table::Stacked() const {
  Table beside(style_);
  std::vector<std::string> headings;
  for (const auto& [heading, kind] : columns_) {
    if (kind == Column::kWrap) {
      headings.push_back(heading);
    } else {
      beside.AddColumn(heading, kind);
    }
  }
  const bool above = columns_.front().second == Column::kWrap;
  // A row's words, where they do not stand in a column.
  const auto words = [&](const std::vector<std::string>& texts, bool of_above) {
    std::string joined;
    for (size_t i = 0; i < texts.size(); ++i) {
      if ((above && i == 0) != of_above || texts[i].empty()) continue;
      absl::StrAppend(&joined, joined.empty() ? "" : kBetween, texts[i]);
    }
    if (joined.empty()) return joined;
    return of_above ? Paragraph("", joined, 0, style_.width) : Paragraph(kBelow, joined, kBelowWidth, style_.width);
  };
  std::vector<std::vector<std::string>> wrapped;
  for (const auto& row : rows_) {
    std::vector<Cell> cells;
    std::vector<std::string>& texts = wrapped.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) {
      if (columns_[i].second == Column::kWrap) {
        texts.push_back(row[i].text);
      } else {
        cells.push_back(row[i]);
      }
    }
    beside.AddRow(std::move(cells));
  }
  const std::vector<std::string> lines = absl::StrSplit(beside.ToString(), '\n');
  std::string text = absl::StrCat(words(headings, true), lines[0], "\n", words(headings, false));
  for (size_t row = 0; row < wrapped.size(); ++row) {
    absl::StrAppend(&text, words(wrapped[row], true), lines[row + 1], "\n", words(wrapped[row], false));
  }
  return text;
}

std::string Table::ToString() const {
  const std::unique_ptr<libscols_table, decltype(&scols_unref_table)> table(scols_new_table(), &scols_unref_table);
  scols_table_set_column_separator(table.get(), kGap);
  scols_table_enable_colors(table.get(), style_.color ? 1 : 0);
  const std::optional<std::vector<size_t>> wrap_widths = WrapWidths();
  if (!wrap_widths.has_value()) return Stacked();
  const std::vector<size_t>& widths = *wrap_widths;
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
