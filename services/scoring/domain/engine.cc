#include "services/scoring/domain/engine.h"

#include <utility>
#include <variant>

#include "services/scoring/domain/narration.h"

namespace thidua::scoring {
namespace {

constexpr int kPointPlaces = 2;
const int64_t kPercent = 100;

Rational Capped(Rational value, const std::optional<Decimal>& cap) {
  return cap.has_value() ? Min(value, Rational(*cap)) : std::move(value);
}

Rational NotBelowZero(Rational value) { return value.sign() < 0 ? Rational(0) : std::move(value); }

// The base points of one criterion by its rule. Nothing when a base input is missing.
class BasePoints {
 public:
  BasePoints(const Scale& scale, int criterion, const Sheet& sheet, const PeerContext& peers, Narrator& narrator)
      : criterion_(scale.criteria()[criterion]),
        slots_(scale.slots_of(criterion)),
        sheet_(sheet),
        peers_(peers),
        narrator_(narrator),
        maximum_(criterion_.max_points) {}

  std::optional<Rational> Compute() {
    return std::visit([this](const auto& rule) { return By(rule); }, criterion_.rule);
  }

 private:
  bool Has(int slot) const { return sheet_.cells[slot].present; }
  Rational Value(int slot) const { return sheet_.cells[slot].value; }

  // 100·part/whole, rounded.
  Rational Percent(const Rational& part, const Rational& whole, const Rounding& rounding) {
    const Rational exact = Rational(kPercent) * part / whole;
    Rational rounded = exact.Rounded(rounding.places, rounding.mode);
    if (narrator_.listening()) {
      const Message how = Describe(rounding);
      narrator_.Say("Tỷ lệ: 100 × $0 / $1 = $2%, $3: $4%", "Ratio: 100 × $0 / $1 = $2%, $5: $4%", part, whole, exact,
                    how.vi, rounded, how.en);
    }
    return rounded;
  }

  Rational Deduct(const Rational& each, const Rational& count) {
    if (count.sign() == 0) {
      narrator_.Say("Không bị trừ: $0", "Nothing off: $0", maximum_);
      return maximum_;
    }
    Rational base = NotBelowZero(maximum_ - each * count);
    narrator_.Say("Trừ: max(0, $0 − $1 × $2) = $3", "Deduction: max(0, $0 − $1 × $2) = $3", maximum_, each, count,
                  base);
    return base;
  }

  // `base` and what goes beyond.
  Rational Reward(const Rational& base, const Rational& each, const Rational& count,
                  const std::optional<Decimal>& cap) {
    const Rational bonus = Capped(each * count, cap);
    if (bonus.sign() == 0) return base;
    Rational sum = base + bonus;
    if (cap.has_value()) {
      narrator_.Say("Vượt mức: $4 + min($2, $0 × $1) = $3", "Beyond: $4 + min($2, $0 × $1) = $3", each, count, *cap,
                    sum, base);
    } else {
      narrator_.Say("Vượt mức: $3 + $0 × $1 = $2", "Beyond: $3 + $0 × $1 = $2", each, count, sum, base);
    }
    return sum;
  }

  std::optional<Rational> By(std::monostate) { return std::nullopt; }

  std::optional<Rational> By(const Full&) {
    narrator_.Say("Điểm gốc: đủ $0", "Base points: the full $0", maximum_);
    return maximum_;
  }

  std::optional<Rational> By(const Attainment& rule) {
    if (!Has(slots_.first) || !Has(slots_.second)) return std::nullopt;
    const Rational percent = Percent(Value(slots_.second), Value(slots_.first), rule.rounding);
    const Rational shortfall = NotBelowZero(Rational(kPercent) - percent);
    const Rational excess = NotBelowZero(percent - Rational(kPercent));
    const Rational base = Deduct(rule.deduct_per_percent, shortfall);
    return Reward(base, rule.bonus_per_percent, excess, rule.bonus_cap);
  }

  std::optional<Rational> By(const AdverseRate& rule) {
    if (!Has(slots_.first) || !Has(slots_.second)) return std::nullopt;
    return Deduct(rule.deduct_per_percent, Percent(Value(slots_.first), Value(slots_.second), rule.rounding));
  }

  std::optional<Rational> By(const Grade& rule) {
    if (!Has(slots_.first)) return std::nullopt;
    const Grade::Step& level = rule.levels[sheet_.cells[slots_.first].value.mantissa()];
    narrator_.Say("Xếp loại $0: $1", "Grade $0: $1", level.label, level.points);
    return Rational(level.points);
  }

