#include "services/ranking/domain/margin.h"

#include <algorithm>

namespace thidua::ranking {
namespace {

// REQUIRES: `upper` ranks above `lower`.
Gap Between(const Contender& upper, const Contender& lower, const std::vector<std::string>& tie_breaks) {
  Gap gap{.total = upper.total - lower.total};
  if (gap.total.sign() == 0) {
    const auto differs =
        std::mismatch(upper.tie_breaks.begin(), upper.tie_breaks.end(), lower.tie_breaks.begin()).first;
    gap.step = tie_breaks[static_cast<size_t>(differs - upper.tie_breaks.begin())];
  }
  return gap;
}

}  // namespace

std::vector<Margin> Margins(const std::vector<Contender>& contenders, const std::vector<std::string>& tie_breaks) {
  const std::vector<Place> places = CompetitionRank(contenders, tie_breaks).places;
  const auto unit = [&](size_t place) -> const Contender& { return contenders[places[place].contender]; };
  std::vector<Margin> margins;
  margins.reserve(places.size());
  for (size_t begin = 0, end = 0; begin < places.size(); begin = end) {
    while (end < places.size() && places[end].rank == places[begin].rank) ++end;
    for (size_t place = begin; place < end; ++place) {
      Margin& margin = margins.emplace_back();
      margin.contender = places[place].contender;
      margin.rank = places[place].rank;
      if (begin > 0) margin.under_above = Between(unit(begin - 1), unit(place), tie_breaks);
      if (end < places.size()) margin.over_next = Between(unit(place), unit(end), tie_breaks);
      if (end - begin > 1) {
        margin.safe = Rational(0);
      } else if (margin.over_next.has_value()) {
        margin.safe = margin.over_next->total;
      }
    }
  }
  return margins;
}

}  // namespace thidua::ranking
