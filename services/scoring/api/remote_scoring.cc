#include "services/scoring/api/remote_scoring.h"

#include <utility>

#include "common/rpc/client.h"
#include "services/scoring/api/remote_version_watch.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"

namespace thidua::scoring {
namespace {

using namespace thidua::directory::v1;  // NOLINT(google-build-using-namespace): the messages of this API.
using namespace thidua::scoring::v1;    // NOLINT(google-build-using-namespace)

class RemoteScoring final : public ScoringApi {
 public:
  explicit RemoteScoring(rpc::Peer peer)
      : peer_(std::move(peer)),
        directory_(DirectoryService::NewStub(rpc::OpenChannel(peer_))),
        scoring_(ScoringService::NewStub(rpc::OpenChannel(peer_))),
        watched_(ScoringService::NewStub(rpc::OpenChannel(peer_, {.connection = rpc::Connection::kOwn}))) {}

  absl::StatusOr<GetUnitResponse> GetUnit(const GetUnitRequest& request, const rpc::Call& call) override {
    return rpc::Ask(*directory_, &DirectoryService::Stub::GetUnit, request, peer_, call);
  }
  absl::StatusOr<ListUnitsResponse> ListUnits(const ListUnitsRequest& request, const rpc::Call& call) override {
    return rpc::Ask(*directory_, &DirectoryService::Stub::ListUnits, request, peer_, call);
  }
  absl::StatusOr<ListOfficesResponse> ListOffices(const ListOfficesRequest& request, const rpc::Call& call) override {
    return rpc::Ask(*directory_, &DirectoryService::Stub::ListOffices, request, peer_, call);
  }
  absl::StatusOr<ListClustersResponse> ListClusters(const ListClustersRequest& request,
                                                    const rpc::Call& call) override {
    return rpc::Ask(*directory_, &DirectoryService::Stub::ListClusters, request, peer_, call);
  }
  absl::StatusOr<GetScaleResponse> GetScale(const GetScaleRequest& request, const rpc::Call& call) override {
    return rpc::Ask(*scoring_, &ScoringService::Stub::GetScale, request, peer_, call);
  }
  absl::StatusOr<ListClusterVersionsResponse> ListClusterVersions(const ListClusterVersionsRequest& request,
                                                                  const rpc::Call& call) override {
    return rpc::Ask(*scoring_, &ScoringService::Stub::ListClusterVersions, request, peer_, call);
  }
  absl::StatusOr<GetClusterScoresResponse> GetClusterScores(const GetClusterScoresRequest& request,
                                                            const rpc::Call& call) override {
    return rpc::Ask(*scoring_, &ScoringService::Stub::GetClusterScores, request, peer_, call);
  }
  absl::StatusOr<FreezeClusterResponse> FreezeCluster(const FreezeClusterRequest& request,
                                                      const rpc::Call& call) override {
    return rpc::Ask(*scoring_, &ScoringService::Stub::FreezeCluster, request, peer_, call);
  }
  absl::StatusOr<ExplainScoresResponse> ExplainScores(const ExplainScoresRequest& request,
                                                      const rpc::Call& call) override {
    return rpc::Ask(*scoring_, &ScoringService::Stub::ExplainScores, request, peer_, call);
  }
  absl::StatusOr<SimulateScoresResponse> SimulateScores(const SimulateScoresRequest& request,
                                                        const rpc::Call& call) override {
    return rpc::Ask(*scoring_, &ScoringService::Stub::SimulateScores, request, peer_, call);
  }
  std::unique_ptr<VersionWatch> WatchVersions(VersionListener& listener) override {
    return WatchRemotely(*watched_, listener, peer_.own_token);
  }

 private:
  const rpc::Peer peer_;
  const std::unique_ptr<DirectoryService::Stub> directory_;
  const std::unique_ptr<ScoringService::Stub> scoring_;
  const std::unique_ptr<ScoringService::Stub> watched_;
};

}  // namespace

std::unique_ptr<ScoringApi> MakeRemoteScoring(const std::string& addresses, const rpc::ClientTls& tls,
                                              std::function<std::string()> own_token) {
  return std::make_unique<RemoteScoring>(
      rpc::Peer{.service = "scoring", .address = addresses, .tls = tls, .own_token = std::move(own_token)});
}

}  // namespace thidua::scoring
