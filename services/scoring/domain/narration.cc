#include "services/scoring/domain/narration.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace thidua::scoring {
namespace {

constexpr int kShownPlaces = 4;
constexpr size_t kGroupFromDigits = 5;
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

const Rational kHundred(100);

std::string UpTo(const std::optional<Decimal>& cap, const char* words) {
  return cap.has_value() ? absl::StrCat(words, FormatFigure(*cap)) : std::string();
}

Message Describe(const std::monostate&, const Criterion&) { return {}; }

Message Describe(const Full&, const Criterion& criterion) {
  return {.vi = absl::StrCat("Đủ ", FormatFigure(criterion.max_points), " điểm, trừ theo vi phạm."),
          .en = absl::StrCat("The full ", FormatFigure(criterion.max_points), " points, less deductions.")};
}

Message Describe(const Attainment& rule, const Criterion& criterion) {
  Message text = {.vi = absl::StrCat("Đạt kế hoạch được ", FormatFigure(criterion.max_points), " điểm; hụt mỗi 1% trừ ",
                                     FormatFigure(rule.deduct_per_percent), " điểm"),
                  .en = absl::StrCat(FormatFigure(criterion.max_points), " points for meeting the plan; ",
                                     FormatFigure(rule.deduct_per_percent), " off for each 1% below")};
  if (!rule.bonus_per_percent.zero()) {
    text.vi +=
        absl::StrCat(", vượt mỗi 1% cộng ", FormatFigure(rule.bonus_per_percent), UpTo(rule.bonus_cap, ", tối đa "));
    text.en += absl::StrCat(", ", FormatFigure(rule.bonus_per_percent), " more for each 1% above",
                            UpTo(rule.bonus_cap, ", at most "));
  }
  return {.vi = text.vi + ".", .en = text.en + "."};
}

Message Describe(const AdverseRate& rule, const Criterion& criterion) {
  return {.vi = absl::StrCat(FormatFigure(criterion.max_points), " điểm, mỗi 1% vi phạm trừ ",
                             FormatFigure(rule.deduct_per_percent), "."),
          .en = absl::StrCat(FormatFigure(criterion.max_points), " points, ", FormatFigure(rule.deduct_per_percent),
                             " off for each 1% of the adverse rate.")};
}

Message Describe(const Grade& rule, const Criterion&) {
  const std::string levels = absl::StrJoin(rule.levels, ", ", [](std::string* out, const Grade::Step& level) {
    absl::StrAppend(out, level.label, " ", FormatFigure(level.points));
  });
  return {.vi = absl::StrCat("Theo xếp loại: ", levels, "."), .en = absl::StrCat("By grade: ", levels, ".")};
}

Message Describe(const Milestones& rule, const Criterion& criterion) {
  return {.vi = absl::StrCat("Đạt đủ ", FormatFigure(rule.required), " được ", FormatFigure(criterion.max_points),
                             " điểm; chưa đủ, mỗi đơn vị ", FormatFigure(rule.points_per_unit), " điểm."),
          .en = absl::StrCat(FormatFigure(criterion.max_points), " points for all ", FormatFigure(rule.required),
                             "; below that ", FormatFigure(rule.points_per_unit), " points each.")};
}

Message Describe(const Tiers& rule, const Criterion&) {
  std::vector<Tiers::Tier> tiers = rule.tiers;
  std::sort(tiers.begin(), tiers.end(),
            [](const Tiers::Tier& a, const Tiers::Tier& b) { return Rational(a.at_least) > Rational(b.at_least); });
  const auto list = [&](const char* from, const char* join) {
    return absl::StrJoin(tiers, ", ", [&](std::string* out, const Tiers::Tier& tier) {
      absl::StrAppend(out, from, FormatFigure(tier.at_least), join, FormatFigure(tier.points));
    });
  };
  return {
      .vi = absl::StrCat("Theo bậc: ", list("từ ", " được "), ", dưới nữa ", FormatFigure(rule.otherwise), "."),
      .en = absl::StrCat("By tier: ", list("from ", " gives "), ", below that ", FormatFigure(rule.otherwise), ".")};
}

Message Describe(const YearOverYear& rule, const Criterion& criterion) {
  const bool higher = rule.better == YearOverYear::Better::kHigher;
  Message text = {
      .vi = absl::StrCat(FormatFigure(criterion.max_points), " điểm nếu không kém năm trước (", higher ? "cao" : "thấp",
                         " hơn là tốt); kém mỗi đơn vị trừ ", FormatFigure(rule.deduct_per_unit)),
      .en = absl::StrCat(FormatFigure(criterion.max_points), " points when no worse than last year (",
                         higher ? "higher" : "lower", " is better); ", FormatFigure(rule.deduct_per_unit),
                         " off for each unit worse")};
  if (!rule.bonus_per_unit.zero()) {
    text.vi +=
        absl::StrCat(", hơn mỗi đơn vị cộng ", FormatFigure(rule.bonus_per_unit), UpTo(rule.bonus_cap, ", tối đa "));
    text.en += absl::StrCat(", ", FormatFigure(rule.bonus_per_unit), " more for each unit better",
                            UpTo(rule.bonus_cap, ", at most "));
  }
  return {.vi = text.vi + ".", .en = text.en + "."};
}

Message Describe(const Checklist& rule, const Criterion& criterion) {
  return {.vi = absl::StrCat(FormatFigure(criterion.max_points), " điểm chia đều cho ", FormatFigure(rule.required),
                             " việc."),
          .en = absl::StrCat(FormatFigure(criterion.max_points), " points shared over ", FormatFigure(rule.required),
                             " items.")};
}

Message Describe(const Declared&, const Criterion& criterion) {
  return {.vi = absl::StrCat("Điểm tự nhận, từ 0 đến ", FormatFigure(criterion.max_points), "."),
          .en = absl::StrCat("Points as declared, 0 to ", FormatFigure(criterion.max_points), ".")};
}

Message Describe(const PeerRelative&, const Criterion& criterion) {
  return {.vi = absl::StrCat("Đạt chỉ tiêu được nửa của ", FormatFigure(criterion.max_points),
                             " điểm; phần vượt so với đơn vị vượt nhiều nhất trong cụm."),
          .en = absl::StrCat("Half of ", FormatFigure(criterion.max_points),
                             " points for meeting the target; beyond it, in proportion to the cluster's best.")};
}

// What the base points of a rule still lack.
class Remedy {
 public:
  Remedy(const Scale& scale, int criterion, const Sheet& sheet) : slots_(scale.slots_of(criterion)), sheet_(sheet) {}

