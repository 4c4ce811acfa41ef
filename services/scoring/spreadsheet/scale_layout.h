#ifndef THIDUA_SERVICES_SCORING_SPREADSHEET_SCALE_LAYOUT_H_
#define THIDUA_SERVICES_SCORING_SPREADSHEET_SCALE_LAYOUT_H_

#include <array>
#include <span>
#include <string_view>

// The work sheets of a scale's workbook. Each has headings for people in row 1, the names of the fields in row 2 and
// what is said of one thing in each row below.
namespace thidua::scoring::scale_layout {

inline constexpr int kHeadingRow = 1;
inline constexpr int kKeyRow = 2;
inline constexpr int kFirstRow = 3;

using Words = std::span<const std::string_view>;

// Words in cells are those of scale files, in the order of the enumeration or variant that they spell.
inline constexpr std::array<std::string_view, 4> kLevelNames = {"", "PROVINCE", "DISTRICT", "COMMUNE"};
inline constexpr std::array<std::string_view, 4> kMethods = {"", "SUM", "MEAN", "NORMALIZED"};
inline constexpr std::array<std::string_view, 3> kModes = {"HALF_UP", "DOWN", "UP"};
inline constexpr std::array<std::string_view, 3> kBetter = {"", "LOWER", "HIGHER"};
inline constexpr std::array<std::string_view, 2> kNoTarget = {"REFUSE", "RATIO_TO_BEST"};
inline constexpr std::array<std::string_view, 2> kNodeKinds = {"group", "criterion"};
inline constexpr std::array<std::string_view, 2> kAdjustmentKinds = {"deduction", "bonus"};
inline constexpr std::array<std::string_view, 2> kBooleans = {"FALSE", "TRUE"};
inline constexpr std::array<std::string_view, 6> kActors = {"",          "UNIT",  "VERIFIERS", "CLUSTER_LEADER",
                                                            "AUTHORITY", "NOBODY"};
inline constexpr std::array<std::string_view, 3> kScopes = {"", "CLUSTER", "ALL"};
inline constexpr std::array<std::string_view, 11> kRules = {"",          "full",       "attainment",  "adverseRate",
                                                            "grade",     "milestones", "tiers",       "yearOverYear",
                                                            "checklist", "declared",   "peerRelative"};

enum class Holds { kText, kFigure };

struct ColumnText {
  std::string_view key;
  std::string_view vi;
  std::string_view en;
  Holds holds = Holds::kText;
  int width = 14;
  Words words = {};  // What a cell is chosen from; empty: anything.
};

struct SheetText {
  std::string_view vi;
  std::string_view en;
};

inline constexpr SheetText kScale = {"Thang điểm", "Scale"};
inline constexpr SheetText kCriteria = {"Tiêu chí", "Criteria"};
inline constexpr SheetText kLevels = {"Mức", "Levels"};
inline constexpr SheetText kAdjustments = {"Cộng trừ", "Adjustments"};
inline constexpr SheetText kTieBreaks = {"Thứ tự", "Tie-breaks"};
inline constexpr SheetText kStages = {"Các bước", "Stages"};
inline constexpr SheetText kAwards = {"Khen thưởng", "Awards"};
inline constexpr SheetText kExclusions = {"Không xét khen", "Exclusions"};

inline constexpr std::array<ColumnText, 3> kScaleColumns = {{{"label", "Mục", "Field", Holds::kText, 30},
                                                             {"key", "Tên", "Name", Holds::kText, 16},
                                                             {"value", "Giá trị", "Value", Holds::kText, 60}}};

// The rows of the first sheet; `under` once for each unit.
inline constexpr std::array<ColumnText, 10> kScaleFields = {
    {{"scaleId", "Mã thang điểm", "Scale"},
     {"year", "Năm", "Year"},
     {"level", "Cấp được chấm", "Level", Holds::kText, 0, kLevelNames},
     {"under", "Thuộc đơn vị", "Under unit"},
     {"title", "Tên", "Title"},
     {"issuedBy", "Cơ quan ban hành", "Issued by"},
     {"citation", "Căn cứ", "Citation"},
     {"total.method", "Cách tính tổng", "Total by", Holds::kText, 0, kMethods},
     {"total.places", "Số chữ số thập phân của tổng", "Places of the total"},
     {"total.cap", "Tổng tối đa", "Total at most"}}};

inline constexpr std::array<ColumnText, 26> kCriteriaColumns = {
    {{"kind", "Loại", "Kind", Holds::kText, 11, kNodeKinds},
     {"code", "Mã", "Code"},
     {"parent", "Thuộc chỉ tiêu", "In group"},
     {"title", "Tên", "Title", Holds::kText, 50},
     {"citation", "Căn cứ", "Citation", Holds::kText, 24},
     {"maxPoints", "Điểm tối đa", "Maximum points", Holds::kFigure},
     {"coefficient", "Hệ số", "Coefficient", Holds::kFigure},
     {"lead", "Chủ trì", "Lead"},
     {"verifier", "Xác nhận", "Verifier"},
     {"unitTypes", "Chỉ cho loại đơn vị", "Only unit types"},
     {"exceptUnitTypes", "Trừ loại đơn vị", "Except unit types"},
     {"evidenceRequired", "Cần minh chứng", "Evidence required", Holds::kText, 10, kBooleans},
     {"zeroIf", "Mất điểm nếu có", "Zero if"},
     {"rule", "Quy tắc", "Rule", Holds::kText, 16, kRules},
     {"deductPerPercent", "Trừ mỗi 1%", "Deduct per 1%", Holds::kFigure},
     {"bonusPerPercent", "Cộng mỗi 1%", "Bonus per 1%", Holds::kFigure},
     {"deductPerUnit", "Trừ mỗi đơn vị", "Deduct per unit", Holds::kFigure},
     {"bonusPerUnit", "Cộng mỗi đơn vị", "Bonus per unit", Holds::kFigure},
     {"bonusCap", "Cộng tối đa", "Bonus at most", Holds::kFigure},
     {"required", "Cần đạt", "Required", Holds::kFigure},
     {"pointsPerUnit", "Điểm mỗi đơn vị", "Points per unit", Holds::kFigure},
     {"otherwise", "Dưới các bậc", "Below the tiers", Holds::kFigure},
     {"better", "Chiều tốt hơn", "Better", Holds::kText, 10, kBetter},
     {"noTarget", "Không có chỉ tiêu", "Without target", Holds::kText, 16, kNoTarget},
     {"places", "Làm tròn (số chữ số)", "Rounding places", Holds::kFigure},
     {"mode", "Cách làm tròn", "Rounding mode", Holds::kText, 12, kModes}}};

inline constexpr std::array<ColumnText, 4> kLevelColumns = {{{"criterion", "Mã tiêu chí", "Criterion"},
                                                             {"label", "Mức xếp loại", "Grade", Holds::kText, 36},
                                                             {"atLeast", "Bậc từ", "Tier from", Holds::kFigure},
                                                             {"points", "Điểm", "Points", Holds::kFigure}}};

inline constexpr std::array<ColumnText, 6> kAdjustmentColumns = {
    {{"criterion", "Mã tiêu chí", "Criterion"},
     {"kind", "Loại", "Kind", Holds::kText, 12, kAdjustmentKinds},
     {"input", "Mã số liệu", "Figure code"},
     {"title", "Tên", "Title", Holds::kText, 50},
     {"pointsEach", "Điểm mỗi đơn vị", "Points each", Holds::kFigure},
     {"cap", "Tối đa", "At most", Holds::kFigure}}};

inline constexpr std::array<ColumnText, 2> kTieBreakColumns = {
    {{"kind", "Loại", "Kind", Holds::kText, 12, kNodeKinds}, {"code", "Mã", "Code", Holds::kText, 20}}};

inline constexpr std::array<ColumnText, 4> kStageColumns = {
    {{"code", "Mã", "Code", Holds::kText, 16},
     {"title", "Tên", "Title", Holds::kText, 50},
     {"by", "Ai thực hiện", "By", Holds::kText, 18, kActors},
     {"due", "Hạn (năm-tháng-ngày)", "Due (year-month-day)", Holds::kText, 20}}};

inline constexpr std::array<ColumnText, 7> kAwardColumns = {
    {{"title", "Hình thức khen thưởng", "Award", Holds::kText, 40},
     {"citation", "Căn cứ", "Citation", Holds::kText, 40},
     {"scope", "Phạm vi xét", "Scope", Holds::kText, 12, kScopes},
     {"count", "Số suất", "Places", Holds::kFigure},
     {"percent", "Hoặc % số đơn vị", "Or % of units", Holds::kFigure},
     {"minTotal", "Tổng điểm tối thiểu", "Total at least", Holds::kFigure},
     {"minCriterionPercent", "Mỗi tiêu chí ít nhất (%)", "Each criterion at least (%)", Holds::kFigure}}};

// A row for each input that rules a unit out of an award.
inline constexpr std::array<ColumnText, 3> kExclusionColumns = {
    {{"award", "Hình thức khen thưởng", "Award", Holds::kText, 40},
     {"criterion", "Mã tiêu chí", "Criterion"},
     {"input", "Không xét khi số liệu này khác 0", "Not when this figure is not 0", Holds::kText, 24}}};

}  // namespace thidua::scoring::scale_layout

#endif  // THIDUA_SERVICES_SCORING_SPREADSHEET_SCALE_LAYOUT_H_
