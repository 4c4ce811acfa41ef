#include "services/ranking/domain/standing.h"

#include <algorithm>

namespace thidua::ranking {

Standing StandingOf(const std::vector<UnitPoints>& units) {
  Standing standing;
  if (units.empty()) return standing;
  const auto [lowest, highest] = std::minmax_element(
      units.begin(), units.end(), [](const UnitPoints& a, const UnitPoints& b) { return a.points < b.points; });
  for (size_t i = 0; i < units.size(); ++i) {
    if (units[i].points == highest->points) standing.highest.push_back(i);
    if (units[i].points == lowest->points) standing.lowest.push_back(i);
  }
  const auto by_code = [&](size_t a, size_t b) { return units[a].unit < units[b].unit; };
  std::sort(standing.highest.begin(), standing.highest.end(), by_code);
  std::sort(standing.lowest.begin(), standing.lowest.end(), by_code);
  return standing;
}

}  // namespace thidua::ranking
