#include "services/scoring/domain/sheet.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/unicode.h"

namespace thidua::scoring {
namespace {

Refusal Refuse(std::string_view reason, std::string vi, std::string en) {
  return {.reason = std::string(reason), .message = {.vi = std::move(vi), .en = std::move(en)}};
}

std::optional<Refusal> ReadGrade(const Grade& grade, std::string_view text, Cell& cell) {
  for (size_t i = 0; i < grade.levels.size(); ++i) {
    if (grade.levels[i].label == text) {
      cell = {.value = Decimal(static_cast<int64_t>(i)), .present = true};
      return std::nullopt;
    }
  }
  const std::string labels = absl::StrJoin(
      grade.levels, ", ", [](std::string* out, const Grade::Step& level) { absl::StrAppend(out, level.label); });
  return Refuse(
      "UNKNOWN_GRADE",
      absl::StrCat("Không có mức xếp loại \"", text::Shown(text), "\"; các mức của tiêu chí này: ", labels, "."),
      absl::StrCat("There is no grade \"", text::Shown(text), "\"; this criterion's grades: ", labels, "."));
}

std::optional<Refusal> RefuseDecimal(std::string_view text, Decimal::Fault fault) {
  const std::string shown = absl::StrCat("\"", text::Shown(text), "\"");
  switch (fault) {
    case Decimal::Fault::kNone:
      break;
    case Decimal::Fault::kSyntax:
      return Refuse("NOT_A_DECIMAL",
                    absl::StrCat(shown,
                                 " không phải số thập phân; viết dạng 34265077 hoặc 99.5: không dấu phân nhóm, dấu "
                                 "chấm trước phần thập phân."),
                    absl::StrCat(shown,
                                 " is not a decimal number; write 34265077 or 99.5: no group separators, a point "
                                 "before the decimals."));
    case Decimal::Fault::kTooManyDigits:
      return Refuse("TOO_MANY_DIGITS", absl::StrCat(shown, " có quá ", Decimal::kMaxDigits, " chữ số."),
                    absl::StrCat(shown, " has more than ", Decimal::kMaxDigits, " digits."));
    case Decimal::Fault::kTooManyPlaces:
      return Refuse("TOO_MANY_PLACES", absl::StrCat(shown, " có quá ", Decimal::kMaxPlaces, " chữ số sau dấu chấm."),
                    absl::StrCat(shown, " has more than ", Decimal::kMaxPlaces, " digits after the point."));
  }
  return std::nullopt;
}

}  // namespace

Sheet EmptySheet(const Scale& scale, const std::string& unit, const std::string& unit_type) {
  return {.unit = unit, .unit_type = unit_type, .cells = std::vector<Cell>(scale.slots().size())};
}

bool HasFigures(const Sheet& sheet) {
  return std::any_of(sheet.cells.begin(), sheet.cells.end(),
                     [](const Cell& cell) { return cell.present && !cell.inherited; });
}

std::optional<Refusal> ReadInput(const Scale& scale, int slot_index, std::string_view text, Cell& cell) {
  using Bound = Scale::Slot::Bound;
  const Scale::Slot& slot = scale.slots()[slot_index];
  const Criterion& criterion = scale.criteria()[slot.criterion];
  if (slot.is_grade) return ReadGrade(std::get<Grade>(criterion.rule), text, cell);

  Decimal value;
  const Decimal::Fault fault = Decimal::Parse(text, value);
  if (fault != Decimal::Fault::kNone) return RefuseDecimal(text, fault);
  if (slot.bound == Bound::kPositive && (value.negative() || value.zero())) {
    return Refuse("NOT_POSITIVE", absl::StrCat(value.ToString(), " không hợp lệ; cần lớn hơn 0."),
                  absl::StrCat(value.ToString(), " is not valid; it must be above 0."));
  }
  if (slot.bound == Bound::kNotNegative && value.negative()) {
    return Refuse("NEGATIVE", absl::StrCat(value.ToString(), " không hợp lệ; cần từ 0 trở lên."),
                  absl::StrCat(value.ToString(), " is not valid; it must be 0 or more."));
  }
  if (std::holds_alternative<Declared>(criterion.rule) && slot_index == scale.slots_of(slot.criterion).first &&
      Rational(value) > Rational(criterion.max_points)) {
    return Refuse(
        "ABOVE_MAXIMUM",
        absl::StrCat(value.ToString(), " vượt điểm tối đa ", criterion.max_points.ToString(), " của tiêu chí."),
        absl::StrCat(value.ToString(), " is above the criterion's maximum of ", criterion.max_points.ToString(), "."));
  }
  cell = {.value = value, .present = true};
  return std::nullopt;
}

std::optional<CrossRefusal> CheckTogether(const Scale& scale, int criterion, const Sheet& sheet) {
  const Scale::CriterionSlots& slots = scale.slots_of(criterion);
  const Rule& rule = scale.criteria()[criterion].rule;
  int part = -1, whole = -1;
  if (std::holds_alternative<AdverseRate>(rule)) {
    part = slots.first;
    whole = slots.second;
  } else if (std::holds_alternative<Tiers>(rule)) {
    part = slots.part;
    whole = slots.whole;
  }
  if (part < 0 || !sheet.cells[part].present || !sheet.cells[whole].present) return std::nullopt;
  const Decimal& part_value = sheet.cells[part].value;
  const Decimal& whole_value = sheet.cells[whole].value;
  if (Rational(part_value) <= Rational(whole_value)) return std::nullopt;
  return CrossRefusal{
      part, Refuse("PART_ABOVE_WHOLE",
                   absl::StrCat("part = ", part_value.ToString(), " lớn hơn whole = ", whole_value.ToString(), "."),
                   absl::StrCat("part = ", part_value.ToString(), " is above whole = ", whole_value.ToString(), "."))};
}

}  // namespace thidua::scoring
