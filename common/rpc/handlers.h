#ifndef THIDUA_COMMON_RPC_HANDLERS_H_
#define THIDUA_COMMON_RPC_HANDLERS_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "common/import/content.h"
#include "common/import/fault.h"
#include "common/rpc/call.h"
#include "common/rpc/cost.h"
#include "common/rpc/import_report.h"
#include "common/rpc/status_mapping.h"
#include "common/rpc/worker_pool.h"
#include "thidua/type/v1/import.pb.h"

namespace thidua::rpc {

// The server is about to stop: a stream ends, to be begun anew.
absl::Status Draining();

// The deadline of a call and who makes it. INVALID_ARGUMENT (BAD_ACTOR).
absl::StatusOr<Call> CallOf(const grpc::ServerContextBase& context);

absl::Time DeadlineOf(const grpc::ServerContextBase& context);

// What a call asks of the workers. `Message` is the type of its request or of its response.
template <typename Message>
Ticket TicketOf(const grpc::ServerContextBase& context) {
  static const Cost cost = CostOf(*Message::descriptor()).value_or(Cost::kScoring);
  return {.cost = cost, .deadline = DeadlineOf(context)};
}

// Answers a unary call from a worker. `handle` is called as absl::StatusOr<Response>(const Call&).
template <typename Response, typename Handle>
grpc::ServerUnaryReactor* Answer(WorkerPool& workers, grpc::CallbackServerContext* context, Response* response,
                                 Handle handle) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  auto work = [context, response, reactor, handle = std::move(handle)] {
    if (context->IsCancelled()) return reactor->Finish(grpc::Status::CANCELLED);
    const absl::StatusOr<Call> call = CallOf(*context);
    if (!call.ok()) return reactor->Finish(ToGrpc(call.status()));
    absl::StatusOr<Response> answer = handle(*call);
    const grpc::Status status = ToGrpc(answer.status());
    if (answer.ok()) *response = *std::move(answer);
    reactor->Finish(status);
  };
  const absl::Status accepted = workers.Submit(TicketOf<Response>(*context), std::move(work));
  if (!accepted.ok()) reactor->Finish(ToGrpc(accepted));
  return reactor;
}

// Puts a file together from its chunks, in flat memory. A refusal names the limit.
class Upload {
 public:
  static constexpr size_t kMaxBytes = size_t{256} << 20;

  explicit Upload(size_t max_bytes = kMaxBytes) : max_bytes_(max_bytes) {}

  // Called on gRPC's threads: a chunk goes to memory or to the page cache, which is short.
  absl::Status Add(const thidua::type::v1::FileChunk& chunk);

  // The whole file, once.
  absl::StatusOr<imports::File> Finish();
  Language language() const { return language_; }

 private:
  const size_t max_bytes_;
  bool first_ = true;
  imports::File file_;  // Without its content.
  imports::ContentWriter content_;
  Language language_ = Language::kVietnamese;
};

// What a client-streamed call carried.
template <typename Request>
struct Uploaded {
  Request first;  // Without its bytes.
  imports::File file;
  Language language = Language::kVietnamese;
};

