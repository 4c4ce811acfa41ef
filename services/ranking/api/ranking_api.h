#ifndef THIDUA_SERVICES_RANKING_API_RANKING_API_H_
#define THIDUA_SERVICES_RANKING_API_RANKING_API_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "thidua/ranking/v1/publication.pb.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::ranking {

// What other services ask ranking. Over gRPC it is RemoteRanking; in one process LocalRanking. The protos say what each
// call does and how it fails; in addition, a remote one fails with UNAVAILABLE (SERVICE_UNAVAILABLE) or
// DEADLINE_EXCEEDED.
//
// Thread-safe. Calls may block until their deadline.
class RankingApi {
 public:
  virtual ~RankingApi() = default;

  virtual absl::StatusOr<v1::WhatIfResponse> WhatIf(const v1::WhatIfRequest& request, const rpc::Call& call) = 0;
  virtual absl::StatusOr<v1::FindPathResponse> FindPath(const v1::FindPathRequest& request, const rpc::Call& call) = 0;
  virtual absl::StatusOr<v1::GetPublishedScoresResponse> GetPublishedScores(
      const v1::GetPublishedScoresRequest& request, const rpc::Call& call) = 0;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_API_RANKING_API_H_
