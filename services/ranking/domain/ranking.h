#ifndef THIDUA_SERVICES_RANKING_DOMAIN_RANKING_H_
#define THIDUA_SERVICES_RANKING_DOMAIN_RANKING_H_

#include <cstddef>
#include <string>
#include <vector>

#include "common/decimal/rational.h"

namespace thidua::ranking {

// A unit that is to be ranked.
struct Contender {
  std::string unit;
  Rational total;                    // As published, rounded.
  std::vector<Rational> tie_breaks;  // In the order of the scale's tie-breaks; 0 for a criterion that does not apply.
};

struct Place {
  size_t contender = 0;  // Its position among those that were given.
  int rank = 0;          // From 1.
  // Codes of the tie-breaks, in order, that set this unit apart from another one of equal total.
  std::vector<std::string> decided_by;
  friend bool operator==(const Place&, const Place&) = default;
};

// Units that nothing sets apart: they share `rank`.
struct Tie {
  int rank = 0;
  std::vector<std::string> units;  // In order of code.
  std::vector<std::string> tried;  // Codes of the tie-breaks, in order; empty when the scale has none.
  friend bool operator==(const Tie&, const Tie&) = default;
};

struct Order {
  std::vector<Place> places;  // In order of rank, then unit code.
  std::vector<Tie> ties;      // In order of rank.
};

// SCORING.md "Rank": by total, highest first, then by each tie-break, higher first; what is still tied shares the rank
// and the next one is skipped (1, 1, 3). The one ranking function, within clusters and over them. The order of
// `contenders` does not matter.
//
// REQUIRES: units are distinct, and each has one value for each code of `tie_breaks`.
Order CompetitionRank(const std::vector<Contender>& contenders, const std::vector<std::string>& tie_breaks);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_DOMAIN_RANKING_H_
