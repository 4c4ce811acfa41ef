#ifndef THIDUA_SERVICES_RANKING_PUBLICATION_LOCAL_RANKING_H_
#define THIDUA_SERVICES_RANKING_PUBLICATION_LOCAL_RANKING_H_

#include "services/ranking/api/ranking_api.h"
#include "services/ranking/publication/publication_calls.h"
#include "services/ranking/rpc/ranking_calls.h"

namespace thidua::ranking {

// The ranking service of this process. Both arguments must outlive this object.
class LocalRanking final : public RankingApi {
 public:
  LocalRanking(RankingCalls& calls, PublicationCalls& publications) : calls_(calls), publications_(publications) {}

  absl::StatusOr<v1::WhatIfResponse> WhatIf(const v1::WhatIfRequest& request, const rpc::Call& call) override {
    return calls_.WhatIf(request, call);
  }
  absl::StatusOr<v1::FindPathResponse> FindPath(const v1::FindPathRequest& request, const rpc::Call& call) override {
    return calls_.FindPath(request, call);
  }
  absl::StatusOr<v1::GetPublishedScoresResponse> GetPublishedScores(const v1::GetPublishedScoresRequest& request,
                                                                    const rpc::Call&) override {
    return publications_.GetPublishedScores(request);
  }

 private:
  RankingCalls& calls_;
  PublicationCalls& publications_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_PUBLICATION_LOCAL_RANKING_H_
