#ifndef THIDUA_SERVICES_RANKING_RPC_YEAR_BEFORE_H_
#define THIDUA_SERVICES_RANKING_RPC_YEAR_BEFORE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/ranking/rpc/rankable_cluster.h"
#include "services/ranking/rpc/versioned_scores.h"
#include "services/ranking/storage/results_store.h"
#include "services/ranking/versions/known_versions.h"

namespace thidua::ranking {

// Where units stood the year before, and what that was learnt from.
struct YearBefore {
  int64_t results_version = 0;
  PreviousPlaces places;
  // Of the clusters that were asked for, in their order, as far as they have a ranking.
  std::vector<scoring::v1::ClusterVersion> versions;
};

// The clusters in which the members of `clusters` were the year before, by code, each once.
std::vector<std::shared_ptr<const KnownCluster>> ClustersOfYearBefore(
    const KnownVersions& versions, const std::vector<std::shared_ptr<const KnownCluster>>& clusters);

// Learns where units stood the year before: an imported result of the unit wins, else the place that the sheets of the
// cluster it was in give, provided that they have a scale and anything is reported in them. A unit of which neither
// tells has no place.
//
// Thread-safe.
class YearBeforeReader {
 public:
  // Both must outlive this object.
  YearBeforeReader(ResultsStore& results, VersionedScores& scores) : results_(results), scores_(scores) {}

  // `clusters` of `year`, and `previous`: ClustersOfYearBefore of them. Fails when scoring or the store is away; that a
  // cluster had no scale is no failure.
  absl::StatusOr<YearBefore> Read(const std::vector<std::shared_ptr<const RankableCluster>>& clusters, int year,
                                  const std::vector<std::shared_ptr<const KnownCluster>>& previous,
                                  const rpc::Call& call);

 private:
  ResultsStore& results_;
  VersionedScores& scores_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_YEAR_BEFORE_H_
