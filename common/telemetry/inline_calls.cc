#include "common/telemetry/inline_calls.h"

namespace thidua::telemetry {

InlineCall::InlineCall(const ServerTelemetry* telemetry, const MethodMetrics* method,
                       grpc::CallbackServerContext& context)
    : context_(&context) {
  if (method == nullptr) return;
  call_.emplace(*telemetry, *method, context);
  call_->Begin(context.client_metadata());
  call_->Received();
  if (context.client_metadata().contains(kRequestIdMetadata)) ReturnRequestId();
}

TraceContext InlineCall::ForCalls() {
  if (!call_.has_value()) return {};
  ReturnRequestId();
  return call_->context();
}

void InlineCall::Finish(grpc::ServerUnaryReactor& reactor, const grpc::Status& status) {
  if (call_.has_value()) {
    if (status.ok()) {
      call_->Sent();
    } else {
      ReturnRequestId();
    }
    call_->Answered(status);
  }
  reactor.Finish(status);
}

void InlineCall::ReturnRequestId() {
  if (returned_request_id_) return;
  returned_request_id_ = true;
  context_->AddInitialMetadata(kRequestIdMetadata, std::string(call_->request_id()));
}

std::vector<const MethodMetrics*> InlineCalls::Attach(const ServerTelemetry& telemetry) {
  telemetry_ = &telemetry;
  metrics_.clear();
  for (const std::string& method : methods_) metrics_.push_back(&telemetry.methods.Find(method));
  return metrics_;
}

}  // namespace thidua::telemetry
