#ifndef THIDUA_SERVICES_CLI_TABLE_H_
#define THIDUA_SERVICES_CLI_TABLE_H_

#include <memory>
#include <string>
#include <vector>

#include "services/cli/console.h"

struct libscols_table;

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
  };

  explicit Table(const Style& style);

  // REQUIRES: no row was added yet.
  void AddColumn(const std::string& heading, Column column = Column::kLeft);
  // Cells beyond the columns are ignored.
  void AddRow(const std::vector<Cell>& cells);
  // Ends with a line end; no line has trailing spaces.
  std::string ToString() const;

 private:
  struct Release {
    void operator()(libscols_table* table) const;
  };
  Style style_;
  std::unique_ptr<libscols_table, Release> table_;
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_TABLE_H_
