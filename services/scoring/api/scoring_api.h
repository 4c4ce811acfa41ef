#ifndef THIDUA_SERVICES_SCORING_API_SCORING_API_H_
#define THIDUA_SERVICES_SCORING_API_SCORING_API_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/scoring/api/version_watch.h"
#include "thidua/directory/v1/directory.pb.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::scoring {

// What other services ask scoring. Over gRPC it is RemoteScoring; in one process it is the service itself, because a
// channel call costs a thousand times a C++ call. The protos say what each call does and how it fails; in addition, a
// remote one fails with UNAVAILABLE (SERVICE_UNAVAILABLE) or DEADLINE_EXCEEDED.
//
// Thread-safe. Calls may block until their deadline.
class ScoringApi {
 public:
  virtual ~ScoringApi() = default;

  virtual absl::StatusOr<thidua::directory::v1::GetUnitResponse> GetUnit(
      const thidua::directory::v1::GetUnitRequest& request, const rpc::Call& call) = 0;
  virtual absl::StatusOr<thidua::directory::v1::ListUnitsResponse> ListUnits(
      const thidua::directory::v1::ListUnitsRequest& request, const rpc::Call& call) = 0;
  virtual absl::StatusOr<thidua::directory::v1::ListOfficesResponse> ListOffices(
      const thidua::directory::v1::ListOfficesRequest& request, const rpc::Call& call) = 0;
  virtual absl::StatusOr<thidua::directory::v1::ListClustersResponse> ListClusters(
      const thidua::directory::v1::ListClustersRequest& request, const rpc::Call& call) = 0;
  virtual absl::StatusOr<thidua::scoring::v1::GetScaleResponse> GetScale(
      const thidua::scoring::v1::GetScaleRequest& request, const rpc::Call& call) = 0;
  virtual absl::StatusOr<thidua::scoring::v1::ListClusterVersionsResponse> ListClusterVersions(
      const thidua::scoring::v1::ListClusterVersionsRequest& request, const rpc::Call& call) = 0;
  virtual absl::StatusOr<thidua::scoring::v1::GetClusterScoresResponse> GetClusterScores(
      const thidua::scoring::v1::GetClusterScoresRequest& request, const rpc::Call& call) = 0;
  virtual absl::StatusOr<thidua::scoring::v1::FreezeClusterResponse> FreezeCluster(
      const thidua::scoring::v1::FreezeClusterRequest& request, const rpc::Call& call) = 0;
  virtual absl::StatusOr<thidua::scoring::v1::ExplainScoresResponse> ExplainScores(
      const thidua::scoring::v1::ExplainScoresRequest& request, const rpc::Call& call) = 0;
  virtual absl::StatusOr<thidua::scoring::v1::SimulateScoresResponse> SimulateScores(
      const thidua::scoring::v1::SimulateScoresRequest& request, const rpc::Call& call) = 0;

  // `listener` must outlive the watch, and the watch must not outlive this.
  virtual std::unique_ptr<VersionWatch> WatchVersions(VersionListener& listener) = 0;
};

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_API_SCORING_API_H_