  std::optional<Rational> By(const Milestones& rule) {
    if (!Has(slots_.first)) return std::nullopt;
    const Rational achieved = Value(slots_.first);
    if (achieved >= Rational(rule.required)) {
      narrator_.Say("Đạt $0, đủ $1: $2", "Achieved $0 of $1: $2", achieved, rule.required, maximum_);
      return maximum_;
    }
    const Rational base = Min(maximum_, achieved * rule.points_per_unit);
    narrator_.Say("Đạt $0/$1: min($2, $0 × $3) = $4", "Achieved $0/$1: min($2, $0 × $3) = $4", achieved, rule.required,
                  maximum_, rule.points_per_unit, base);
    return base;
  }

  std::optional<Rational> By(const Tiers& rule) {
    Rational value;
    if (Has(slots_.first)) {
      value = Value(slots_.first);
    } else if (Has(slots_.part) && Has(slots_.whole)) {
      value = Percent(Value(slots_.part), Value(slots_.whole), rule.rounding);
    } else {
      return std::nullopt;
    }
    const Tiers::Tier* reached = nullptr;
    for (const Tiers::Tier& tier : rule.tiers) {
      const Rational bound = tier.at_least;
      if (value >= bound && (reached == nullptr || bound > Rational(reached->at_least))) reached = &tier;
    }
    if (reached == nullptr) {
      narrator_.Say("$0 chưa đạt bậc nào: $1", "$0 reaches no tier: $1", value, rule.otherwise);
      return Rational(rule.otherwise);
    }
    narrator_.Say("$0 đạt bậc từ $1: $2", "$0 reaches the tier from $1: $2", value, reached->at_least, reached->points);
    return Rational(reached->points);
  }

  std::optional<Rational> By(const YearOverYear& rule) {
    if (!Has(slots_.first) || !Has(slots_.second)) return std::nullopt;
    const Rational current = Value(slots_.first), previous = Value(slots_.second);
    const Rational change = current - previous;
    const Rational improvement = rule.better == YearOverYear::Better::kHigher ? change : previous - current;
    if (sheet_.cells[slots_.second].inherited) {
      narrator_.Say("Năm trước $0 (lấy từ bảng điểm năm trước), năm nay $1",
                    "Last year $0 (from last year's sheet), now $1", previous, current);
    } else {
      narrator_.Say("Năm trước $0, năm nay $1", "Last year $0, now $1", previous, current);
    }
    const Rational base = Deduct(rule.deduct_per_unit, NotBelowZero(Rational(0) - improvement));
    return Reward(base, rule.bonus_per_unit, NotBelowZero(improvement), rule.bonus_cap);
  }

  std::optional<Rational> By(const Checklist& rule) {
    if (!Has(slots_.first)) return std::nullopt;
    const Rational required = rule.required;
    const Rational done = Value(slots_.first);
    const Rational base = maximum_ * Min(done, required) / required;
    narrator_.Say("Làm được $0/$1 việc: $2 × min($0, $1) / $1 = $3", "Done $0 of $1: $2 × min($0, $1) / $1 = $3", done,
                  required, maximum_, base);
    return base;
  }

  std::optional<Rational> By(const Declared&) {
    if (!Has(slots_.first)) return std::nullopt;
    narrator_.Say("Điểm tự nhận: $0", "Points declared: $0", Value(slots_.first));
    return Value(slots_.first);
  }

  std::optional<Rational> By(const PeerRelative& rule) {
    if (!Has(slots_.second)) return std::nullopt;
    const Rational actual = Value(slots_.second);
    const bool has_target = Has(slots_.first) && !sheet_.cells[slots_.first].value.zero();
    if (!has_target) {
      if (!rule.ratio_to_best) return std::nullopt;
      const Rational best = peers_.best_actual.value_or(Rational(0));
      if (best.sign() == 0) {
        narrator_.Say("Không có chỉ tiêu; cao nhất trong nhóm là 0: 0", "No target; the best of this group is 0: 0");
        return Rational(0);
      }
      const Rational base = maximum_ * actual / best;
      narrator_.Say("Không có chỉ tiêu; so với cao nhất trong nhóm: $0 × $1 / $2 = $3",
                    "No target; compared with the best of this group: $0 × $1 / $2 = $3", maximum_, actual, best, base);
      return base;
    }
    const Rational target = Value(slots_.first);
    const Rational excess = (actual - target) / target;
    const Rational half = maximum_ / Rational(2);
    narrator_.Say("Mức vượt chỉ tiêu: ($0 − $1) / $1 = $2", "Beyond target: ($0 − $1) / $1 = $2", actual, target,
                  excess);
    if (excess.sign() > 0) {
      const Rational& best = *peers_.best_excess;
      const Rational base = half + half * excess / best;
      narrator_.Say("Mức vượt cao nhất cụm $0: $1 + $1 × $2 / $0 = $3",
                    "The cluster's greatest is $0: $1 + $1 × $2 / $0 = $3", best, half, excess, base);
      return base;
    }
    const Rational base = half * (Rational(1) + excess);
    narrator_.Say("Chưa vượt chỉ tiêu: $0 × (1 + $1) = $2", "Not beyond target: $0 × (1 + $1) = $2", half, excess,
                  base);
    return base;
  }

