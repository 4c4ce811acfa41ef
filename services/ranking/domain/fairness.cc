#include "services/ranking/domain/fairness.h"

#include <algorithm>
#include <cstdint>

namespace thidua::ranking {
namespace {

constexpr int kPlaces = 2;
constexpr int64_t kHundred = 100;

// The square root of `square` in hundredths, rounded HALF_UP. REQUIRES: square >= 0
Rational RootInHundredths(const Rational& square) {
  const Rational limit = Rational(4 * kHundred * kHundred) * square;
  // Whether the root is at least `hundredths` − 1/2: then it does not round to less.
  const auto reached = [&](int64_t hundredths) {
    const Rational doubled = 2 * hundredths - 1;
    return doubled * doubled <= limit;
  };
  int64_t beyond = 1;
  while (reached(beyond)) beyond *= 2;
  int64_t root = beyond / 2;
  while (beyond - root > 1) {
    const int64_t middle = root + (beyond - root) / 2;
    (reached(middle) ? root : beyond) = middle;
  }
  return Rational(root) / Rational(kHundred);
}

std::vector<Rational> Sorted(absl::Span<const Rational> totals) {
  std::vector<Rational> sorted(totals.begin(), totals.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace

std::optional<Rational> Best(absl::Span<const Rational> totals) {
  if (totals.empty()) return std::nullopt;
  return *std::max_element(totals.begin(), totals.end());
}

std::optional<Rational> Median(absl::Span<const Rational> totals) {
  if (totals.empty()) return std::nullopt;
  const std::vector<Rational> sorted = Sorted(totals);
  return (sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2]) / Rational(2);
}

std::optional<std::vector<Rational>> SharesOfBest(absl::Span<const Rational> totals) {
  const std::optional<Rational> best = Best(totals);
  if (!best.has_value() || best->sign() == 0) return std::nullopt;
  std::vector<Rational> shares;
  shares.reserve(totals.size());
  for (const Rational& total : totals) shares.push_back((Rational(kHundred) * total / *best).Rounded(kPlaces));
  return shares;
}

std::optional<std::vector<Rational>> StandardScores(absl::Span<const Rational> totals) {
  const Rational count = static_cast<int64_t>(totals.size());
  Rational sum, squares;
  for (const Rational& total : totals) {
    sum += total;
    squares += total * total;
  }
  // With n units: score² = (n·total − sum)² / (n·squares − sum²), which spares the mean's denominator.
  const Rational spread = count * squares - sum * sum;
  if (spread.sign() == 0) return std::nullopt;
  std::vector<Rational> scores;
  scores.reserve(totals.size());
  for (const Rational& total : totals) {
    const Rational deviation = count * total - sum;
    const Rational score = RootInHundredths(deviation * deviation / spread);
    scores.push_back(deviation.sign() < 0 ? Rational(0) - score : score);
  }
  return scores;
}

std::optional<std::vector<Rational>> PercentileRanks(absl::Span<const Rational> totals) {
  if (totals.size() < 2) return std::nullopt;
  const std::vector<Rational> sorted = Sorted(totals);
  std::vector<Rational> ranks;
  ranks.reserve(totals.size());
  for (const Rational& total : totals) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), total);
    const int64_t below_and_not_above = (first - sorted.begin()) + (last - sorted.begin());
    const Rational share = Rational(below_and_not_above) / Rational(2 * static_cast<int64_t>(sorted.size()));
    ranks.push_back((Rational(kHundred) * share).Rounded(kPlaces));
  }
  return ranks;
}

}  // namespace thidua::ranking
