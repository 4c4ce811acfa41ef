#include "services/scoring/domain/scale.h"

#include <algorithm>
#include <array>
#include <utility>

namespace thidua::scoring {
namespace {

template <typename... Kinds>
struct Overloaded : Kinds... {
  using Kinds::operator()...;
};
template <typename... Kinds>
Overloaded(Kinds...) -> Overloaded<Kinds...>;

}  // namespace

std::string_view RuleName(const Rule& rule) {
  // In the order of the variant.
  static constexpr std::array<std::string_view, 11> kNames = {"",          "full",       "attainment",  "adverseRate",
                                                              "grade",     "milestones", "tiers",       "yearOverYear",
                                                              "checklist", "declared",   "peerRelative"};
  static_assert(kNames.size() == std::variant_size_v<Rule>);
  return kNames[rule.index()];
}

bool Criterion::AppliesTo(std::string_view unit_type) const {
  if (unit_types.empty() && except_unit_types.empty()) return true;
  const auto lists = [&](const std::vector<std::string>& types) {
    return std::find(types.begin(), types.end(), unit_type) != types.end();
  };
  return (unit_types.empty() || lists(unit_types)) && !lists(except_unit_types);
}

Scale::Scale(ScaleDefinition definition) : definition_(std::move(definition)) {
  for (Group& group : definition_.groups) AddGroup(group, 0, -1);
  definition_.groups.clear();
  criterion_slots_.resize(criteria_.size());
  for (size_t c = 0; c < criteria_.size(); ++c) {
    criteria_by_code_[criteria_[c].code] = static_cast<int>(c);
    compares_years_ |= std::holds_alternative<YearOverYear>(criteria_[c].rule);
    AddSlots(static_cast<int>(c));
  }
}

void Scale::AddGroup(Group& group, int depth, int parent) {
  const int index = static_cast<int>(groups_.size());
  groups_.push_back({.code = group.code,
                     .title = group.title,
                     .depth = depth,
                     .parent = parent,
                     .begin = static_cast<int>(criteria_.size())});
  headings_.push_back({.is_criterion = false, .index = index, .depth = depth, .group = parent});
  for (Criterion& criterion : group.criteria) {
    headings_.push_back(
        {.is_criterion = true, .index = static_cast<int>(criteria_.size()), .depth = depth + 1, .group = index});
    criterion_groups_.push_back(index);
    criteria_.push_back(std::move(criterion));
  }
  for (Group& child : group.groups) AddGroup(child, depth + 1, index);
  groups_[index].end = static_cast<int>(criteria_.size());
}

int Scale::SlotFor(int criterion, const std::string& name, bool is_grade) {
  if (const auto known = FindSlot(criterion, name)) return *known;
  slots_.push_back({.criterion = criterion, .name = name, .is_grade = is_grade});
  return criterion_slots_[criterion].end++;
}

void Scale::AddSlots(int criterion) {
  CriterionSlots& slots = criterion_slots_[criterion];
  slots.begin = slots.end = static_cast<int>(slots_.size());
  slots.first = -1;
  const auto two = [&](const char* first, const char* second) {
    slots.first = SlotFor(criterion, first);
    slots.second = SlotFor(criterion, second);
  };
  std::visit(Overloaded{
                 [](const std::monostate&) {},
                 [](const Full&) {},
                 [&](const Attainment&) { two("plan", "actual"); },
                 [&](const AdverseRate&) { two("part", "whole"); },
                 [&](const Grade&) { slots.first = SlotFor(criterion, "grade", /*is_grade=*/true); },
                 [&](const Milestones&) { slots.first = SlotFor(criterion, "achieved"); },
                 [&](const Tiers&) {
                   slots.first = SlotFor(criterion, "value");
                   slots.part = SlotFor(criterion, "part");
                   slots.whole = SlotFor(criterion, "whole");
                 },
                 [&](const YearOverYear&) { two("current", "previous"); },
                 [&](const Checklist&) { slots.first = SlotFor(criterion, "done"); },
                 [&](const Declared&) { slots.first = SlotFor(criterion, "points"); },
                 [&](const PeerRelative&) { two("target", "actual"); },
             },
             criteria_[criterion].rule);
  for (const Adjustment& deduction : criteria_[criterion].deductions) {
    slots.deductions.push_back(SlotFor(criterion, deduction.input));
  }
  for (const Adjustment& bonus : criteria_[criterion].bonuses) {
    slots.bonuses.push_back(SlotFor(criterion, bonus.input));
  }
  for (const std::string& input : criteria_[criterion].zero_if) slots.zero_if.push_back(SlotFor(criterion, input));
  for (int slot = slots.begin; slot < slots.end; ++slot) slots_[slot].bound = BoundOf(slot);
}

Scale::Slot::Bound Scale::BoundOf(int slot) const {
  using Bound = Slot::Bound;
  const int criterion = slots_[slot].criterion;
  const CriterionSlots& slots = criterion_slots_[criterion];
  const Rule& rule = criteria_[criterion].rule;
  if (std::holds_alternative<Attainment>(rule) && slot == slots.first) return Bound::kPositive;
  if (std::holds_alternative<AdverseRate>(rule) && slot == slots.second) return Bound::kPositive;
  if (std::holds_alternative<Tiers>(rule)) {
    if (slot == slots.whole) return Bound::kPositive;
    if (slot == slots.first) return Bound::kNone;  // An index may be below zero.
  }
  if (std::holds_alternative<YearOverYear>(rule) && (slot == slots.first || slot == slots.second)) return Bound::kNone;
  if (const auto* peer = std::get_if<PeerRelative>(&rule); peer != nullptr && slot == slots.first) {
    return peer->ratio_to_best ? Bound::kNotNegative : Bound::kPositive;
  }
  return Bound::kNotNegative;
}

std::optional<int> Scale::FindCriterion(std::string_view code) const {
  const auto found = criteria_by_code_.find(absl::string_view(code.data(), code.size()));
  if (found == criteria_by_code_.end()) return std::nullopt;
  return found->second;
}

std::optional<int> Scale::FindSlot(int criterion, std::string_view input) const {
  const CriterionSlots& slots = criterion_slots_[criterion];
  for (int slot = slots.begin; slot < slots.end; ++slot) {
    if (slots_[slot].name == input) return slot;
  }
  return std::nullopt;
}

}  // namespace thidua::scoring
