#ifndef THIDUA_SERVICES_RANKING_RPC_RANKING_CALLS_H_
#define THIDUA_SERVICES_RANKING_RPC_RANKING_CALLS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/cache/cache.h"
#include "common/cache/memory_cache.h"
#include "common/cache/redis_cache.h"
#include "common/import/fault.h"
#include "common/rpc/call.h"
#include "common/status/message.h"
#include "services/ranking/rpc/ranking_answers.h"
#include "services/ranking/rpc/ranking_core.h"
#include "services/ranking/storage/results_store.h"
#include "services/scoring/api/scoring_api.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::ranking {

// Where scores and answers are remembered: this process's memory, and behind it the Redis that replicas share.
struct RankingCaches {
  std::shared_ptr<cache::MemoryCache> memory;
  std::shared_ptr<cache::RedisCache> redis;  // May be null.

  // `redis`: "host:port"; empty: none. INVALID_ARGUMENT when that cannot be an address. Does not connect.
  static absl::StatusOr<RankingCaches> Open(const std::string& redis);

  // Both, as one.
  std::shared_ptr<cache::Cache> tiers() const;
};

// The calls of RankingService, without a channel. ranking.proto says what each does and how it fails; in addition, what
// scoring fails with is passed on as it is.
//
// Thread-safe. Calls block on scoring, the store and the cache.
class RankingCalls {
 public:
  // `scoring` and `results` must outlive this object.
  RankingCalls(scoring::ScoringApi& scoring, ResultsStore& results, const RankingCaches& caches);

  absl::StatusOr<v1::ImportResultsResponse> ImportResults(const imports::File& file, Language language,
                                                          const rpc::Call& call);

  // Questions whose replies are kept ready. INVALID_ARGUMENT.
  absl::StatusOr<Question> Ask(const v1::GetClusterRankingRequest& request);
  absl::StatusOr<Question> Ask(const v1::AggregateRankingsRequest& request);
  RankingAnswers& answers() { return answers_; }

  absl::StatusOr<v1::GetClusterRankingResponse> GetClusterRanking(const v1::GetClusterRankingRequest& request,
                                                                  const rpc::Call& call);
  absl::StatusOr<v1::AggregateRankingsResponse> AggregateRankings(const v1::AggregateRankingsRequest& request,
                                                                  const rpc::Call& call);
  absl::StatusOr<v1::RankByCodeResponse> RankByCode(const v1::RankByCodeRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::GetUnitStandingResponse> GetUnitStanding(const v1::GetUnitStandingRequest& request,
                                                              const rpc::Call& call);
  absl::StatusOr<v1::WhatIfResponse> WhatIf(const v1::WhatIfRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::FindPathResponse> FindPath(const v1::FindPathRequest& request, const rpc::Call& call);
  v1::GetRankingStatusResponse GetRankingStatus() const;

  RankingCore& core() { return core_; }

 private:
  absl::StatusOr<Basis> FindUnit(const std::string& unit, int year, const v1::Freshness& freshness,
                                 const rpc::Call& call);

  const RankingCaches caches_;
  mutable RankingCore core_;
  RankingAnswers answers_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_RANKING_CALLS_H_
