#include "common/telemetry/inline_calls.h"

namespace thidua::telemetry {

InlineCall::InlineCall(const ServerTelemetry* telemetry, const MethodMetrics* method,
                       grpc::CallbackServerContext& context) {
  if (method == nullptr) return;
  call_.emplace(*telemetry, *method, context);
  call_->Begin(context.client_metadata());
  call_->Received();
  context.AddInitialMetadata(kRequestIdMetadata, std::string(call_->request_id()));
}

void InlineCall::Finish(grpc::ServerUnaryReactor& reactor, const grpc::Status& status) {
  if (call_.has_value()) {
    if (status.ok()) call_->Sent();
    call_->Answered(status);
  }
  reactor.Finish(status);
}

std::vector<const MethodMetrics*> InlineCalls::Attach(const ServerTelemetry& telemetry) {
  telemetry_ = &telemetry;
  metrics_.clear();
  for (const std::string& method : methods_) metrics_.push_back(&telemetry.methods.Find(method));
  return metrics_;
}

}  // namespace thidua::telemetry
