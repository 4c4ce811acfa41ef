#ifndef THIDUA_SERVICES_RANKING_DOMAIN_PREVIOUS_PLACE_H_
#define THIDUA_SERVICES_RANKING_DOMAIN_PREVIOUS_PLACE_H_

#include <string>
#include <string_view>

namespace thidua::ranking {

// Where a unit stood the year before.
struct PreviousPlace {
  enum class Source { kResults, kComputed };

  std::string cluster;
  int rank = 0;
  int members = 0;
  std::string total;
  Source source = Source::kComputed;
};

// Places won (positive) or lost since then; 0 for a unit that comes from another cluster, whose ranks do not compare.
inline int Movement(const PreviousPlace& previous, std::string_view cluster, int rank) {
  return previous.cluster == cluster ? previous.rank - rank : 0;
}

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_DOMAIN_PREVIOUS_PLACE_H_
