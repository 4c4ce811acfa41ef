#ifndef THIDUA_SERVICES_RANKING_RPC_YEAR_BEFORE_H_
#define THIDUA_SERVICES_RANKING_RPC_YEAR_BEFORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/ranking/rpc/rankable_cluster.h"
#include "services/ranking/rpc/versioned_scores.h"
#include "services/ranking/storage/results_store.h"
#include "services/scoring/api/scoring_api.h"

namespace thidua::ranking {

// Where units stood the year before, and what that was learnt from.
struct YearBefore {
  int64_t results_version = 0;
  PreviousPlaces places;
  // By code of the cluster: those whose sheets of that year were looked at.
  absl::flat_hash_map<std::string, scoring::v1::ClusterVersion> versions;
};

// Learns where the units of clusters stood the year before: an imported result of the unit wins, else the place that
// the sheets of the same cluster give, provided that they have a scale and anything is reported in them. A unit of
// which neither tells has no place.
//
// Thread-safe.
class YearBeforeReader {
 public:
  // All must outlive this object.
  YearBeforeReader(scoring::ScoringApi& scoring, ResultsStore& results, VersionedScores& scores)
      : scoring_(scoring), results_(results), scores_(scores) {}

  // `scope` is the one that `clusters`, all of `year`, were listed by. Fails when scoring or the store is away; that a
  // cluster did not exist or had no scale is no failure.
  absl::StatusOr<YearBefore> Read(const std::vector<RankableCluster>& clusters, int year,
                                  const scoring::v1::ListClusterVersionsRequest& scope, const rpc::Call& call);

 private:
  absl::Status ListVersions(int year, scoring::v1::ListClusterVersionsRequest scope,
                            const std::vector<const RankableCluster*>& clusters, const rpc::Call& call,
                            YearBefore& before);

  scoring::ScoringApi& scoring_;
  ResultsStore& results_;
  VersionedScores& scores_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_YEAR_BEFORE_H_
