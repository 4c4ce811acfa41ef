#ifndef THIDUA_SERVICES_RANKING_DOMAIN_MARGIN_H_
#define THIDUA_SERVICES_RANKING_DOMAIN_MARGIN_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/decimal/rational.h"
#include "services/ranking/domain/ranking.h"

namespace thidua::ranking {

// What lies between a unit and a neighbouring rank.
struct Gap {
  Rational total;    // Difference of totals, never negative.
  std::string step;  // Code of the tie-break that decides where `total` is 0; otherwise empty.
};

// How firmly a unit holds its rank. Units that share the rank are no neighbours.
struct Margin {
  size_t contender = 0;  // Its position among those that were given.
  int rank = 0;
  std::optional<Gap> over_next;    // Over the next lower rank; absent for the last one.
  std::optional<Gap> under_above;  // Under the next higher rank; absent for the first one.
  // The unit keeps its rank, whatever the tie-breaks, while it loses strictly less than this from its total. 0 when it
  // shares the rank or holds it by a tie-break; absent when no loss can cost it the rank.
  std::optional<Rational> safe;
};

// The margins of the places of CompetitionRank, in their order.
//
// REQUIRES: as CompetitionRank.
std::vector<Margin> Margins(const std::vector<Contender>& contenders, const std::vector<std::string>& tie_breaks);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_DOMAIN_MARGIN_H_
