// The engine against SCORING.md written down once more, in the plainest fractions of GMP, over figures and scales that
// people never use but may: 18 digits, 6 places, totals that leave 64 and 128 bits.

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/decimal/gmp_for_test.h"
#include "services/scoring/domain/engine.h"
#include "services/scoring/domain/scale_builder_for_test.h"

namespace thidua::scoring {
namespace {

using Points = std::optional<mpq_class>;

mpq_class Least(const mpq_class& a, const mpq_class& b) { return a < b ? a : b; }
mpq_class NotNegative(const mpq_class& value) { return value < 0 ? mpq_class(0) : value; }
mpq_class Capped(const mpq_class& value, const std::optional<Decimal>& cap) {
  return cap.has_value() ? Least(value, ToGmp(*cap)) : value;
}

// The table of rules.
class Reference {
 public:
  Reference(const Scale& scale, int criterion, const Sheet& sheet, const std::vector<Sheet>& cluster)
      : criterion_(scale.criteria()[criterion]),
        slots_(scale.slots_of(criterion)),
        sheet_(sheet),
        cluster_(cluster),
        maximum_(ToGmp(criterion_.max_points)) {}

  // Nothing where the criterion is not reported.
  Points Score() const {
    const Points base = std::visit([this](const auto& rule) { return By(rule); }, criterion_.rule);
    if (!base.has_value()) return std::nullopt;
    for (const int slot : slots_.zero_if) {
      if (sheet_.cells[slot].present && !sheet_.cells[slot].value.zero()) return mpq_class(0);
    }
    const mpq_class exact =
        NotNegative(*base - Sum(criterion_.deductions, slots_.deductions)) + Sum(criterion_.bonuses, slots_.bonuses);
    return RoundedForTest(exact, 2, RoundingMode::kHalfUp);
  }

 private:
  Points Figure(int slot) const { return Figure(sheet_, slot); }
  static Points Figure(const Sheet& sheet, int slot) {
    return sheet.cells[slot].present ? Points(ToGmp(sheet.cells[slot].value)) : std::nullopt;
  }
  mpq_class Sum(const std::vector<Adjustment>& adjustments, const std::vector<int>& slots) const {
    mpq_class sum = 0;
    for (size_t i = 0; i < adjustments.size(); ++i) {
      sum += Capped(Figure(slots[i]).value_or(0) * ToGmp(adjustments[i].points_each), adjustments[i].cap);
    }
    return sum;
  }
  static mpq_class Percent(const mpq_class& part, const mpq_class& whole, const Rounding& rounding) {
    return RoundedForTest(100 * part / whole, rounding.places, rounding.mode);
  }

