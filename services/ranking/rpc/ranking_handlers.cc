#include "services/ranking/rpc/ranking_handlers.h"

#include "common/rpc/handlers.h"

namespace thidua::ranking {

grpc::ServerReadReactor<v1::ImportResultsRequest>* RankingHandlers::ImportResults(grpc::CallbackServerContext* context,
                                                                                  v1::ImportResultsResponse* response) {
  return rpc::AnswerUpload<v1::ImportResultsRequest>(
      workers_, context, response,
      [this](const rpc::Uploaded<v1::ImportResultsRequest>& uploaded, const rpc::Call& call) {
        return calls_.ImportResults(uploaded.file, uploaded.language, call);
      });
}

grpc::ServerUnaryReactor* RankingHandlers::GetClusterRanking(grpc::CallbackServerContext* context,
                                                             const v1::GetClusterRankingRequest* request,
                                                             v1::GetClusterRankingResponse* response) {
  return rpc::Answer(workers_, context, response,
                     [this, request](const rpc::Call& call) { return calls_.GetClusterRanking(*request, call); });
}

grpc::ServerUnaryReactor* RankingHandlers::AggregateRankings(grpc::CallbackServerContext* context,
                                                             const v1::AggregateRankingsRequest* request,
                                                             v1::AggregateRankingsResponse* response) {
  return rpc::Answer(workers_, context, response,
                     [this, request](const rpc::Call& call) { return calls_.AggregateRankings(*request, call); });
}

}  // namespace thidua::ranking
