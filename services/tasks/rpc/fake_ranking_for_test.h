#ifndef THIDUA_SERVICES_TASKS_RPC_FAKE_RANKING_FOR_TEST_H_
#define THIDUA_SERVICES_TASKS_RPC_FAKE_RANKING_FOR_TEST_H_

#include "services/ranking/api/ranking_api.h"

namespace thidua::tasks {

// A ranking service that gives the replies that a test put there, and remembers what it was asked.
class FakeRanking final : public ranking::RankingApi {
 public:
  absl::StatusOr<thidua::ranking::v1::FindPathResponse> path = absl::UnimplementedError("no path");
  absl::StatusOr<thidua::ranking::v1::GetPublishedScoresResponse> published = absl::UnimplementedError("none");
  thidua::ranking::v1::FindPathRequest path_request;
  thidua::ranking::v1::GetPublishedScoresRequest published_request;

  absl::StatusOr<thidua::ranking::v1::WhatIfResponse> WhatIf(const thidua::ranking::v1::WhatIfRequest&,
                                                             const rpc::Call&) override {
    return absl::UnimplementedError("forecasts are tested with the real one");
  }
  absl::StatusOr<thidua::ranking::v1::FindPathResponse> FindPath(const thidua::ranking::v1::FindPathRequest& request,
                                                                 const rpc::Call&) override {
    path_request = request;
    return path;
  }
  absl::StatusOr<thidua::ranking::v1::GetPublishedScoresResponse> GetPublishedScores(
      const thidua::ranking::v1::GetPublishedScoresRequest& request, const rpc::Call&) override {
    published_request = request;
    return published;
  }
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_FAKE_RANKING_FOR_TEST_H_
