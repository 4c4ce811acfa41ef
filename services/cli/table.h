#ifndef THIDUA_SERVICES_CLI_TABLE_H_
#define THIDUA_SERVICES_CLI_TABLE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/cli/console.h"

namespace thidua::cli {

struct Cell {
  Cell(std::string words, Tone look = Tone::kPlain) : text(std::move(words)), tone(look) {}  // NOLINT: cells are text.
  Cell(const char* words) : text(words) {}                                                   // NOLINT: cells are text.

  std::string text;
  Tone tone = Tone::kPlain;
};

// A table for people: columns as wide as their widest cell, two spaces apart. Needs UseUtf8Locale().
class Table {
 public:
  enum class Column {
    kLeft,
    kRight,
    // Left, and cut where the terminal ends.
    kCut,
    // Left, and broken between words so that the table fits the terminal. Where that leaves too little, the first
    // column goes on a line above its row and the others below it.
    kWrap,
  };

  explicit Table(const Style& style) : style_(style) {}

  void AddColumn(std::string heading, Column column = Column::kLeft);
  // REQUIRES: a cell for each column.
  void AddRow(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  // Ends with a line end; no line has trailing spaces.
  std::string ToString() const;

 private:
  // Of each column; 0: as wide as its cells. Nothing when the terminal is too narrow.
  std::optional<std::vector<size_t>> WrapWidths() const;
  // With the columns that wrap on lines of their own.
  std::string Stacked() const;

  Style style_;
  std::vector<std::pair<std::string, Column>> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_TABLE_H_