  Points By(const std::monostate&) const { return std::nullopt; }
  Points By(const Full&) const { return maximum_; }
  Points By(const Attainment& rule) const {
    const Points plan = Figure(slots_.first), actual = Figure(slots_.second);
    if (!plan || !actual) return std::nullopt;
    const mpq_class p = Percent(*actual, *plan, rule.rounding);
    return NotNegative(maximum_ - ToGmp(rule.deduct_per_percent) * NotNegative(100 - p)) +
           Capped(ToGmp(rule.bonus_per_percent) * NotNegative(p - 100), rule.bonus_cap);
  }
  Points By(const AdverseRate& rule) const {
    const Points part = Figure(slots_.first), whole = Figure(slots_.second);
    if (!part || !whole) return std::nullopt;
    return NotNegative(maximum_ - ToGmp(rule.deduct_per_percent) * Percent(*part, *whole, rule.rounding));
  }
  Points By(const Grade& rule) const {
    const Points grade = Figure(slots_.first);
    if (!grade) return std::nullopt;
    return ToGmp(rule.levels[grade->get_num().get_ui()].points);
  }
  Points By(const Milestones& rule) const {
    const Points achieved = Figure(slots_.first);
    if (!achieved) return std::nullopt;
    return *achieved >= ToGmp(rule.required) ? maximum_ : Least(maximum_, *achieved * ToGmp(rule.points_per_unit));
  }
  Points By(const Tiers& rule) const {
    Points value = Figure(slots_.first);
    const Points part = Figure(slots_.part), whole = Figure(slots_.whole);
    if (!value && part && whole) value = Percent(*part, *whole, rule.rounding);
    if (!value) return std::nullopt;
    Points highest, points = ToGmp(rule.otherwise);
    for (const Tiers::Tier& tier : rule.tiers) {
      const mpq_class bound = ToGmp(tier.at_least);
      if (*value < bound || (highest && *highest >= bound)) continue;
      highest = bound;
      points = ToGmp(tier.points);
    }
    return points;
  }
  Points By(const YearOverYear& rule) const {
    const Points current = Figure(slots_.first), previous = Figure(slots_.second);
    if (!current || !previous) return std::nullopt;
    const bool higher = rule.better == YearOverYear::Better::kHigher;
    const mpq_class improvement = higher ? *current - *previous : *previous - *current;
    return NotNegative(maximum_ - ToGmp(rule.deduct_per_unit) * NotNegative(-improvement)) +
           Capped(ToGmp(rule.bonus_per_unit) * NotNegative(improvement), rule.bonus_cap);
  }
  Points By(const Checklist& rule) const {
    const Points done = Figure(slots_.first);
    if (!done) return std::nullopt;
    return maximum_ * Least(*done, ToGmp(rule.required)) / ToGmp(rule.required);
  }
  Points By(const Declared&) const { return Figure(slots_.first); }
  Points By(const PeerRelative& rule) const {
    const Points actual = Figure(slots_.second);
    if (!actual) return std::nullopt;
    if (!HasTarget(sheet_)) {
      if (!rule.ratio_to_best) return std::nullopt;
      mpq_class best = 0;
      for (const Sheet& peer : Peers()) {
        if (!HasTarget(peer) && *Figure(peer, slots_.second) > best) best = *Figure(peer, slots_.second);
      }
      return best == 0 ? mpq_class(0) : mpq_class(maximum_ * *actual / best);
    }
    const mpq_class half = maximum_ / 2, excess = Excess(sheet_);
    if (excess <= 0) return half * (1 + excess);
    mpq_class best = 0;
    for (const Sheet& peer : Peers()) {
      if (HasTarget(peer) && Excess(peer) > best) best = Excess(peer);
    }
    return half + half * excess / best;
  }

  // Of the cluster, those that reported this criterion and to which it applies.
  std::vector<Sheet> Peers() const {
    std::vector<Sheet> peers;
    for (const Sheet& sheet : cluster_) {
      if (criterion_.AppliesTo(sheet.unit_type) && Figure(sheet, slots_.second)) peers.push_back(sheet);
    }
    return peers;
  }
  bool HasTarget(const Sheet& sheet) const { return Figure(sheet, slots_.first).value_or(0) != 0; }
  mpq_class Excess(const Sheet& sheet) const {
    const mpq_class target = *Figure(sheet, slots_.first);
    return (*Figure(sheet, slots_.second) - target) / target;
  }

