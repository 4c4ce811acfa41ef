#ifndef THIDUA_SERVICES_SCORING_SPREADSHEET_SHEET_LAYOUT_H_
#define THIDUA_SERVICES_SCORING_SPREADSHEET_SHEET_LAYOUT_H_

#include <array>
#include <string_view>

namespace thidua::scoring::sheet_layout {

// A text that stands in the workbook in one of two languages, and by which it is read again.
struct Label {
  std::string_view vi;
  std::string_view en;

  bool Is(std::string_view text) const { return text == vi || text == en; }
};

inline constexpr Label kFiguresSheet = {"Số liệu", "Figures"};
inline constexpr Label kListsSheet = {"Danh mục", "Lists"};

// Columns of the rows, from 1.
enum Column { kCriterion = 1, kTitle, kLabel, kInput, kValue, kSource, kMaximum, kPoints };

inline constexpr std::array<Label, 8> kHeadings = {{{"Mã tiêu chí", "Criterion code"},
                                                    {"Tiêu chí", "Criterion"},
                                                    {"Số liệu", "Figure"},
                                                    {"Mã số liệu", "Figure code"},
                                                    {"Giá trị", "Value"},
                                                    {"Nguồn", "Source"},
                                                    {"Điểm tối đa", "Maximum points"},
                                                    {"Điểm máy tính", "Computed points"}}};

// Each stands left of its value, above the headings.
inline constexpr Label kUnitName = {"Đơn vị", "Unit"};
inline constexpr Label kUnit = {"Mã đơn vị", "Unit code"};
inline constexpr Label kYear = {"Năm", "Year"};
inline constexpr Label kScale = {"Mã thang điểm", "Scale"};
inline constexpr Label kRevision = {"Lần sửa thang điểm", "Scale revision"};
inline constexpr Label kEtag = {"Dấu phiên bản", "Version mark"};

inline constexpr int kTitleRow = 1;
inline constexpr int kFirstFieldRow = 2;
inline constexpr int kGuideRow = 5;
inline constexpr int kHeadingRow = 6;

inline constexpr Label kTotal = {"Tổng điểm", "Total"};

}  // namespace thidua::scoring::sheet_layout

#endif  // THIDUA_SERVICES_SCORING_SPREADSHEET_SHEET_LAYOUT_H_
