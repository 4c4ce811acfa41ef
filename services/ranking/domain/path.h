#ifndef THIDUA_SERVICES_RANKING_DOMAIN_PATH_H_
#define THIDUA_SERVICES_RANKING_DOMAIN_PATH_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/decimal/rational.h"
#include "services/ranking/domain/ranking.h"
#include "services/scoring/domain/total.h"

namespace thidua::ranking {

// A criterion that applies to the unit.
struct PathCriterion {
  std::string code;
  Rational coefficient = 1;
  Rational max_points;
  Rational points;               // Now.
  std::optional<Rational> gain;  // What can be won, all of it or nothing; 0: nothing. Absent: the lost points.
  Rational cost = 1;             // Of winning it, >= 0. Where all cost the same, the cheapest is the fewest criteria.
};

// A tie-break compares the points of one criterion, or the subtotal of the criteria [begin, end). One that the unit has
// nothing of is an empty subtotal, which is 0.
struct CriterionStep {
  size_t criterion = 0;
};
struct SubtotalStep {
  size_t begin = 0;
  size_t end = 0;
};
using PathStep = std::variant<CriterionStep, SubtotalStep>;

// Sharing the rank is having it. REQUIRES: rank >= 1
struct WantedRank {
  int rank = 1;
};
struct WantedTotal {
  Rational total;
};

struct PathQuestion {
  scoring::Total total;
  std::vector<PathCriterion> criteria;  // In the order of the scale.
  std::vector<PathStep> tie_breaks;     // In order.
  // Whom the unit is ranked among: its cluster, or all units of its scale, without itself; with one value for each of
  // `tie_breaks`. Their points stand still: where one unit's figures move its peers' points (`peerRelative`), the
  // caller has to score the whole cluster again to see the rank.
  std::vector<Contender> others;
  std::variant<WantedRank, WantedTotal> target;
};

struct Path {
  enum class Outcome {
    kReachable,    // `chosen` is the cheapest set that gets there; empty when the unit is there already.
    kUnreachable,  // Not even by winning everything, which is what `chosen` then is.
    kTooHard,      // `chosen` gets there, but whether it is the cheapest was not found out.
  };
  Outcome outcome = Outcome::kUnreachable;
  std::vector<size_t> chosen;  // Positions of criteria, ascending.
  // What `chosen` costs and leads to.
  Rational cost;
  Rational total;
  std::vector<Rational> tie_breaks;
  int rank = 0;
};

// Work that one question may take before it is kTooHard: a few seconds, and some 100 MB. Scales have points and
// coefficients of few digits, so that sums coincide and real questions stay far below.
inline constexpr int64_t kMaxPathSteps = 20'000'000;
inline constexpr size_t kMaxPathStates = 500'000;
// Criteria that can gain.
inline constexpr size_t kMaxPathGains = 256;

// The cheapest set of criteria to win in order to have the target. Of sets of equal cost the one that gains the least
// points (their plain sum), then the lexicographically first in the order of the scale. Exact: the answer is the
// minimum, or kTooHard. Gains, coefficients and costs that are no decimals of at most 18 places are kTooHard.
Path CheapestPath(const PathQuestion& question);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_DOMAIN_PATH_H_
