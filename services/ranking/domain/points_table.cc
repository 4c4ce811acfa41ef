#include "services/ranking/domain/points_table.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

#include "absl/container/inlined_vector.h"

namespace thidua::ranking {
namespace {

using scoring::Total;
__extension__ using Int128 = __int128;

constexpr int kPointPlaces = 2;
constexpr int kPercentPlaces = 2;
constexpr int64_t kMaxPoints = std::numeric_limits<int32_t>::max();
constexpr int64_t kMaxTotal = std::numeric_limits<int64_t>::max();

constexpr int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

// `value` in units of its `places`th decimal. None when it is finer, negative or above `most`.
std::optional<int64_t> Scaled(const Decimal& value, int places, int64_t most) {
  if (value.negative() || value.places() > places) return std::nullopt;
  const Int128 scaled = Int128{value.mantissa()} * PowerOfTen(places - value.places());
  if (scaled > most) return std::nullopt;
  return static_cast<int64_t>(scaled);
}

template <typename Int>
int64_t QuotientHalfUp(Int dividend, Int divisor) {
  const Int quotient = dividend / divisor;
  const Int rest = dividend % divisor;
  return static_cast<int64_t>(rest >= divisor - rest ? quotient + 1 : quotient);
}

// HALF_UP; none of them is negative.
int64_t MultiplyDivide(int64_t value, int64_t multiplier, int64_t divisor) {
  int64_t product;
  if (!__builtin_mul_overflow(value, multiplier, &product)) return QuotientHalfUp(product, divisor);
  return QuotientHalfUp(Int128{value} * multiplier, Int128{divisor});
}

template <typename Value>
size_t Bytes(const std::vector<Value>& values) {
  return values.capacity() * sizeof(Value);
}

}  // namespace

std::optional<int32_t> InHundredths(const Decimal& points) { return Scaled(points, kPointPlaces, kMaxPoints); }

std::optional<PointsTable> PointsTable::Make(const ScaleShape& shape, absl::Span<const int> cluster_sizes,
                                             std::vector<int32_t> points) {
  PointsTable table;
  if (!table.TakeShape(shape)) return std::nullopt;
  table.first_units_.reserve(cluster_sizes.size() + 1);
  table.first_units_.push_back(0);
  for (const int size : cluster_sizes) table.first_units_.push_back(table.first_units_.back() + size);
  table.points_ = std::move(points);
  table.order_.resize(table.units());
  std::iota(table.order_.begin(), table.order_.end(), 0);
  table.results_.resize(table.units());
  table.RankClusters();
  return table;
}

bool PointsTable::TakeShape(const ScaleShape& shape) {
  if (shape.tie_breaks.size() > kMaxTieBreaks) return false;
  groups_ = shape.groups;
  tie_breaks_ = shape.tie_breaks;
  int places = 0;
  for (const ScaleShape::Criterion& criterion : shape.criteria) {
    places = std::max(places, criterion.coefficient.places());
  }
  // Coefficients that add up to 31 bits keep every sum of coefficient × points within 62.
  int64_t room = kMaxPoints;
  criteria_.reserve(shape.criteria.size());
  for (const ScaleShape::Criterion& criterion : shape.criteria) {
    const std::optional<int64_t> coefficient = Scaled(criterion.coefficient, places, room);
    const std::optional<int32_t> max_points = InHundredths(criterion.max_points);
    if (!coefficient.has_value() || !max_points.has_value()) return false;
    room -= *coefficient;
    const int64_t divisor =
        shape.total.method == Total::Method::kNormalized ? *coefficient * *max_points : *coefficient;
    criteria_.push_back({static_cast<int32_t>(*coefficient), *max_points, divisor});
  }
  return TakeTotal(shape.total, places);
}

bool PointsTable::TakeTotal(const Total& total, int coefficient_places) {
  int shift = total.places;  // From the sums, as whole numbers, to the rounded total.
  switch (total.method) {
    case Total::Method::kUnspecified:
    case Total::Method::kSum:
      shift -= coefficient_places + kPointPlaces;
      break;
    case Total::Method::kMean:
      divides_ = true;
      shift -= kPointPlaces;
      break;
    case Total::Method::kNormalized:
      divides_ = true;
      shift += kPercentPlaces;
      break;
  }
  multiplier_ = PowerOfTen(shift);
  divisor_ = PowerOfTen(-shift);
  total_places_ = total.places;
  if (total.cap.has_value()) {
    total_places_ = std::max(total.places, total.cap->places());
    const std::optional<int64_t> cap = Scaled(*total.cap, total_places_, kMaxTotal);
    if (!cap.has_value()) return false;
    cap_ = *cap;
  }
  after_rounding_ = PowerOfTen(total_places_ - total.places);
  return TotalsFit();
}

bool PointsTable::TotalsFit() const {
  Int128 sum = 0;
  int64_t least_divisor = kMaxTotal;
  for (const Criterion& criterion : criteria_) {
    sum += Int128{criterion.coefficient} * kMaxPoints;
    if (criterion.divisor > 0) least_divisor = std::min(least_divisor, criterion.divisor);
  }
  const Int128 divisor = divides_ ? Int128{least_divisor} * divisor_ : divisor_;
  return (sum * multiplier_ / divisor + 1) * after_rounding_ <= kMaxTotal;
}

absl::Span<const int> PointsTable::order(int cluster) const {
  return absl::MakeConstSpan(order_).subspan(first_unit(cluster), first_unit(cluster + 1) - first_unit(cluster));
}

absl::Span<const int32_t> PointsTable::points(int unit) const {
  return absl::MakeConstSpan(points_).subspan(unit * criteria_.size(), criteria_.size());
}

PointsTable::Extremes PointsTable::ExtremesOf(int cluster, int criterion) const {
  Extremes extremes{.lowest = std::numeric_limits<int32_t>::max()};
  for (int unit = first_unit(cluster); unit < first_unit(cluster + 1); ++unit) {
    const int32_t points_of_unit = points(unit)[criterion];
    if (points_of_unit < 0) continue;
    extremes.highest = std::max(extremes.highest, points_of_unit);
    extremes.lowest = std::min(extremes.lowest, points_of_unit);
    ++extremes.units;
  }
  return extremes.units == 0 ? Extremes{} : extremes;
}

void PointsTable::UpdateUnit(int unit, absl::Span<const int32_t> points) {
  std::copy(points.begin(), points.end(), points_.begin() + static_cast<ptrdiff_t>(unit * criteria_.size()));
}

void PointsTable::RankClusters() {
  for (int cluster = 0; cluster < clusters(); ++cluster) RankClusterAgain(cluster);
}

void PointsTable::RankClusterAgain(int cluster) {
  const int begin = first_unit(cluster);
  const int end = first_unit(cluster + 1);
  for (int unit = begin; unit < end; ++unit) {
    const Sums sums = SumUp(unit, 0, static_cast<int>(criteria_.size()));
    results_[unit].total = TotalOf(sums);
    results_[unit].lost = sums.lost;
  }
  const absl::Span<int> order = absl::MakeSpan(order_).subspan(begin, end - begin);
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    return results_[a].total != results_[b].total ? results_[a].total > results_[b].total : a < b;
  });
  SetPlaces(order, &Result::in_cluster);
}

