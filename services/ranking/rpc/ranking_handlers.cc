#include "services/ranking/rpc/ranking_handlers.h"

#include <array>
#include <memory>
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

// Places in RankingHandlers::inline_calls_.
constexpr size_t InlineMethod(const v1::GetClusterRankingRequest&) { return 0; }
constexpr size_t InlineMethod(const v1::AggregateRankingsRequest&) { return 1; }

}  // namespace

template <typename Request>
grpc::ServerUnaryReactor* RankingHandlers::AnswerKept(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* bytes, grpc::ByteBuffer* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Request request;
  telemetry::InlineCall seen = inline_calls_.Begin(InlineMethod(request), *context);
  grpc::ByteBuffer copy(*bytes);
  if (!grpc::SerializationTraits<Request>::Deserialize(&copy, &request).ok()) {
    seen.Finish(*reactor, rpc::ToGrpc(NotAMessage()));
    return reactor;
  }
  rpc::Passage passage(gate_, context);
  if (const absl::Status status = passage.Enter(request); !status.ok()) {
    seen.Finish(*reactor, rpc::ToGrpc(status));
    return reactor;
  }
  absl::StatusOr<Question> question = calls_.Ask(request);
  if (!question.ok()) {
    seen.Finish(*reactor, rpc::ToGrpc(question.status()));
    return reactor;
  }
  const int stale_field = StaleField(request);
  if (passage.permitted()) {
    if (const auto ready = calls_.answers().Ready(*question)) {
      *response = ToBuffer(*ready, stale_field);
      seen.Finish(*reactor, grpc::Status::OK);
      return reactor;
    }
  }
  const auto kept = std::make_shared<telemetry::InlineCall>(std::move(seen));
  auto work = [this, context, response, reactor, kept, stale_field, passage = std::move(passage),
               request = std::move(request), question = *std::move(question)]() mutable {
    if (context->IsCancelled()) return kept->Finish(*reactor, grpc::Status::CANCELLED);
    absl::StatusOr<rpc::Call> call = passage.Admit(request);
    if (!call.ok()) return kept->Finish(*reactor, rpc::ToGrpc(call.status()));
    call->trace = kept->ForCalls();
    const absl::StatusOr<ReadyAnswer> answer = calls_.answers().Get(question, *call);
    if (answer.ok()) *response = ToBuffer(*answer, stale_field);
    kept->Finish(*reactor, rpc::ToGrpc(answer.status()));
  };
  const absl::Status accepted = gate_.Submit(rpc::TicketOf<Request>(*context), std::move(work));
  if (!accepted.ok()) kept->Finish(*reactor, rpc::ToGrpc(accepted));
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
