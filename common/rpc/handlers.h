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
#include "common/rpc/gate.h"
#include "common/rpc/import_report.h"
#include "common/rpc/status_mapping.h"
#include "thidua/type/v1/import.pb.h"

namespace thidua::rpc {

// The server is about to stop: a stream ends, to be begun anew.
absl::Status Draining();

// Answers a unary call from a worker. `handle` is called as absl::StatusOr<Response>(const Call&).
template <typename Request, typename Response, typename Handle>
grpc::ServerUnaryReactor* Answer(Gate& gate, grpc::CallbackServerContext* context, const Request* request,
                                 Response* response, Handle handle) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Passage passage(gate, context);
  if (const absl::Status status = passage.Enter(*request); !status.ok()) {
    reactor->Finish(ToGrpc(status));
    return reactor;
  }
  auto work = [context, request, response, reactor, passage = std::move(passage),
               handle = std::move(handle)]() mutable {
    if (context->IsCancelled()) return reactor->Finish(grpc::Status::CANCELLED);
    const absl::StatusOr<Call> call = passage.Admit(*request);
    if (!call.ok()) return reactor->Finish(ToGrpc(call.status()));
    absl::StatusOr<Response> answer = handle(*call);
    const grpc::Status status = ToGrpc(answer.status());
    if (answer.ok()) *response = *std::move(answer);
    reactor->Finish(status);
  };
  const absl::Status accepted = gate.Submit(TicketOf<Request>(*context), std::move(work));
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
// holds no thread and no transaction. `handle` is called as absl::StatusOr<Response>(const Uploaded<Request>&, const
// Call&).
template <typename Request, typename Response, typename Handle>
grpc::ServerReadReactor<Request>* AnswerUpload(Gate& gate, grpc::CallbackServerContext* context, Response* response,
                                               Handle handle, size_t max_bytes = Upload::kMaxBytes) {
  class Reactor final : public grpc::ServerReadReactor<Request> {
   public:
    Reactor(Gate& gate, grpc::CallbackServerContext* context, Response* response, Handle handle, size_t max_bytes)
        : gate_(gate),
          passage_(gate, context),
          context_(context),
          response_(response),
          handle_(std::move(handle)),
          upload_(max_bytes) {
      // Nobody sends a file in vain.
      absl::Status status = passage_.Enter(*Request::descriptor());
      if (status.ok()) status = gate_.Check(TicketOf<Request>(*context_));
      if (!status.ok()) {
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
          if (absl::Status status = passage_.Check(uploaded_.first); !status.ok()) return this->Finish(ToGrpc(status));
        }
        return this->StartRead(&request_);
      }
      const absl::Status accepted = gate_.Submit(TicketOf<Request>(*context_), [this] {
        // A client that went away without ending its file must not have half of it stored.
        if (context_->IsCancelled()) return this->Finish(grpc::Status::CANCELLED);
        this->Finish(ToGrpc(Run()));
      });
      if (!accepted.ok()) this->Finish(ToGrpc(accepted));
    }

    void OnDone() override { delete this; }

   private:
    absl::Status Run() {
      const absl::StatusOr<Call> call = passage_.Admit(uploaded_.first);
      if (!call.ok()) return call.status();
      absl::StatusOr<imports::File> file = upload_.Finish();
      if (!file.ok()) return file.status();
      uploaded_.file = *std::move(file);
      uploaded_.language = upload_.language();
      absl::StatusOr<Response> answer = handle_(uploaded_, *call);
      if (answer.ok()) *response_ = *std::move(answer);
      return answer.status();
    }

    Gate& gate_;
    Passage passage_;
    grpc::CallbackServerContext* const context_;
    Response* const response_;
    Handle handle_;
    Request request_;
    bool started_ = false;
    Upload upload_;
    Uploaded<Request> uploaded_;
  };
  return new Reactor(gate, context, response, std::move(handle), max_bytes);
}

// Answers a server-streamed call, each message from a worker, none before the client took the one before: a slow client
// holds no thread. Once begun, it is not refused for want of a worker. `open` is called once, as
// absl::StatusOr<Source>(const Call&); then absl::StatusOr<bool> Source::Next(Response&) for every message until it
// gives false.
template <typename Response, typename Request, typename Open>
grpc::ServerWriteReactor<Response>* AnswerStream(Gate& gate, grpc::CallbackServerContext* context,
                                                 const Request* request, Open open) {
  class Reactor final : public grpc::ServerWriteReactor<Response> {
   public:
    Reactor(Gate& gate, grpc::CallbackServerContext* context, const Request* request, Open open)
        : gate_(gate), passage_(gate, context), context_(context), request_(request), open_(std::move(open)) {
      if (const absl::Status status = passage_.Enter(*request_); !status.ok()) {
        this->Finish(ToGrpc(status));
      } else {
        Continue();
      }
    }

    void OnWriteDone(bool ok) override {
      if (!ok) return this->Finish(grpc::Status::CANCELLED);
      Continue();
    }
    void OnDone() override { delete this; }

   private:
    using Source = typename std::invoke_result_t<Open, const Call&>::value_type;

    void Continue() {
      Ticket ticket = TicketOf<Request>(*context_);
      ticket.under_way = std::exchange(begun_, true);
      const absl::Status accepted = gate_.Submit(ticket, [this] {
        if (context_->IsCancelled()) return this->Finish(grpc::Status::CANCELLED);
        const absl::StatusOr<bool> more = Produce();
        if (more.ok() && *more) return this->StartWrite(&response_);
        this->Finish(ToGrpc(more.status()));
      });
      if (!accepted.ok()) this->Finish(ToGrpc(accepted));
    }

    absl::StatusOr<bool> Produce() {
      if (!source_.has_value()) {
        const absl::StatusOr<Call> call = passage_.Admit(*request_);
        if (!call.ok()) return call.status();
        absl::StatusOr<Source> source = open_(*call);
        if (!source.ok()) return source.status();
        source_.emplace(*std::move(source));
      }
      response_.Clear();
      return source_->Next(response_);
    }

    Gate& gate_;
    Passage passage_;
    grpc::CallbackServerContext* const context_;
    const Request* const request_;
    Open open_;
    bool begun_ = false;
    std::optional<Source> source_;
    Response response_;
  };
  return new Reactor(gate, context, request, std::move(open));
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
