#ifndef THIDUA_SERVICES_RANKING_DOMAIN_FAIRNESS_H_
#define THIDUA_SERVICES_RANKING_DOMAIN_FAIRNESS_H_

#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "common/decimal/rational.h"

namespace thidua::ranking {

// Views of the totals (none negative) of one cluster that can be laid beside those of another cluster, whatever the
// size of the cluster or how strictly its units score each other. Views of each unit come in the order of the totals,
// rounded HALF_UP to 2 places, halves away from zero; they are exact otherwise.

// Absent for no totals.
std::optional<Rational> Best(absl::Span<const Rational> totals);

// The middle total, or the mean of the two middle ones, not rounded. Absent for no totals.
std::optional<Rational> Median(absl::Span<const Rational> totals);

// 100 · total / best of the cluster. Absent when the best is 0 or there are no totals.
std::optional<std::vector<Rational>> SharesOfBest(absl::Span<const Rational> totals);

// (total − mean) / population standard deviation, in the cluster. Absent when no two totals differ.
std::optional<std::vector<Rational>> StandardScores(absl::Span<const Rational> totals);

// The percentile rank of test statistics, with the unit itself among those of its own total: 100 · (units below + half
// of the units of the same total) / units. It is 50 on average in every cluster, and never 0 or 100. Absent for fewer
// than two totals.
std::optional<std::vector<Rational>> PercentileRanks(absl::Span<const Rational> totals);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_DOMAIN_FAIRNESS_H_
