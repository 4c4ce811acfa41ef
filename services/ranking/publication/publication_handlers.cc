#include "services/ranking/publication/publication_handlers.h"

#include <string>
#include <utility>

#include "common/rpc/handlers.h"

namespace thidua::ranking {

grpc::ServerUnaryReactor* PublicationHandlers::Publish(grpc::CallbackServerContext* context,
                                                       const v1::PublishRequest* request,
                                                       v1::PublishResponse* response) {
  return rpc::Answer(gate_, context, request, response,
                     [this, request](const rpc::Call& call) { return calls_.Publish(*request, call); });
}

grpc::ServerUnaryReactor* PublicationHandlers::ListPublications(grpc::CallbackServerContext* context,
                                                                const v1::ListPublicationsRequest* request,
                                                                v1::ListPublicationsResponse* response) {
  return rpc::Answer(gate_, context, request, response,
                     [this, request](const rpc::Call&) { return calls_.ListPublications(*request); });
}

grpc::ServerWriteReactor<v1::GetPublicationResponse>* PublicationHandlers::GetPublication(
    grpc::CallbackServerContext* context, const v1::GetPublicationRequest* request) {
  return rpc::AnswerStream<v1::GetPublicationResponse>(
      gate_, context, request, [this, request](const rpc::Call&) -> absl::StatusOr<rpc::Pieces> {
        absl::StatusOr<std::string> file = calls_.GetPublication(*request);
        if (!file.ok()) return file.status();
        return rpc::Pieces(*std::move(file));
      });
}

grpc::ServerUnaryReactor* PublicationHandlers::GetPublishedScores(grpc::CallbackServerContext* context,
                                                                  const v1::GetPublishedScoresRequest* request,
                                                                  v1::GetPublishedScoresResponse* response) {
  return rpc::Answer(gate_, context, request, response,
                     [this, request](const rpc::Call&) { return calls_.GetPublishedScores(*request); });
}

grpc::ServerUnaryReactor* PublicationHandlers::ProposeAwards(grpc::CallbackServerContext* context,
                                                             const v1::ProposeAwardsRequest* request,
                                                             v1::ProposeAwardsResponse* response) {
  return rpc::Answer(gate_, context, request, response,
                     [this, request](const rpc::Call& call) { return calls_.ProposeAwards(*request, call); });
}

}  // namespace thidua::ranking
