#ifndef THIDUA_COMMON_RPC_HANDLERS_H_
#define THIDUA_COMMON_RPC_HANDLERS_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/import/fault.h"
#include "common/rpc/call.h"
#include "common/rpc/import_report.h"
#include "common/rpc/status_mapping.h"
#include "common/rpc/worker_pool.h"
#include "thidua/type/v1/import.pb.h"

namespace thidua::rpc {

// The queue of a service is full.
absl::Status Overloaded();

inline Call CallOf(const grpc::ServerContextBase& context) {
  const auto deadline = context.deadline();
  return {.deadline = deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture()
                                                                               : absl::FromChrono(deadline)};
}

// Answers a unary call from a worker. `handle` is called as absl::StatusOr<Response>(const Call&).
template <typename Response, typename Handle>
grpc::ServerUnaryReactor* Answer(WorkerPool& workers, grpc::CallbackServerContext* context, Response* response,
                                 Handle handle) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const bool accepted = workers.Submit([context, response, reactor, handle = std::move(handle)] {
    if (context->IsCancelled()) return reactor->Finish(grpc::Status::CANCELLED);
    absl::StatusOr<Response> answer = handle(CallOf(*context));
    const grpc::Status status = ToGrpc(answer.status());
    if (answer.ok()) *response = *std::move(answer);
    reactor->Finish(status);
  });
  if (!accepted) reactor->Finish(ToGrpc(Overloaded()));
  return reactor;
}

// Puts a file together from its chunks. A refusal names the limit.
class Upload {
 public:
  static constexpr size_t kMaxBytes = size_t{256} << 20;

  absl::Status Add(const thidua::type::v1::FileChunk& chunk);

  imports::File& file() { return file_; }
  Language language() const { return language_; }

 private:
  bool first_ = true;
  imports::File file_;
  Language language_ = Language::kVietnamese;
};

// Answers a client-streamed import from a worker once the whole file is here: a slow client holds no thread and no
// transaction. `handle` is called as absl::StatusOr<Response>(const imports::File&, Language, const Call&).
template <typename Request, typename Response, typename Handle>
grpc::ServerReadReactor<Request>* AnswerUpload(WorkerPool& workers, grpc::CallbackServerContext* context,
                                               Response* response, Handle handle) {
  class Reactor final : public grpc::ServerReadReactor<Request> {
   public:
    Reactor(WorkerPool& workers, grpc::CallbackServerContext* context, Response* response, Handle handle)
        : workers_(workers), context_(context), response_(response), handle_(std::move(handle)) {
      this->StartRead(&request_);
    }

    void OnReadDone(bool ok) override {
      if (context_->IsCancelled()) return this->Finish(grpc::Status::CANCELLED);
      if (ok) {
        if (absl::Status status = upload_.Add(request_.chunk()); !status.ok()) return this->Finish(ToGrpc(status));
        return this->StartRead(&request_);
      }
      const bool accepted = workers_.Submit([this] {
        // A client that went away without ending its file must not have half of it stored.
        if (context_->IsCancelled()) return this->Finish(grpc::Status::CANCELLED);
        absl::StatusOr<Response> answer = handle_(upload_.file(), upload_.language(), CallOf(*context_));
        const grpc::Status status = ToGrpc(answer.status());
        if (answer.ok()) *response_ = *std::move(answer);
        this->Finish(status);
      });
      if (!accepted) this->Finish(ToGrpc(Overloaded()));
    }

    void OnDone() override { delete this; }

   private:
    WorkerPool& workers_;
    grpc::CallbackServerContext* const context_;
    Response* const response_;
    Handle handle_;
    Request request_;
    Upload upload_;
  };
  return new Reactor(workers, context, response, std::move(handle));
}

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_HANDLERS_H_
