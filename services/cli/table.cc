#include "services/cli/table.h"

#include <libsmartcols/libsmartcols.h>

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace thidua::cli {

void Table::Release::operator()(libscols_table* table) const { scols_unref_table(table); }

Table::Table(const Style& style) : style_(style), table_(scols_new_table()) {
  scols_table_set_column_separator(table_.get(), "  ");
  scols_table_enable_colors(table_.get(), style.color ? 1 : 0);
  scols_table_set_termforce(table_.get(), style.width > 0 ? SCOLS_TERMFORCE_ALWAYS : SCOLS_TERMFORCE_NEVER);
  if (style.width > 0) scols_table_set_termwidth(table_.get(), style.width);
}

void Table::AddColumn(const std::string& heading, Column column) {
  const int flags = column == Column::kRight ? SCOLS_FL_RIGHT : column == Column::kCut ? SCOLS_FL_TRUNC : 0;
  libscols_column* added = scols_table_new_column(table_.get(), heading.c_str(), 0, flags);
  if (style_.color) scols_cell_set_color(scols_column_get_header(added), EscapeSequence(Tone::kStrong));
}

void Table::AddRow(const std::vector<Cell>& cells) {
  libscols_line* line = scols_table_new_line(table_.get(), nullptr);
  for (size_t i = 0; i < cells.size() && i < scols_table_get_ncols(table_.get()); ++i) {
    scols_line_set_data(line, i, cells[i].text.c_str());
    if (style_.color && cells[i].tone != Tone::kPlain) {
      scols_cell_set_color(scols_line_get_cell(line, i), EscapeSequence(cells[i].tone));
    }
  }
}

std::string Table::ToString() const {
  char* printed = nullptr;
  if (scols_print_table_to_string(table_.get(), &printed) != 0 || printed == nullptr) return {};
  const std::unique_ptr<char, decltype(&std::free)> owner(printed, &std::free);
  std::string text;
  for (const absl::string_view line : absl::StrSplit(printed, '\n')) {
    absl::StrAppend(&text, absl::StripTrailingAsciiWhitespace(line), "\n");
  }
  if (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace thidua::cli