// Answers a client-streamed upload of at most `max_bytes` from a worker once the whole file is here: a slow client
// holds no thread and no transaction. What would be refused at its end is refused before it is sent. `handle` is called
// as absl::StatusOr<Response>(const Uploaded<Request>&, const Call&).
template <typename Request, typename Response, typename Handle>
grpc::ServerReadReactor<Request>* AnswerUpload(WorkerPool& workers, grpc::CallbackServerContext* context,
                                               Response* response, Handle handle,
                                               size_t max_bytes = Upload::kMaxBytes) {
  class Reactor final : public grpc::ServerReadReactor<Request> {
   public:
    Reactor(WorkerPool& workers, grpc::CallbackServerContext* context, Response* response, Handle handle,
            size_t max_bytes)
        : workers_(workers), context_(context), response_(response), handle_(std::move(handle)), upload_(max_bytes) {
      if (absl::Status status = workers_.Check(TicketOf<Response>(*context_)); !status.ok()) {
        this->Finish(ToGrpc(status));
      } else {
        this->StartRead(&request_);
      }
    }

    void OnReadDone(bool ok) override {
      if (context_->IsCancelled()) return this->Finish(grpc::Status::CANCELLED);
      if (ok) {
        if (absl::Status status = upload_.Add(request_.chunk()); !status.ok()) return this->Finish(ToGrpc(status));
        if (!started_) {
          request_.mutable_chunk()->clear_data();
          uploaded_.first = std::move(request_);
          started_ = true;
        }
        return this->StartRead(&request_);
      }
      const absl::Status accepted = workers_.Submit(TicketOf<Response>(*context_), [this] {
        // A client that went away without ending its file must not have half of it stored.
        if (context_->IsCancelled()) return this->Finish(grpc::Status::CANCELLED);
        this->Finish(ToGrpc(Run()));
      });
      if (!accepted.ok()) this->Finish(ToGrpc(accepted));
    }

    void OnDone() override { delete this; }

   private:
    absl::Status Run() {
      const absl::StatusOr<Call> call = CallOf(*context_);
      if (!call.ok()) return call.status();
      absl::StatusOr<imports::File> file = upload_.Finish();
      if (!file.ok()) return file.status();
      uploaded_.file = *std::move(file);
      uploaded_.language = upload_.language();
      absl::StatusOr<Response> answer = handle_(uploaded_, *call);
      if (answer.ok()) *response_ = *std::move(answer);
      return answer.status();
    }

    WorkerPool& workers_;
    grpc::CallbackServerContext* const context_;
    Response* const response_;
    Handle handle_;
    Request request_;
    bool started_ = false;
    Upload upload_;
    Uploaded<Request> uploaded_;
  };
  return new Reactor(workers, context, response, std::move(handle), max_bytes);
}

// Answers a server-streamed call, each message from a worker, none before the client took the one before: a slow client
// holds no thread. Once begun, it is not refused for want of a worker. `open` is called once, as
// absl::StatusOr<Source>(const Call&); then absl::StatusOr<bool> Source::Next(Response&) for every message until it
// gives false.
template <typename Response, typename Open>
grpc::ServerWriteReactor<Response>* AnswerStream(WorkerPool& workers, grpc::CallbackServerContext* context, Open open) {
  class Reactor final : public grpc::ServerWriteReactor<Response> {
   public:
    Reactor(WorkerPool& workers, grpc::CallbackServerContext* context, Open open)
        : workers_(workers), context_(context), open_(std::move(open)) {
      Continue();
    }

    void OnWriteDone(bool ok) override {
      if (!ok) return this->Finish(grpc::Status::CANCELLED);
      Continue();
    }
    void OnDone() override { delete this; }

   private:
    using Source = typename std::invoke_result_t<Open, const Call&>::value_type;

    void Continue() {
      Ticket ticket = TicketOf<Response>(*context_);
      ticket.under_way = std::exchange(begun_, true);
      const absl::Status accepted = workers_.Submit(ticket, [this] {
        if (context_->IsCancelled()) return this->Finish(grpc::Status::CANCELLED);
        const absl::StatusOr<bool> more = Produce();
        if (more.ok() && *more) return this->StartWrite(&response_);
        this->Finish(ToGrpc(more.status()));
      });
      if (!accepted.ok()) this->Finish(ToGrpc(accepted));
    }

    absl::StatusOr<bool> Produce() {
      if (!source_.has_value()) {
        const absl::StatusOr<Call> call = CallOf(*context_);
        if (!call.ok()) return call.status();
        absl::StatusOr<Source> source = open_(*call);
        if (!source.ok()) return source.status();
        source_.emplace(*std::move(source));
      }
      response_.Clear();
      return source_->Next(response_);
    }

    WorkerPool& workers_;
    grpc::CallbackServerContext* const context_;
    Open open_;
    bool begun_ = false;
    std::optional<Source> source_;
    Response response_;
  };
  return new Reactor(workers, context, std::move(open));
}

// Gives out a file in pieces, as the field `data` of each message.
class Pieces {
 public:
  static constexpr size_t kBytes = size_t{256} << 10;

  explicit Pieces(std::string content) : content_(std::move(content)) {}

  template <typename Response>
  absl::StatusOr<bool> Next(Response& response) {
    if (at_ >= content_.size()) return false;
    response.set_data(content_.substr(at_, kBytes));
    at_ += kBytes;
    return true;
  }

 private:
  std::string content_;
  size_t at_ = 0;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_HANDLERS_H_