  Message For(const Attainment&) const {
    return Reach(Value(slots_.second), Value(slots_.first), "Đạt kế hoạch $1: thêm $0.",
                 "Meet the plan of $1: $0 more.");
  }
  Message For(const AdverseRate&) const {
    if (Value(slots_.first).sign() == 0) return {};
    return {.vi = absl::StrCat("Không để xảy ra: ", FormatFigure(Value(slots_.first)), " trường hợp năm nay."),
            .en = absl::StrCat("Let none happen: ", FormatFigure(Value(slots_.first)), " this year.")};
  }
  Message For(const Grade& rule) const {
    const Grade::Step* best = &rule.levels.front();
    for (const Grade::Step& level : rule.levels) {
      if (Rational(level.points) > Rational(best->points)) best = &level;
    }
    const Grade::Step& now = rule.levels[sheet_.cells[slots_.first].value.mantissa()];
    if (Rational(now.points) >= Rational(best->points)) return {};
    return {.vi = absl::StrCat("Đạt mức ", best->label, " (nay ", now.label, ")."),
            .en = absl::StrCat("Reach grade ", best->label, " (now ", now.label, ").")};
  }
  Message For(const Milestones& rule) const {
    return Reach(Value(slots_.first), rule.required, "Đạt thêm $0 để đủ $1.", "Achieve $0 more, $1 in all.");
  }
  Message For(const Tiers& rule) const {
    Rational value;
    if (sheet_.cells[slots_.first].present) {
      value = Value(slots_.first);
    } else {
      value = (kHundred * Value(slots_.part) / Value(slots_.whole)).Rounded(rule.rounding.places, rule.rounding.mode);
    }
    const Tiers::Tier* next = nullptr;
    for (const Tiers::Tier& tier : rule.tiers) {
      if (Rational(tier.at_least) > value && (next == nullptr || Rational(tier.at_least) < Rational(next->at_least))) {
        next = &tier;
      }
    }
    if (next == nullptr) return {};
    return {.vi = absl::StrCat("Nâng từ ", FormatFigure(value), " lên ", FormatFigure(next->at_least), " để được ",
                               FormatFigure(next->points), " điểm."),
            .en = absl::StrCat("Raise ", FormatFigure(value), " to ", FormatFigure(next->at_least), " for ",
                               FormatFigure(next->points), " points.")};
  }
  Message For(const YearOverYear& rule) const {
    const Rational current = Value(slots_.first), previous = Value(slots_.second);
    const bool higher = rule.better == YearOverYear::Better::kHigher;
    if (higher ? current >= previous : current <= previous) return {};
    return {.vi = absl::StrCat("Không kém năm trước: ", FormatFigure(previous), " (nay ", FormatFigure(current), ")."),
            .en = absl::StrCat("Be no worse than last year: ", FormatFigure(previous), " (now ", FormatFigure(current),
                               ").")};
  }
  Message For(const Checklist& rule) const {
    return Reach(Value(slots_.first), rule.required, "Làm thêm $0 việc để đủ $1.", "Do $0 more, $1 in all.");
  }
  Message For(const PeerRelative&) const {
    if (!sheet_.cells[slots_.first].present) return {};
    return Reach(Value(slots_.second), Value(slots_.first), "Đạt chỉ tiêu $1: thêm $0.",
                 "Meet the target of $1: $0 more.");
  }
  Message For(const Declared&) const { return {}; }
  Message For(const Full&) const { return {}; }
  Message For(const std::monostate&) const { return {}; }

