#ifndef THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_HANDLERS_H_
#define THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_HANDLERS_H_

#include <grpcpp/grpcpp.h>

#include "common/rpc/gate.h"
#include "services/ranking/publication/publication_calls.h"
#include "thidua/ranking/v1/publication.grpc.pb.h"

namespace thidua::ranking {

// PublicationService as gRPC serves it: every call runs on a worker.
class PublicationHandlers final : public v1::PublicationService::CallbackService {
 public:
  // Both must outlive the server that this is registered with.
  PublicationHandlers(PublicationCalls& calls, rpc::Gate& gate) : calls_(calls), gate_(gate) {}

  grpc::ServerUnaryReactor* Publish(grpc::CallbackServerContext* context, const v1::PublishRequest* request,
                                    v1::PublishResponse* response) override;
  grpc::ServerUnaryReactor* ListPublications(grpc::CallbackServerContext* context,
                                             const v1::ListPublicationsRequest* request,
                                             v1::ListPublicationsResponse* response) override;
  grpc::ServerWriteReactor<v1::GetPublicationResponse>* GetPublication(
      grpc::CallbackServerContext* context, const v1::GetPublicationRequest* request) override;
  grpc::ServerUnaryReactor* GetPublishedScores(grpc::CallbackServerContext* context,
                                               const v1::GetPublishedScoresRequest* request,
                                               v1::GetPublishedScoresResponse* response) override;
  grpc::ServerUnaryReactor* ProposeAwards(grpc::CallbackServerContext* context, const v1::ProposeAwardsRequest* request,
                                          v1::ProposeAwardsResponse* response) override;

 private:
  PublicationCalls& calls_;
  rpc::Gate& gate_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_HANDLERS_H_