  const Criterion& criterion_;
  const Scale::CriterionSlots& slots_;
  const Sheet& sheet_;
  const std::vector<Sheet>& cluster_;
  const mpq_class maximum_;
};

// The total of the criteria [begin, end) that have points.
mpq_class ReferenceTotal(const Scale& scale, int begin, int end, const std::vector<Points>& points) {
  const Total& total = scale.definition().total;
  mpq_class sum = 0, weights = 0, maxima = 0;
  for (int c = begin; c < end; ++c) {
    if (!points[c]) continue;
    const Criterion& criterion = scale.criteria()[c];
    sum += ToGmp(criterion.coefficient) * *points[c];
    weights += ToGmp(criterion.coefficient);
    maxima += ToGmp(criterion.coefficient) * ToGmp(criterion.max_points);
  }
  mpq_class exact = sum;
  if (total.method == Total::Method::kMean) exact = weights == 0 ? mpq_class(0) : mpq_class(sum / weights);
  if (total.method == Total::Method::kNormalized) exact = maxima == 0 ? mpq_class(0) : mpq_class(100 * sum / maxima);
  return Capped(RoundedForTest(exact, total.places, RoundingMode::kHalfUp), total.cap);
}

class EngineReference : public ::testing::TestWithParam<uint64_t> {
 protected:
  EngineReference() : random_(GetParam()), scale_(RandomDefinition()) {
    for (int u = 0; u < 5; ++u) sheets_.push_back(RandomSheet(std::to_string(u)));
  }

  int Below(int limit) { return static_cast<int>(random_() % limit); }
  // Sometimes as a plan has it, sometimes hostile.
  Decimal Figure() { return Below(2) == 0 ? HostileDecimal(random_) : Decimal(Below(200)); }
  Decimal Positive() {
    const Decimal figure = Figure();
    return figure.zero() ? Decimal(1) : figure;
  }
  Decimal Signed() {
    return Below(2) == 0 ? HostileDecimal(random_, /*negative_too=*/true) : Decimal(Below(200) - 100);
  }
  std::optional<Decimal> Maybe() { return Below(2) == 0 ? std::optional(Figure()) : std::nullopt; }
  Rounding AnyRounding() { return {.places = Below(7), .mode = static_cast<RoundingMode>(Below(3))}; }

  Rule AnyRule(int kind) {
    switch (kind) {
      case 0:
        return Full{};
      case 1:
        return Attainment{.deduct_per_percent = Figure(),
                          .bonus_per_percent = Figure(),
                          .bonus_cap = Maybe(),
                          .rounding = AnyRounding()};
      case 2:
        return AdverseRate{.deduct_per_percent = Figure(), .rounding = AnyRounding()};
      case 3:
        return Grade{.levels = {{"A", Figure()}, {"B", Figure()}}};
      case 4:
        return Milestones{.required = Positive(), .points_per_unit = Figure()};
      case 5:
        return Tiers{.tiers = {{Signed(), Figure()}, {Signed(), Figure()}, {Signed(), Figure()}},
                     .otherwise = Figure(),
                     .rounding = AnyRounding()};
      case 6:
        return YearOverYear{.better = Below(2) == 0 ? YearOverYear::Better::kHigher : YearOverYear::Better::kLower,
                            .deduct_per_unit = Figure(),
                            .bonus_per_unit = Figure(),
                            .bonus_cap = Maybe()};
      case 7:
        return Checklist{.required = Positive()};
      case 8:
        return Declared{};
      default:
        return PeerRelative{.ratio_to_best = Below(2) == 0};
    }
  }

  // Every rule once in each of three groups, one below the other.
  ScaleDefinition RandomDefinition() {
    std::vector<Group> groups(3);
    for (int g = 0; g < 3; ++g) {
      groups[g].code = "G" + std::to_string(g);
      for (int kind = 0; kind < 10; ++kind) {
        Criterion criterion{.code = groups[g].code + "." + std::to_string(kind),
                            .max_points = Positive(),
                            .coefficient = Positive(),
                            .rule = AnyRule(kind)};
        if (Below(3) == 0) criterion.deductions = {{.input = "d", .points_each = Figure(), .cap = Maybe()}};
        if (Below(3) == 0) criterion.bonuses = {{.input = "b", .points_each = Figure(), .cap = Maybe()}};
        if (Below(4) == 0) criterion.zero_if = {"z"};
        if (Below(4) == 0) criterion.unit_types = {"XA"};
        groups[g].criteria.push_back(std::move(criterion));
      }
    }
    groups[1].groups.push_back(std::move(groups[2]));
    groups[0].groups.push_back(std::move(groups[1]));
    return {.scale_id = "s",
            .year = 2023,
            .total = {.method = static_cast<Total::Method>(1 + Below(3)), .places = Below(7), .cap = Maybe()},
            .groups = {std::move(groups[0])}};
  }

