#ifndef THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_CALLS_H_
#define THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_CALLS_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "services/ranking/publication/publication_store.h"
#include "services/ranking/rpc/ranking_core.h"
#include "thidua/ranking/v1/publication.pb.h"

namespace thidua::ranking {

// The calls of PublicationService, without a channel; publication.proto says what each does and how it fails.
//
// Thread-safe. Calls block on scoring and the stores.
class PublicationCalls {
 public:
  // `core` and `store` must outlive this object.
  PublicationCalls(RankingCore& core, PublicationStore& store, std::function<absl::Time()> now)
      : core_(core), store_(store), now_(std::move(now)) {}

  absl::StatusOr<v1::PublishResponse> Publish(const v1::PublishRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::ListPublicationsResponse> ListPublications(const v1::ListPublicationsRequest& request);
  // The whole file.
  absl::StatusOr<std::string> GetPublication(const v1::GetPublicationRequest& request);
  absl::StatusOr<v1::GetPublishedScoresResponse> GetPublishedScores(const v1::GetPublishedScoresRequest& request);
  absl::StatusOr<v1::ProposeAwardsResponse> ProposeAwards(const v1::ProposeAwardsRequest& request,
                                                          const rpc::Call& call);

 private:
  absl::StatusOr<StoredPublication> Find(const std::string& under, int year, int number);
  // A publication of everything in the scope as it is now, with results, without a number and who made it. Scales stand
  // in the clusters.
  absl::StatusOr<v1::Publication> Gather(const RankingScope& scope, const std::string& stage, const rpc::Call& call);
  absl::StatusOr<v1::Publication> TryGather(const RankingScope& scope, const std::string& stage, const rpc::Call& call);
  // Gives it the next number and stores it, unless the newest says the same. ABORTED (CHANGING) when another one came
  // in between.
  absl::StatusOr<v1::PublishResponse> AddAfterNewest(v1::Publication publication);
  // What scoring has at this moment.
  absl::StatusOr<Basis> Latest(const RankingScope& scope, const rpc::Call& call);
  absl::Status FreezeAll(const Basis& basis, const std::string& stage, const rpc::Call& call,
                         v1::Publication& publication);
  absl::Status AddYearBefore(Basis& basis, const rpc::Call& call, v1::Publication& publication);
  absl::Status AddUnitsAbove(const rpc::Call& call, v1::Publication& publication);

  RankingCore& core_;
  PublicationStore& store_;
  const std::function<absl::Time()> now_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_CALLS_H_
