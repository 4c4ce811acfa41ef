#ifndef THIDUA_SERVICES_RANKING_RPC_RANKING_HANDLERS_H_
#define THIDUA_SERVICES_RANKING_RPC_RANKING_HANDLERS_H_

#include <grpcpp/grpcpp.h>

#include "common/rpc/gate.h"
#include "common/telemetry/inline_calls.h"
#include "services/ranking/rpc/ranking_calls.h"
#include "services/ranking/rpc/ranking_watch.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"

namespace thidua::ranking {

// RankingService over gRPC. Rankings that are ready are answered as bytes, at once; whatever may block runs on the
// workers. Both objects must outlive this one.
class RankingHandlers final
    : public v1::RankingService::WithRawCallbackMethod_GetClusterRanking<
          v1::RankingService::WithRawCallbackMethod_AggregateRankings<v1::RankingService::CallbackService>> {
 public:
  RankingHandlers(RankingCalls& calls, rpc::Gate& gate) : calls_(calls), gate_(gate), hub_(calls.core().versions()) {}

  // Methods of which a ready answer is given inline.
  telemetry::InlineCalls& inline_calls() { return inline_calls_; }

  // Ends the streams that would not end by themselves.
  void Drain() { hub_.Close(); }

  grpc::ServerReadReactor<v1::ImportResultsRequest>* ImportResults(grpc::CallbackServerContext* context,
                                                                   v1::ImportResultsResponse* response) override;
  grpc::ServerUnaryReactor* GetClusterRanking(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                              grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* AggregateRankings(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                              grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* RankByCode(grpc::CallbackServerContext* context, const v1::RankByCodeRequest* request,
                                       v1::RankByCodeResponse* response) override;
  grpc::ServerUnaryReactor* GetUnitStanding(grpc::CallbackServerContext* context,
                                            const v1::GetUnitStandingRequest* request,
                                            v1::GetUnitStandingResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchRankingsResponse>* WatchRankings(grpc::CallbackServerContext* context,
                                                                     const v1::WatchRankingsRequest* request) override;
  grpc::ServerUnaryReactor* WhatIf(grpc::CallbackServerContext* context, const v1::WhatIfRequest* request,
                                   v1::WhatIfResponse* response) override;
  grpc::ServerUnaryReactor* FindPath(grpc::CallbackServerContext* context, const v1::FindPathRequest* request,
                                     v1::FindPathResponse* response) override;
  grpc::ServerUnaryReactor* GetRankingStatus(grpc::CallbackServerContext* context,
                                             const v1::GetRankingStatusRequest* request,
                                             v1::GetRankingStatusResponse* response) override;

 private:
  template <typename Request>
  grpc::ServerUnaryReactor* AnswerKept(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response);

  RankingCalls& calls_;
  rpc::Gate& gate_;
  WatchHub hub_;
  telemetry::InlineCalls inline_calls_{
      {"/thidua.ranking.v1.RankingService/GetClusterRanking", "/thidua.ranking.v1.RankingService/AggregateRankings"}};
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_RANKING_HANDLERS_H_