std::vector<int> PointsTable::RankOverall() {
  std::vector<int> order = UnitsByTotal();
  SetPlaces(absl::MakeSpan(order), &Result::overall);
  return order;
}

PointsTable::Sums PointsTable::SumUp(int unit, int begin, int end) const {
  const int32_t* row = points(unit).data();
  Sums sums;
  for (int c = begin; c < end; ++c) {
    if (row[c] < 0) continue;
    const Criterion& criterion = criteria_[c];
    sums.points += int64_t{criterion.coefficient} * row[c];
    sums.divisor += criterion.divisor;
    sums.lost += std::max(criterion.max_points - row[c], 0);
  }
  return sums;
}

// SCORING.md "total".
int64_t PointsTable::TotalOf(const Sums& sums) const {
  if (divides_ && sums.divisor == 0) return 0;
  const int64_t divisor = divides_ ? sums.divisor * divisor_ : divisor_;
  return std::min(MultiplyDivide(sums.points, multiplier_, divisor) * after_rounding_, cap_);
}

int64_t PointsTable::TieBreakValue(int unit, size_t tie_break) const {
  const auto [is_group, position] = tie_breaks_[tie_break];
  if (is_group) return TotalOf(SumUp(unit, groups_[position].begin, groups_[position].end));
  return std::max(points(unit)[position], 0);
}

