#ifndef THIDUA_SERVICES_SCORING_SPREADSHEET_SHEET_WORKBOOK_H_
#define THIDUA_SERVICES_SCORING_SPREADSHEET_SHEET_WORKBOOK_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/import/fault.h"
#include "common/status/message.h"
#include "services/scoring/domain/placed_figure.h"
#include "services/scoring/domain/scale.h"

namespace thidua::scoring {

// A reported figure. The value is a decimal or the label of a grade.
struct SheetInput {
  std::string criterion;
  std::string name;
  std::string value;
  std::string source;

  friend bool operator==(const SheetInput&, const SheetInput&) = default;
};

// What the score sheet of one unit in one year says.
struct SheetContent {
  std::string unit;
  std::string unit_name;
  std::string unit_type;
  int year = 0;
  std::string scale_id;
  int scale_revision = 0;
  std::string etag;
  std::vector<SheetInput> inputs;
  std::vector<std::string> points;  // Computed, by scale.criteria(); empty where a criterion does not apply.
  std::string total;
};

// The sheet as a protected workbook for people: a row for each figure of each criterion that applies, under the
// headings of its groups. Only value and source can be changed; grades are chosen from a list. Texts and figures come
// back from ReadSheetFile byte by byte, whatever a text begins with.
absl::StatusOr<std::string> WriteSheetXlsx(const Scale& scale, const SheetContent& content, Language language);

// The same rows for programs, and for ImportInputs once a value is filled in. Fields are written as they are: a text
// that begins with '=' stays so, because an apostrophe before it would be another text. People who open the file in
// Excel, which takes such a field for a formula, are better served by the workbook.
std::string WriteSheetCsv(const Scale& scale, const SheetContent& content);

// What a filled-in sheet says, in either format.
struct SheetFile {
  struct Entry {
    SheetInput input;
    std::string place;  // Of the value: the cell's address ("E7"), or "line 12" of a CSV file.
    int line = 0;
    int column = 0;
  };

  std::string unit;
  int year = 0;
  std::string scale_id;
  int scale_revision = 0;
  std::string etag;
  std::vector<Entry> entries;  // Figures with a value; a value left empty is not reported.
  bool is_csv = false;
};

// Reads a file that WriteSheetXlsx or WriteSheetCsv made and someone filled in; a zip file is taken for a workbook.
// Rows are known by their codes, in whatever order they stand. Each fault has its line (the row), its column and as
// field the cell's address; in a CSV file the name of the column.
//
// REQUIRES: `faults` is empty.
SheetFile ReadSheetFile(std::string_view bytes, imports::FaultList& faults);

// A fault of an entry, at the cell or field that is wrong.
imports::Fault FaultAt(const SheetFile& file, const SheetFile::Entry& entry, MisplacedFigure::Part part,
                       const Refusal& refusal);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_SPREADSHEET_SHEET_WORKBOOK_H_
