#ifndef THIDUA_SERVICES_RANKING_RPC_RANKING_CALLS_H_
#define THIDUA_SERVICES_RANKING_RPC_RANKING_CALLS_H_

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "common/cache/cache.h"
#include "common/import/fault.h"
#include "common/rpc/call.h"
#include "common/status/message.h"
#include "services/ranking/rpc/versioned_scores.h"
#include "services/ranking/rpc/year_before.h"
#include "services/ranking/storage/results_store.h"
#include "services/scoring/api/scoring_api.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::ranking {

// The calls of RankingService, without a channel. ranking.proto says what each does and how it fails; in addition, what
// scoring fails with is passed on as it is.
//
// Freshness: versions are asked of scoring for every call, so a reply is never older than what scoring had committed
// when the call came.
//
// Thread-safe. Calls block on scoring, the store and the cache.
class RankingCalls {
 public:
  // `scoring` and `results` must outlive this object.
  RankingCalls(scoring::ScoringApi& scoring, ResultsStore& results, std::shared_ptr<cache::Cache> cache)
      : scoring_(scoring),
        results_(results),
        scores_(scoring, std::move(cache)),
        years_before_(scoring, results, scores_) {}

  absl::StatusOr<v1::ImportResultsResponse> ImportResults(const imports::File& file, Language language,
                                                          const rpc::Call& call);
  absl::StatusOr<v1::GetClusterRankingResponse> GetClusterRanking(const v1::GetClusterRankingRequest& request,
                                                                  const rpc::Call& call);
  absl::StatusOr<v1::AggregateRankingsResponse> AggregateRankings(const v1::AggregateRankingsRequest& request,
                                                                  const rpc::Call& call);

 private:
  scoring::ScoringApi& scoring_;
  ResultsStore& results_;
  VersionedScores scores_;
  YearBeforeReader years_before_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_RANKING_CALLS_H_