// Highest total first, then by number. A radix sort: totals are not far apart, and on a country's std::sort takes
// fifteen times as long.
std::vector<int> PointsTable::UnitsByTotal() const {
  constexpr int kBits = 11;
  constexpr uint64_t kBuckets = 1 << kBits;
  std::vector<int> order(results_.size());
  std::iota(order.begin(), order.end(), 0);
  if (order.empty()) return order;
  const auto [lowest, highest] = std::minmax_element(
      results_.begin(), results_.end(), [](const Result& a, const Result& b) { return a.total < b.total; });
  const int64_t top = highest->total;
  const auto spread = static_cast<uint64_t>(top - lowest->total);
  std::vector<int> sorted(order.size());
  for (int shift = 0; shift < 64 && spread >> shift != 0; shift += kBits) {
    const auto bucket = [&](int unit) {
      return static_cast<uint64_t>(top - results_[unit].total) >> shift & (kBuckets - 1);
    };
    std::array<int, kBuckets + 1> next{};
    for (const int unit : order) ++next[bucket(unit) + 1];
    std::partial_sum(next.begin(), next.end(), next.begin());
    for (const int unit : order) sorted[next[bucket(unit)]++] = unit;
    order.swap(sorted);
  }
  return order;
}

// `by_total` are units by total, highest first; those of equal total are put in order of place.
void PointsTable::SetPlaces(absl::Span<int> by_total, Place Result::*place) {
  for (size_t begin = 0, end = 0; begin < by_total.size(); begin = end) {
    const int64_t total = results_[by_total[begin]].total;
    while (end < by_total.size() && results_[by_total[end]].total == total) ++end;
    SettleTie(by_total.subspan(begin, end - begin), 0, {.rank = static_cast<int32_t>(begin) + 1}, place);
  }
}

// `tied` are equal in total and in every tie-break before `tie_break`; the first of them is `at`.
void PointsTable::SettleTie(absl::Span<int> tied, size_t tie_break, Place at, Place Result::*place) {
  if (tied.size() == 1 || tie_break == tie_breaks_.size()) {
    at.tied = tied.size() > 1;
    for (const int unit : tied) results_[unit].*place = at;
    return;
  }
  struct Entry {
    int64_t value;
    int unit;
  };
  absl::InlinedVector<Entry, 8> entries;
  for (const int unit : tied) entries.push_back({TieBreakValue(unit, tie_break), unit});
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.value != b.value ? a.value > b.value : a.unit < b.unit; });
  if (entries.front().value != entries.back().value) at.decided_by |= static_cast<uint16_t>(1u << tie_break);
  for (size_t i = 0; i < tied.size(); ++i) tied[i] = entries[i].unit;
  for (size_t begin = 0, end = 0; begin < tied.size(); begin = end) {
    while (end < tied.size() && entries[end].value == entries[begin].value) ++end;
    Place next = at;
    next.rank += static_cast<int32_t>(begin);
    SettleTie(tied.subspan(begin, end - begin), tie_break + 1, next, place);
  }
}

size_t PointsTable::memory_bytes() const {
  return sizeof(*this) + Bytes(criteria_) + Bytes(groups_) + Bytes(tie_breaks_) + Bytes(first_units_) + Bytes(points_) +
         Bytes(order_) + Bytes(results_);
}

}  // namespace thidua::ranking
