#ifndef THIDUA_SERVICES_RANKING_RPC_BASIS_H_
#define THIDUA_SERVICES_RANKING_RPC_BASIS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "services/ranking/versions/known_versions.h"

namespace thidua::ranking {

// Which clusters of a year a question is about: one, or all below a unit (empty: the whole country).
struct RankingScope {
  std::string cluster;
  std::string under;
  int year = 0;
};

// What an answer follows from, as it is known at one moment.
struct Basis {
  KnownVersions::Clock::time_point known_since;  // Everything up to then is in it.
  KnownVersions::Age age;                        // To be told with the answer.
  uint64_t sequence = 0;                         // KnownVersions::sequence when it was taken.
  uint64_t epoch = 0;
  int64_t results_version = 0;
  std::vector<std::shared_ptr<const KnownCluster>> clusters;  // In the order of import.
  std::vector<std::shared_ptr<const KnownCluster>> previous;  // Where their members were the year before, by code.

  // Cluster-years and versions in order, for a cache key. Equal texts stand for equal answers to one question.
  std::string Text() const;
};

// Empty clusters when there are none in the scope.
Basis BasisOf(const KnownVersions& versions, const RankingScope& scope);

// Whether an answer made from `made` is still the newest when `now` is what is known: of the same clusters, none of
// which is known at a newer version. (What an answer was made from may be newer than what is known: the scores came
// after the news of their version, or before it.)
bool StillStands(const Basis& made, const Basis& now);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_BASIS_H_