  const Criterion& criterion_;
  const Scale::CriterionSlots& slots_;
  const Sheet& sheet_;
  const PeerContext& peers_;
  Narrator& narrator_;
  const Rational maximum_;
};

// Σ of input·pointsEach, each at most its cap.
Rational SumAdjustments(const std::vector<Adjustment>& adjustments, const std::vector<int>& slots, const Sheet& sheet,
                        const char* vi, const char* en, Narrator& narrator) {
  Rational sum;
  for (size_t i = 0; i < adjustments.size(); ++i) {
    const Cell& cell = sheet.cells[slots[i]];
    if (!cell.present || cell.value.zero()) continue;
    const Rational points = Capped(Rational(cell.value) * adjustments[i].points_each, adjustments[i].cap);
    if (narrator.listening()) {
      const std::string& title = adjustments[i].title.empty() ? adjustments[i].input : adjustments[i].title;
      const std::string limit = adjustments[i].cap.has_value() ? FormatFigure(*adjustments[i].cap) : "";
      narrator.Say(limit.empty() ? vi : "$0: min($4, $1 × $2) = $3", limit.empty() ? en : "$0: min($4, $1 × $2) = $3",
                   title, cell.value, adjustments[i].points_each, points, limit);
    }
    sum += points;
  }
  return sum;
}

// What deductions and bonuses make of the base points.
Rational Adjust(const Criterion& criterion, const Scale::CriterionSlots& slots, const Sheet& sheet,
                const Rational& base, Narrator& narrator) {
  const Rational deductions = SumAdjustments(criterion.deductions, slots.deductions, sheet, "Trừ, $0: $1 × $2 = $3",
                                             "Deduction, $0: $1 × $2 = $3", narrator);
  const Rational bonuses = SumAdjustments(criterion.bonuses, slots.bonuses, sheet, "Cộng, $0: $1 × $2 = $3",
                                          "Bonus, $0: $1 × $2 = $3", narrator);
  Rational adjusted = NotBelowZero(base - deductions) + bonuses;
  if (deductions.sign() != 0 || bonuses.sign() != 0) {
    narrator.Say("Cộng lại: max(0, $0 − $1) + $2 = $3", "Together: max(0, $0 − $1) + $2 = $3", base, deductions,
                 bonuses, adjusted);
  }
  return adjusted;
}

void AddTerm(const Criterion& criterion, const CriterionScore& score, TotalSum& sum) {
  if (score.applies) sum.Add(criterion.coefficient, criterion.max_points, score.points);
}

}  // namespace

Rational CriterionScore::Lost(const Criterion& criterion) const {
  const Rational maximum = criterion.max_points;
  return applies && points < maximum ? maximum - points : Rational(0);
}

std::vector<PeerContext> ComparePeers(const Scale& scale, absl::Span<const Sheet> sheets) {
  std::vector<PeerContext> peers(scale.criteria().size());
  for (size_t c = 0; c < peers.size(); ++c) {
    const Criterion& criterion = scale.criteria()[c];
    if (!std::holds_alternative<PeerRelative>(criterion.rule)) continue;
    const Scale::CriterionSlots& slots = scale.slots_of(static_cast<int>(c));
    for (const Sheet& sheet : sheets) {
      const Cell& target = sheet.cells[slots.first];
      const Cell& actual = sheet.cells[slots.second];
      if (!actual.present || !criterion.AppliesTo(sheet.unit_type)) continue;
      if (target.present && !target.value.zero()) {
        const Rational excess = (Rational(actual.value) - target.value) / target.value;
        if (excess.sign() > 0 && (!peers[c].best_excess || excess > *peers[c].best_excess))
          peers[c].best_excess = excess;
      } else if (!peers[c].best_actual || Rational(actual.value) > *peers[c].best_actual) {
        peers[c].best_actual = Rational(actual.value);
      }
    }
  }
  return peers;
}

CriterionScore ScoreCriterion(const Scale& scale, int criterion_index, const Sheet& sheet, const PeerContext& peers,
                              std::vector<Message>* steps) {
  const Criterion& criterion = scale.criteria()[criterion_index];
  const Scale::CriterionSlots& slots = scale.slots_of(criterion_index);
  Narrator narrator(steps);
  CriterionScore score;
  score.applies = criterion.AppliesTo(sheet.unit_type);
  if (!score.applies) {
    narrator.Say("Tiêu chí này không áp dụng cho loại đơn vị này.", "This criterion is not for this type of unit.");
    return score;
  }
  std::optional<Rational> base = BasePoints(scale, criterion_index, sheet, peers, narrator).Compute();
  score.reported = base.has_value();
  if (!score.reported) {
    narrator.Say("Chưa báo cáo đủ số liệu: tính 0 điểm.", "Not reported: counts 0.");
    return score;
  }
  for (size_t i = 0; i < slots.zero_if.size(); ++i) {
    const Cell& cell = sheet.cells[slots.zero_if[i]];
    if (!cell.present || cell.value.zero()) continue;
    narrator.Say("Có $0 = $1: không tính điểm tiêu chí này.", "$0 = $1: the criterion has no points.",
                 criterion.zero_if[i], cell.value);
    return score;
  }
  const bool adjusted = !criterion.deductions.empty() || !criterion.bonuses.empty();
  const Rational exact = adjusted ? Adjust(criterion, slots, sheet, *base, narrator) : NotBelowZero(*std::move(base));
  score.points = exact.Rounded(kPointPlaces);
  if (narrator.listening() && score.points != exact) {
    narrator.Say("Làm tròn 2 chữ số: $0", "Rounded to 2 places: $0", score.points);
  }
  return score;
}

Rational SumUp(const Scale& scale, int begin, int end, absl::Span<const CriterionScore> scores,
               std::vector<Message>* steps) {
  const Total& total = scale.definition().total;
  TotalSum terms(total.method);
  for (int c = begin; c < end; ++c) AddTerm(scale.criteria()[c], scores[c], terms);
  TotalSteps sum = terms.Steps(total);
  Narrator narrator(steps);
  switch (total.method) {
    case Total::Method::kSum:
    case Total::Method::kUnspecified:
      narrator.Say("tổng điểm có hệ số = $0", "sum of weighted points = $0", sum.exact);
      break;
    case Total::Method::kMean:
      narrator.Say("$0 / $1 = $2", "$0 / $1 = $2", sum.points, sum.divisor, sum.exact);
      break;
    case Total::Method::kNormalized:
      narrator.Say("100 × $0 / $1 = $2", "100 × $0 / $1 = $2", sum.points, sum.divisor, sum.exact);
      break;
  }
  if (sum.rounded != sum.exact) narrator.Say("làm tròn: $0", "rounded: $0", sum.rounded);
  if (sum.capped != sum.rounded) narrator.Say("tối đa $0", "at most $0", sum.capped);
  return std::move(sum.capped);
}

void SumUp(const Scale& scale, UnitScore& unit) {
  const Total& total = scale.definition().total;
  unit.lost = Rational(0);
  std::vector<TotalSum> sums(scale.groups().size(), TotalSum(total.method));
  for (size_t c = 0; c < unit.criteria.size(); ++c) {
    const Criterion& criterion = scale.criteria()[c];
    AddTerm(criterion, unit.criteria[c], sums[scale.group_index_of(static_cast<int>(c))]);
    unit.lost += unit.criteria[c].Lost(criterion);
  }
  TotalSum whole(total.method);
  unit.subtotals.resize(sums.size());
  // A group comes before those below it.
  for (size_t g = sums.size(); g-- > 0;) {
    unit.subtotals[g] = sums[g].Steps(total).capped;
    const int parent = scale.groups()[g].parent;
    (parent < 0 ? whole : sums[parent]).Add(sums[g]);
  }
  unit.total = whole.Steps(total).capped;
}

std::vector<UnitScore> ScoreCluster(const Scale& scale, absl::Span<const Sheet> sheets) {
  const std::vector<PeerContext> peers = ComparePeers(scale, sheets);
  const int count = static_cast<int>(scale.criteria().size());
  std::vector<UnitScore> units(sheets.size());
  for (size_t i = 0; i < sheets.size(); ++i) {
    units[i].criteria.reserve(count);
    for (int c = 0; c < count; ++c) units[i].criteria.push_back(ScoreCriterion(scale, c, sheets[i], peers[c]));
    SumUp(scale, units[i]);
  }
  return units;
}

}  // namespace thidua::scoring
