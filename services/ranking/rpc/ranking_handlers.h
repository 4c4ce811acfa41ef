#ifndef THIDUA_SERVICES_RANKING_RPC_RANKING_HANDLERS_H_
#define THIDUA_SERVICES_RANKING_RPC_RANKING_HANDLERS_H_

#include <grpcpp/grpcpp.h>

#include "common/rpc/worker_pool.h"
#include "services/ranking/rpc/ranking_calls.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"

namespace thidua::ranking {

// RankingService as gRPC serves it: every call runs on a worker.
class RankingHandlers final : public v1::RankingService::CallbackService {
 public:
  // Both must outlive the server that this is registered with.
  RankingHandlers(RankingCalls& calls, rpc::WorkerPool& workers) : calls_(calls), workers_(workers) {}

  grpc::ServerReadReactor<v1::ImportResultsRequest>* ImportResults(grpc::CallbackServerContext* context,
                                                                   v1::ImportResultsResponse* response) override;
  grpc::ServerUnaryReactor* GetClusterRanking(grpc::CallbackServerContext* context,
                                              const v1::GetClusterRankingRequest* request,
                                              v1::GetClusterRankingResponse* response) override;
  grpc::ServerUnaryReactor* AggregateRankings(grpc::CallbackServerContext* context,
                                              const v1::AggregateRankingsRequest* request,
                                              v1::AggregateRankingsResponse* response) override;

 private:
  RankingCalls& calls_;
  rpc::WorkerPool& workers_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_RANKING_HANDLERS_H_
