#include "services/ranking/domain/path.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "absl/types/span.h"
#include "services/ranking/domain/cover.h"

namespace thidua::ranking {
namespace {

using ::thidua::scoring::Term;
using ::thidua::scoring::Total;

constexpr int kMaxPlaces = 18;

int64_t WholeNumber(const Rational& whole) { return std::stoll(whole.ToString(0)); }

Rational PowerOfTen(int exponent) {
  Rational power = 1;
  while (exponent-- > 0) power = power * Rational(10);
  return power;
}

// Each of the values is a whole number of units.
struct WholeNumbers {
  Rational unit = 1;
  std::vector<int64_t> values;
};

// Absent when the values are no decimals, or too large. REQUIRES: values >= 0
std::optional<WholeNumbers> InWholeNumbers(absl::Span<const Rational> values) {
  int places = 0;
  Rational sum;
  for (const Rational& value : values) {
    while (places <= kMaxPlaces && value.Rounded(places) != value) ++places;
    if (places > kMaxPlaces) return std::nullopt;
    sum += value;
  }
  const Rational power = PowerOfTen(places);
  if (sum * power > Rational(std::numeric_limits<int64_t>::max() / 2)) return std::nullopt;
  WholeNumbers numbers;
  for (const Rational& value : values) numbers.values.push_back(WholeNumber(value * power));
  const int64_t divisor = std::accumulate(numbers.values.begin(), numbers.values.end(), int64_t{0},
                                          [](int64_t a, int64_t b) { return std::gcd(a, b); });
  if (divisor == 0) return numbers;
  for (int64_t& value : numbers.values) value /= divisor;
  numbers.unit = Rational(divisor) / power;
  return numbers;
}

// What a total or tie-break must be.
struct Goal {
  Rational value;
  bool beyond = false;  // Greater than `value`, not only at least.
};

Rational SumOfPoints(absl::Span<const Term> terms) {
  Rational sum;
  for (const Term& term : terms) sum += term.coefficient * term.points;
  return sum;
}

// What a sum of points is for each 1 of the total.
Rational SumForOne(Total::Method method, absl::Span<const Term> terms) {
  if (method != Total::Method::kMean && method != Total::Method::kNormalized) return 1;
  Rational sum;
  for (const Term& term : terms) {
    sum += method == Total::Method::kMean ? term.coefficient : term.coefficient * term.max_points / Rational(100);
  }
  return sum;
}

// The least sum of coefficient × points by which the total of `terms` is the goal: the inverse of TotalOf, rounding and
// cap included. Absent when there is none.
std::optional<Rational> SumFor(const Goal& goal, const Total& total, absl::Span<const Term> terms) {
  if (total.cap.has_value() && (goal.beyond ? Rational(*total.cap) <= goal.value : Rational(*total.cap) < goal.value)) {
    return std::nullopt;
  }
  const Rational unit = Rational(1) / PowerOfTen(total.places);
  Rational rounded = goal.value.Rounded(total.places, RoundingMode::kUp);
  if (goal.beyond && rounded == goal.value) rounded += unit;
  if (rounded.sign() <= 0) return Rational(0);
  const Rational for_one = SumForOne(total.method, terms);
  if (for_one.sign() == 0) return std::nullopt;
  return (rounded - unit / Rational(2)) * for_one;
}

class Solver {
 public:
  explicit Solver(const PathQuestion& question) : question_(question) {
    for (const PathCriterion& criterion : question.criteria) {
      gains_.push_back(Max(0, criterion.gain.value_or(criterion.max_points - criterion.points)));
    }
    if (const auto* wanted = std::get_if<WantedTotal>(&question.target)) goal_ = {wanted->total};
    if (const auto* wanted = std::get_if<WantedRank>(&question.target)) {
      const auto place = static_cast<size_t>(wanted->rank - 1);
      if (place < question.others.size()) goal_ = FigureOf(Ranked(place));
    }
  }

  Path Solve() {
    std::vector<size_t> everything;
    for (size_t c = 0; c < gains_.size(); ++c) {
      if (gains_[c].sign() > 0) everything.push_back(c);
    }
    if (Path now = PathBy({}); IsThere(now)) {
      now.outcome = Path::Outcome::kReachable;
      return now;
    }
    Path most = PathBy(everything);
    if (!IsThere(most)) return most;
    most.outcome = Path::Outcome::kTooHard;
    if (!Number(everything)) return most;
    // To be at least equal to the goal, step by step of the order, is to be beyond it at one step, equal to it or
    // better at those before; or equal to it or better at all.
    for (size_t depth = 0; depth < goal_.size(); ++depth) Try(depth);
    return Answer();
  }

 private:
  using Figures = std::vector<Rational>;  // The total, then the tie-breaks.

  static Figures FigureOf(const Contender& contender) {
    Figures figures = {contender.total};
    figures.insert(figures.end(), contender.tie_breaks.begin(), contender.tie_breaks.end());
    return figures;
  }

  const Contender& Ranked(size_t place) const {
    std::vector<const Contender*> ranked;
    for (const Contender& other : question_.others) ranked.push_back(&other);
    std::nth_element(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(place), ranked.end(),
                     [](const Contender* a, const Contender* b) { return FigureOf(*a) > FigureOf(*b); });
    return *ranked[place];
  }

  // The criteria [begin, end) with the gains of `chosen`.
  std::vector<Term> Terms(size_t begin, size_t end, const std::vector<size_t>& chosen) const {
    std::vector<Term> terms;
    for (size_t c = begin; c < end; ++c) {
      const PathCriterion& criterion = question_.criteria[c];
      terms.push_back({criterion.coefficient, criterion.max_points, criterion.points});
      if (std::binary_search(chosen.begin(), chosen.end(), c)) terms.back().points += gains_[c];
    }
    return terms;
  }

