#ifndef THIDUA_TESTS_BENCH_ECHO_H_
#define THIDUA_TESTS_BENCH_ECHO_H_

#include <grpcpp/grpcpp.h>

#include "thidua/ranking/v1/ranking.grpc.pb.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"

namespace thidua::bench {

// The least that a gRPC server can do for a call: it looks at nothing and answers the same bytes.
inline grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, const grpc::Slice& bytes,
                                        grpc::ByteBuffer* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  *response = grpc::ByteBuffer(&bytes, 1);
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

class RankingEcho final : public ranking::v1::RankingService::WithRawCallbackMethod_GetClusterRanking<
                              ranking::v1::RankingService::CallbackService> {
 public:
  // REQUIRES: no call is under way.
  void Set(const grpc::Slice& bytes) { bytes_ = bytes; }

  grpc::ServerUnaryReactor* GetClusterRanking(grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                              grpc::ByteBuffer* response) override {
    return Answer(context, bytes_, response);
  }

 private:
  grpc::Slice bytes_;
};

class ScoringEcho final : public scoring::v1::ScoringService::WithRawCallbackMethod_GetClusterScores<
                              scoring::v1::ScoringService::CallbackService> {
 public:
  // REQUIRES: no call is under way.
  void Set(const grpc::Slice& bytes) { bytes_ = bytes; }

  grpc::ServerUnaryReactor* GetClusterScores(grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                             grpc::ByteBuffer* response) override {
    return Answer(context, bytes_, response);
  }

 private:
  grpc::Slice bytes_;
};

}  // namespace thidua::bench

#endif  // THIDUA_TESTS_BENCH_ECHO_H_
