#include "services/ranking/api/remote_ranking.h"

#include <utility>

#include "common/rpc/client.h"
#include "thidua/ranking/v1/publication.grpc.pb.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"

namespace thidua::ranking {
namespace {

using v1::PublicationService;
using v1::RankingService;

class RemoteRanking final : public RankingApi {
 public:
  explicit RemoteRanking(rpc::Peer peer)
      : peer_(std::move(peer)),
        ranking_(RankingService::NewStub(rpc::OpenChannel(peer_))),
        publications_(PublicationService::NewStub(rpc::OpenChannel(peer_))) {}

  absl::StatusOr<v1::WhatIfResponse> WhatIf(const v1::WhatIfRequest& request, const rpc::Call& call) override {
    return rpc::Ask(*ranking_, &RankingService::Stub::WhatIf, request, peer_, call);
  }
  absl::StatusOr<v1::FindPathResponse> FindPath(const v1::FindPathRequest& request, const rpc::Call& call) override {
    return rpc::Ask(*ranking_, &RankingService::Stub::FindPath, request, peer_, call);
  }
  absl::StatusOr<v1::GetPublishedScoresResponse> GetPublishedScores(const v1::GetPublishedScoresRequest& request,
                                                                    const rpc::Call& call) override {
    return rpc::Ask(*publications_, &PublicationService::Stub::GetPublishedScores, request, peer_, call);
  }

 private:
  const rpc::Peer peer_;
  const std::unique_ptr<RankingService::Stub> ranking_;
  const std::unique_ptr<PublicationService::Stub> publications_;
};

}  // namespace

std::unique_ptr<RankingApi> MakeRemoteRanking(const std::string& addresses, const rpc::ClientTls& tls) {
  return std::make_unique<RemoteRanking>(rpc::Peer{.service = "ranking", .address = addresses, .tls = tls});
}

}  // namespace thidua::ranking