 private:
  Rational Value(int slot) const { return sheet_.cells[slot].value; }
  static Message Reach(const Rational& now, const Rational& wanted, const char* vi, const char* en) {
    if (now >= wanted) return {};
    return {.vi = absl::Substitute(vi, FormatFigure(wanted - now), FormatFigure(wanted)),
            .en = absl::Substitute(en, FormatFigure(wanted - now), FormatFigure(wanted))};
  }

  const Scale::CriterionSlots& slots_;
  const Sheet& sheet_;
};

void Append(Message& text, const Message& more) {
  if (more.vi.empty()) return;
  if (!text.vi.empty()) {
    text.vi += " ";
    text.en += " ";
  }
  text.vi += more.vi;
  text.en += more.en;
}

}  // namespace

std::string FormatFigure(const Rational& value) {
  const Rational shown = value.Rounded(kShownPlaces, RoundingMode::kDown);
  std::string text = shown.ToString(0);
  const size_t first = text.front() == '-' ? 1 : 0;
  const size_t point = std::min(text.find('.'), text.size());
  if (point - first >= kGroupFromDigits) {
    for (size_t i = point; i > first + 3;) {
      i -= 3;
      text.insert(i, kNoBreakSpace);
    }
  }
  return shown == value ? text : text + "…";
}

Message Describe(const Rounding& rounding) {
  switch (rounding.mode) {
    case RoundingMode::kHalfUp:
      return {.vi = absl::StrCat("làm tròn ", rounding.places, " chữ số"),
              .en = absl::StrCat("rounded to ", rounding.places, " places")};
    case RoundingMode::kDown:
      return {.vi = absl::StrCat("làm tròn xuống ", rounding.places, " chữ số"),
              .en = absl::StrCat("rounded down to ", rounding.places, " places")};
    case RoundingMode::kUp:
      return {.vi = absl::StrCat("làm tròn lên ", rounding.places, " chữ số"),
              .en = absl::StrCat("rounded up to ", rounding.places, " places")};
  }
  return {};
}

