#ifndef THIDUA_COMMON_TELEMETRY_INLINE_CALLS_H_
#define THIDUA_COMMON_TELEMETRY_INLINE_CALLS_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/telemetry/server_call.h"

namespace thidua::telemetry {

// A call of a unary method that its handler sees to itself. The request id goes back to a caller that sent one, and
// where it is of use: when the call fails or had others made for it. Elsewhere it would cost more than all the rest.
class InlineCall {
 public:
  // `method` may be null: nobody wants to know.
  InlineCall(const ServerTelemetry* telemetry, const MethodMetrics* method, grpc::CallbackServerContext& context);

  // For the calls that are made for this one; empty when nobody wants to know.
  TraceContext ForCalls();

  // In place of reactor.Finish.
  void Finish(grpc::ServerUnaryReactor& reactor, const grpc::Status& status);

 private:
  void ReturnRequestId();

  grpc::CallbackServerContext* context_;
  bool returned_request_id_ = false;
  std::optional<ServerCall> call_;
};

// Unary methods that are answered in microseconds on gRPC's threads. An interceptor has gRPC go twice more through its
// queues for each call, which costs a third of such an answer; their handlers begin and finish an InlineCall instead.
class InlineCalls {
 public:
  // "/package.Service/Method" each.
  explicit InlineCalls(std::vector<std::string> methods) : methods_(std::move(methods)) {}

  // Before the server starts. `telemetry` must outlive its calls.
  std::vector<const MethodMetrics*> Attach(const ServerTelemetry& telemetry);

  // `method`: its place in the list.
  InlineCall Begin(size_t method, grpc::CallbackServerContext& context) const {
    return {telemetry_, telemetry_ == nullptr ? nullptr : metrics_[method], context};
  }

 private:
  const std::vector<std::string> methods_;
  const ServerTelemetry* telemetry_ = nullptr;
  std::vector<const MethodMetrics*> metrics_;
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_INLINE_CALLS_H_
