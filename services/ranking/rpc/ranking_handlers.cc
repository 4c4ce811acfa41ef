#include "services/ranking/rpc/ranking_handlers.h"

#include <array>
#include <utility>

#include "common/rpc/handlers.h"
#include "common/status/problem.h"

namespace thidua::ranking {
namespace {

// `stale` has the number that each kept reply gives it; what is appended to a serialized message is part of it.
grpc::ByteBuffer ToBuffer(const ReadyAnswer& answer, int stale_field) {
  if (!answer.age.has_value()) return grpc::ByteBuffer(&answer.bytes, 1);
  v1::Staleness stale;
  stale.set_age_ms(answer.age->count());
  const std::string inner = stale.SerializeAsString();
  std::string field;
  field.push_back(static_cast<char>(stale_field << 3 | 2));
  field.push_back(static_cast<char>(inner.size()));  // One byte: an age is at most ten.
  field += inner;
  const std::array<grpc::Slice, 2> slices = {answer.bytes, grpc::Slice(field)};
  return grpc::ByteBuffer(slices.data(), slices.size());
}

absl::Status NotAMessage() {
  return InvalidField(
      "", "BAD_MESSAGE",
      {.vi = "Yêu cầu không đọc được theo ranking.proto.", .en = "The request cannot be read by ranking.proto."});
}

constexpr int StaleField(const v1::GetClusterRankingRequest&) {
  return v1::GetClusterRankingResponse::kStaleFieldNumber;
}
constexpr int StaleField(const v1::AggregateRankingsRequest&) {
  return v1::AggregateRankingsResponse::kStaleFieldNumber;
}

}  // namespace

template <typename Request>
grpc::ServerUnaryReactor* RankingHandlers::AnswerKept(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* bytes, grpc::ByteBuffer* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Request request;
  grpc::ByteBuffer copy(*bytes);
  if (!grpc::SerializationTraits<Request>::Deserialize(&copy, &request).ok()) {
    reactor->Finish(rpc::ToGrpc(NotAMessage()));
    return reactor;
  }
  rpc::Passage passage(gate_, context);
  if (const absl::Status status = passage.Enter(request); !status.ok()) {
    reactor->Finish(rpc::ToGrpc(status));
    return reactor;
  }
  absl::StatusOr<Question> question = calls_.Ask(request);
  if (!question.ok()) {
    reactor->Finish(rpc::ToGrpc(question.status()));
    return reactor;
  }
  const int stale_field = StaleField(request);
  if (passage.permitted()) {
    if (const auto ready = calls_.answers().Ready(*question)) {
      *response = ToBuffer(*ready, stale_field);
      reactor->Finish(grpc::Status::OK);
      return reactor;
    }
  }
  auto work = [this, context, response, reactor, stale_field, passage = std::move(passage),
               request = std::move(request), question = *std::move(question)]() mutable {
    if (context->IsCancelled()) return reactor->Finish(grpc::Status::CANCELLED);
    const absl::StatusOr<rpc::Call> call = passage.Admit(request);
    if (!call.ok()) return reactor->Finish(rpc::ToGrpc(call.status()));
    const absl::StatusOr<ReadyAnswer> answer = calls_.answers().Get(question, *call);
    if (answer.ok()) *response = ToBuffer(*answer, stale_field);
    reactor->Finish(rpc::ToGrpc(answer.status()));
  };
  const absl::Status accepted = gate_.Submit(rpc::TicketOf<Request>(*context), std::move(work));
  if (!accepted.ok()) reactor->Finish(rpc::ToGrpc(accepted));
  return reactor;
}

grpc::ServerUnaryReactor* RankingHandlers::GetClusterRanking(grpc::CallbackServerContext* context,
                                                             const grpc::ByteBuffer* request,
                                                             grpc::ByteBuffer* response) {
  return AnswerKept<v1::GetClusterRankingRequest>(context, request, response);
}

grpc::ServerUnaryReactor* RankingHandlers::AggregateRankings(grpc::CallbackServerContext* context,
                                                             const grpc::ByteBuffer* request,
                                                             grpc::ByteBuffer* response) {
  return AnswerKept<v1::AggregateRankingsRequest>(context, request, response);
}

grpc::ServerReadReactor<v1::ImportResultsRequest>* RankingHandlers::ImportResults(grpc::CallbackServerContext* context,
                                                                                  v1::ImportResultsResponse* response) {
  return rpc::AnswerUpload<v1::ImportResultsRequest>(
      gate_, context, response, [this](const rpc::Uploaded<v1::ImportResultsRequest>& uploaded, const rpc::Call& call) {
        return calls_.ImportResults(uploaded.file, uploaded.language, call);
      });
}

grpc::ServerUnaryReactor* RankingHandlers::RankByCode(grpc::CallbackServerContext* context,
                                                      const v1::RankByCodeRequest* request,
                                                      v1::RankByCodeResponse* response) {
  return rpc::Answer(gate_, context, request, response,
                     [this, request](const rpc::Call& call) { return calls_.RankByCode(*request, call); });
}

grpc::ServerUnaryReactor* RankingHandlers::GetUnitStanding(grpc::CallbackServerContext* context,
                                                           const v1::GetUnitStandingRequest* request,
                                                           v1::GetUnitStandingResponse* response) {
  return rpc::Answer(gate_, context, request, response,
                     [this, request](const rpc::Call& call) { return calls_.GetUnitStanding(*request, call); });
}

grpc::ServerWriteReactor<v1::WatchRankingsResponse>* RankingHandlers::WatchRankings(
    grpc::CallbackServerContext* context, const v1::WatchRankingsRequest* request) {
  return StreamRankings(calls_.core(), hub_, gate_, context, request);
}

grpc::ServerUnaryReactor* RankingHandlers::WhatIf(grpc::CallbackServerContext* context,
                                                  const v1::WhatIfRequest* request, v1::WhatIfResponse* response) {
  return rpc::Answer(gate_, context, request, response,
                     [this, request](const rpc::Call& call) { return calls_.WhatIf(*request, call); });
}

grpc::ServerUnaryReactor* RankingHandlers::FindPath(grpc::CallbackServerContext* context,
                                                    const v1::FindPathRequest* request,
                                                    v1::FindPathResponse* response) {
  return rpc::Answer(gate_, context, request, response,
                     [this, request](const rpc::Call& call) { return calls_.FindPath(*request, call); });
}

grpc::ServerUnaryReactor* RankingHandlers::GetRankingStatus(grpc::CallbackServerContext* context,
                                                            const v1::GetRankingStatusRequest* request,
                                                            v1::GetRankingStatusResponse* response) {
  const absl::Status status = rpc::Passage(gate_, context).Enter(*request);
  if (status.ok()) *response = calls_.GetRankingStatus();
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(rpc::ToGrpc(status));
  return reactor;
}

}  // namespace thidua::ranking