Message DescribeInput(const Scale& scale, int slot) {
  static const auto* const kNames =
      new std::map<std::string, Message, std::less<>>{{"plan", {.vi = "kế hoạch", .en = "plan"}},
                                                      {"actual", {.vi = "thực hiện", .en = "actual"}},
                                                      {"part", {.vi = "số thuộc diện", .en = "part"}},
                                                      {"whole", {.vi = "tổng số", .en = "whole"}},
                                                      {"grade", {.vi = "xếp loại", .en = "grade"}},
                                                      {"achieved", {.vi = "đạt được", .en = "achieved"}},
                                                      {"value", {.vi = "giá trị", .en = "value"}},
                                                      {"current", {.vi = "năm nay", .en = "this year"}},
                                                      {"previous", {.vi = "năm trước", .en = "last year"}},
                                                      {"done", {.vi = "đã làm", .en = "done"}},
                                                      {"points", {.vi = "điểm tự nhận", .en = "points declared"}},
                                                      {"target", {.vi = "chỉ tiêu", .en = "target"}}};
  const Criterion& criterion = scale.criteria()[scale.slots()[slot].criterion];
  const std::string& name = scale.slots()[slot].name;
  for (const std::vector<Adjustment>* adjustments : {&criterion.deductions, &criterion.bonuses}) {
    for (const Adjustment& adjustment : *adjustments) {
      if (adjustment.input == name) return {.vi = adjustment.title, .en = adjustment.title};
    }
  }
  const auto known = kNames->find(name);
  return known == kNames->end() ? Message() : known->second;
}

Message DescribeRule(const Criterion& criterion) {
  Message text = std::visit([&](const auto& rule) { return Describe(rule, criterion); }, criterion.rule);
  const auto add = [&](const std::vector<Adjustment>& adjustments, const char* vi, const char* en) {
    for (const Adjustment& adjustment : adjustments) {
      const std::string& title = adjustment.title.empty() ? adjustment.input : adjustment.title;
      const std::string each = FormatFigure(adjustment.points_each);
      Append(
          text,
          {.vi = absl::StrCat(title, ": ", vi, " ", each, " điểm mỗi đơn vị", UpTo(adjustment.cap, ", tối đa "), "."),
           .en = absl::StrCat(title, ": ", each, " points ", en, " each", UpTo(adjustment.cap, ", at most "), ".")});
    }
  };
  add(criterion.deductions, "trừ", "off");
  add(criterion.bonuses, "cộng", "more");
  if (!criterion.zero_if.empty()) {
    Append(text, {.vi = absl::StrCat("Không tính điểm nếu có: ", absl::StrJoin(criterion.zero_if, ", "), "."),
                  .en = absl::StrCat("No points in case of: ", absl::StrJoin(criterion.zero_if, ", "), ".")});
  }
  return text;
}

Message DescribeRemedy(const Scale& scale, int criterion_index, const Sheet& sheet) {
  const Criterion& criterion = scale.criteria()[criterion_index];
  const Scale::CriterionSlots& slots = scale.slots_of(criterion_index);
  Message text =
      std::visit([&](const auto& rule) { return Remedy(scale, criterion_index, sheet).For(rule); }, criterion.rule);
  for (size_t i = 0; i < criterion.zero_if.size(); ++i) {
    if (sheet.cells[slots.zero_if[i]].value.zero()) continue;
    Append(text, {.vi = absl::StrCat("Không để xảy ra: ", criterion.zero_if[i], "."),
                  .en = absl::StrCat("Let it not happen: ", criterion.zero_if[i], ".")});
  }
  for (size_t i = 0; i < criterion.deductions.size(); ++i) {
    const Cell& cell = sheet.cells[slots.deductions[i]];
    if (cell.value.zero()) continue;
    const Adjustment& deduction = criterion.deductions[i];
    const std::string& title = deduction.title.empty() ? deduction.input : deduction.title;
    Append(text, {.vi = absl::StrCat("Không để xảy ra: ", title, " (năm nay ", FormatFigure(cell.value), ")."),
                  .en = absl::StrCat("Let none happen: ", title, " (", FormatFigure(cell.value), " this year).")});
  }
  return text;
}

}  // namespace thidua::scoring