  Path PathBy(const std::vector<size_t>& chosen) const {
    Path path{.chosen = chosen};
    for (const size_t c : chosen) path.cost += question_.criteria[c].cost;
    const auto subtotal = [&](size_t begin, size_t end) {
      return scoring::TotalOf(question_.total, Terms(begin, end, chosen));
    };
    path.total = subtotal(0, gains_.size());
    for (const PathStep& step : question_.tie_breaks) {
      if (const auto* group = std::get_if<SubtotalStep>(&step)) {
        path.tie_breaks.push_back(subtotal(group->begin, group->end));
      } else {
        const size_t c = std::get<CriterionStep>(step).criterion;
        path.tie_breaks.push_back(Terms(c, c + 1, chosen).front().points);
      }
    }
    path.rank = 1 + static_cast<int>(
                        std::count_if(question_.others.begin(), question_.others.end(), [&](const Contender& other) {
                          return std::tie(other.total, other.tie_breaks) > std::tie(path.total, path.tie_breaks);
                        }));
    return path;
  }

  bool IsThere(const Path& path) const {
    if (const auto* wanted = std::get_if<WantedTotal>(&question_.target)) return path.total >= wanted->total;
    return path.rank <= std::get<WantedRank>(question_.target).rank;
  }

  // Turns what can be won into whole numbers; false when that cannot be.
  bool Number(const std::vector<size_t>& winnable) {
    if (winnable.size() > kMaxPathGains) return false;
    std::vector<Rational> weights, costs, points;
    for (const size_t c : winnable) {
      weights.push_back(question_.criteria[c].coefficient * gains_[c]);
      costs.push_back(question_.criteria[c].cost);
      points.push_back(gains_[c]);
    }
    const auto whole_weights = InWholeNumbers(weights), whole_costs = InWholeNumbers(costs),
               whole_points = InWholeNumbers(points);
    if (!whole_weights.has_value() || !whole_costs.has_value() || !whole_points.has_value()) return false;
    weight_unit_ = whole_weights->unit;
    for (size_t i = 0; i < winnable.size(); ++i) {
      candidates_.push_back({.index = i,
                             .criterion = winnable[i],
                             .weight = whole_weights->values[i],
                             .cost = whole_costs->values[i],
                             .points = whole_points->values[i]});
    }
    return true;
  }

  // The way to have the target by `depth`: figures before it reach the goal's, this one goes beyond (the last one
  // reaches it too).
  void Try(size_t depth) {
    const auto goal = [&](size_t i) { return Goal{goal_[i], i == depth && depth + 1 < goal_.size()}; };
    Choice forced;
    for (size_t i = 1; i <= depth; ++i) {
      const auto* step = std::get_if<CriterionStep>(&question_.tie_breaks[i - 1]);
      if (step != nullptr && !Force(*step, goal(i), forced)) return;
    }
    const std::vector<size_t> chosen = Positions(forced);
    std::vector<Demand> demands;
    if (!AddDemand({0, gains_.size()}, goal(0), chosen, demands)) return;
    for (size_t i = 1; i <= depth; ++i) {
      const auto* step = std::get_if<SubtotalStep>(&question_.tie_breaks[i - 1]);
      if (step != nullptr && !AddDemand(*step, goal(i), chosen, demands)) return;
    }
    Cover(candidates_, std::move(demands), forced, search_);
  }

  // False when the criterion cannot have the points.
  bool Force(const CriterionStep& step, const Goal& goal, Choice& forced) const {
    const auto reaches = [&](const Rational& points) {
      return goal.beyond ? points > goal.value : points >= goal.value;
    };
    const Rational& points = question_.criteria[step.criterion].points;
    if (reaches(points)) return true;
    const auto gain = std::find_if(candidates_.begin(), candidates_.end(),
                                   [&](const Gain& candidate) { return candidate.criterion == step.criterion; });
    if (gain == candidates_.end() || !reaches(points + gains_[step.criterion])) return false;
    if (!forced.Has(*gain)) forced = forced.With(*gain);
    return true;
  }

  // Adds what is left to win beside `chosen`; false when there is not as much.
  bool AddDemand(const SubtotalStep& range, const Goal& goal, const std::vector<size_t>& chosen,
                 std::vector<Demand>& demands) const {
    const std::vector<Term> terms = Terms(range.begin, range.end, chosen);
    const std::optional<Rational> sum = SumFor(goal, question_.total, terms);
    if (!sum.has_value()) return false;
    const Rational owed = *sum - SumOfPoints(terms);
    if (owed.sign() <= 0) return true;
    const Rational whole = (owed / weight_unit_).Rounded(0, RoundingMode::kUp);
    if (whole > Rational(std::numeric_limits<int64_t>::max() / 2)) return false;
    demands.push_back({.begin = range.begin, .end = range.end, .owed = WholeNumber(whole)});
    return true;
  }

  std::vector<size_t> Positions(const Choice& choice) const {
    std::vector<size_t> positions;
    for (const Gain& gain : candidates_) {
      if (choice.Has(gain)) positions.push_back(gain.criterion);
    }
    return positions;
  }

  Path Answer() const {
    Path path = PathBy(Positions(*search_.best));
    path.outcome = search_.too_hard ? Path::Outcome::kTooHard : Path::Outcome::kReachable;
    return path;
  }

  const PathQuestion& question_;
  std::vector<Rational> gains_;  // Of each criterion.
  Figures goal_;
  Rational weight_unit_;
  std::vector<Gain> candidates_;
  Search search_;
};

}  // namespace

Path CheapestPath(const PathQuestion& question) { return Solver(question).Solve(); }

}  // namespace thidua::ranking