  Decimal Value(const Scale::Slot& slot) {
    if (slot.is_grade) return Decimal(Below(2));
    if (slot.name == "plan" || slot.name == "whole") return Positive();
    if (slot.name == "current" || slot.name == "previous" || slot.name == "value") return Signed();
    if (slot.name == "z") return Decimal(Below(10) == 0 ? 1 : 0);
    if (slot.name == "target" && Below(3) == 0) return Decimal();
    return Figure();
  }

  Sheet RandomSheet(const std::string& unit) {
    Sheet sheet{
        .unit = unit, .unit_type = Below(3) == 0 ? "PHUONG" : "XA", .cells = std::vector<Cell>(scale_.slots().size())};
    for (size_t slot = 0; slot < sheet.cells.size(); ++slot) {
      if (Below(12) != 0) sheet.cells[slot] = {.value = Value(scale_.slots()[slot]), .present = true};
    }
    return sheet;
  }

  std::mt19937_64 random_;
  const Scale scale_;
  std::vector<Sheet> sheets_;
};

TEST_P(EngineReference, AgreesOnEveryFigure) {
  const std::vector<UnitScore> scores = ScoreCluster(scale_, sheets_);
  const int count = static_cast<int>(scale_.criteria().size());
  for (size_t u = 0; u < sheets_.size(); ++u) {
    std::vector<Points> points(count);
    mpq_class lost = 0;
    for (int c = 0; c < count; ++c) {
      const Criterion& criterion = scale_.criteria()[c];
      const CriterionScore& score = scores[u].criteria[c];
      ASSERT_EQ(score.applies, criterion.AppliesTo(sheets_[u].unit_type));
      if (!score.applies) continue;
      points[c] = Reference(scale_, c, sheets_[u], sheets_).Score();
      ASSERT_EQ(score.reported, points[c].has_value()) << criterion.code;
      points[c] = points[c].value_or(0);
      ASSERT_EQ(score.points.ToString(0), SpellForTest(*points[c]))
          << criterion.code << " " << RuleName(criterion.rule);
      lost += NotNegative(ToGmp(criterion.max_points) - *points[c]);
    }
    for (size_t g = 0; g < scale_.groups().size(); ++g) {
      const Scale::GroupRange& group = scale_.groups()[g];
      const std::string expected = SpellForTest(ReferenceTotal(scale_, group.begin, group.end, points));
      ASSERT_EQ(scores[u].subtotals[g].ToString(0), expected) << group.code;
      ASSERT_EQ(SumUp(scale_, group.begin, group.end, scores[u].criteria).ToString(0), expected) << group.code;
    }
    ASSERT_EQ(scores[u].total.ToString(0), SpellForTest(ReferenceTotal(scale_, 0, count, points)));
    ASSERT_EQ(scores[u].lost.ToString(0), SpellForTest(lost));
  }
}

// Asking for the steps changes no figure.
TEST_P(EngineReference, ExplainingIsScoring) {
  const std::vector<UnitScore> scores = ScoreCluster(scale_, sheets_);
  const std::vector<PeerContext> peers = ComparePeers(scale_, sheets_);
  for (size_t u = 0; u < sheets_.size(); ++u) {
    for (size_t c = 0; c < scale_.criteria().size(); ++c) {
      std::vector<Message> steps;
      const CriterionScore explained = ScoreCriterion(scale_, static_cast<int>(c), sheets_[u], peers[c], &steps);
      ASSERT_EQ(explained.points, scores[u].criteria[c].points);
      ASSERT_FALSE(steps.empty());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, EngineReference, ::testing::Range<uint64_t>(1, 201));

}  // namespace
}  // namespace thidua::scoring
