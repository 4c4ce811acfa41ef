#ifndef THIDUA_COMMON_TELEMETRY_SERVER_CALL_H_
#define THIDUA_COMMON_TELEMETRY_SERVER_CALL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "common/telemetry/rpc_metrics.h"
#include "common/telemetry/trace_context.h"

namespace thidua::telemetry {

// A call that a server has answered.
struct AnsweredCall {
  const MethodMetrics& method;
  const grpc::Status& status;
  absl::Time start;
  absl::Duration took;
  std::string_view request_id;
  const TraceParent& trace;  // Of the span that this call is.
  std::optional<SpanId> parent;
  std::string_view trace_state;
  const grpc::ServerContextBase* context;  // Null: the call was lost, and what it brought is gone.
};

// Told of calls as their status goes out, on the thread that sends it: keep it short.
//
// Thread-safe.
class CallObserver {
 public:
  virtual ~CallObserver() = default;

  // Whether OnAnswered wants to know of such a call.
  virtual bool Wants(const MethodMetrics& method, const grpc::Status& status, absl::Duration took,
                     bool sampled) const = 0;
  virtual void OnAnswered(const AnsweredCall& call) = 0;
};

// What a server's calls are told to.
struct ServerTelemetry {
  const ServerMethods& methods;
  std::vector<CallObserver*> observers;
  double trace_sample = 0;  // Which share of calls that nobody traces yet begins a sampled trace.
};

// One call of a server from its start to its status: what counts it, and gives it a request id and a span. The request
// id is the caller's x-request-id or, when it sent none that may be used, the id of the trace.
class ServerCall {
 public:
  ServerCall(const ServerTelemetry& telemetry, const MethodMetrics& method, const grpc::ServerContextBase& context)
      : telemetry_(&telemetry), method_(&method), context_(&context), start_(Clock::now()) {
    method_->CountStarted();
  }

  // Reads what the caller sent along.
  void Begin(const ClientMetadata& metadata);
  void Received() const { method_->CountReceived(); }
  void Sent() const { method_->CountSent(); }
  void Answered(const grpc::Status& status) { End(status, context_); }
  // It ended without a status, and its context may be ending too.
  void Lost() { End(grpc::Status::CANCELLED, nullptr); }
  bool answered() const { return answered_; }

  // Since Begin; for the calls that are made for this one.
  std::string_view request_id() const { return {request_id_.data(), request_id_size_}; }
  std::string_view trace_parent() const { return {trace_parent_.data(), trace_parent_.size()}; }
  std::string_view trace_state() const { return trace_state_; }
  TraceContext context() const;

 private:
  using Clock = std::chrono::steady_clock;

  void End(const grpc::Status& status, const grpc::ServerContextBase* context);

  const ServerTelemetry* telemetry_;
  const MethodMetrics* method_;
  const grpc::ServerContextBase* context_;
  Clock::time_point start_;
  bool answered_ = false;
  size_t request_id_size_ = 0;
  std::array<char, kMostRequestIdBytes> request_id_;
  TraceParent trace_{};
  std::optional<SpanId> parent_;
  std::array<char, TraceParent::kBytes> trace_parent_;
  std::string trace_state_;
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_SERVER_CALL_H_
