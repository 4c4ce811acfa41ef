#ifndef THIDUA_SERVICES_RANKING_DOMAIN_STANDING_H_
#define THIDUA_SERVICES_RANKING_DOMAIN_STANDING_H_

#include <cstddef>
#include <string>
#include <vector>

#include "common/decimal/rational.h"

namespace thidua::ranking {

// A unit's points in one criterion that applies to it.
struct UnitPoints {
  std::string unit;
  Rational points;
};

// Who is highest and who is lowest in one criterion: positions among the units that were given, in order of unit code.
// Both name all units when all have the same points, and nobody when the criterion applies to nobody.
struct Standing {
  std::vector<size_t> highest;
  std::vector<size_t> lowest;
};

Standing StandingOf(const std::vector<UnitPoints>& units);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_DOMAIN_STANDING_H_
