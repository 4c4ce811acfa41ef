#include "common/telemetry/server_interceptor.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace thidua::telemetry {
namespace {

using grpc::experimental::InterceptionHookPoints;

class InterceptedCall final : public grpc::experimental::Interceptor {
 public:
  InterceptedCall(const ServerTelemetry& telemetry, const MethodMetrics& method, const grpc::ServerContextBase& context)
      : call_(telemetry, method, context) {}

  // A call that ends without a status has lost its caller.
  ~InterceptedCall() override {
    if (!call_.answered()) call_.Lost();
  }

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    using Point = InterceptionHookPoints;
    if (methods->QueryInterceptionHookPoint(Point::POST_RECV_INITIAL_METADATA)) {
      ClientMetadata& metadata = *methods->GetRecvInitialMetadata();
      call_.Begin(metadata);
      Set(metadata, kRequestIdMetadata, call_.request_id());
      Set(metadata, kTraceParentMetadata, call_.trace_parent());
      Set(metadata, kTraceStateMetadata, call_.trace_state());
    }
    if (methods->QueryInterceptionHookPoint(Point::POST_RECV_MESSAGE) && methods->GetRecvMessage() != nullptr) {
      call_.Received();
    }
    if (methods->QueryInterceptionHookPoint(Point::PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->emplace(kRequestIdMetadata, call_.request_id());
    }
    if (methods->QueryInterceptionHookPoint(Point::PRE_SEND_MESSAGE)) call_.Sent();
    if (methods->QueryInterceptionHookPoint(Point::PRE_SEND_STATUS)) call_.Answered(methods->GetSendStatus());
    methods->Proceed();
  }

 private:
  // `value` lives as long as the call.
  static void Set(ClientMetadata& metadata, const char* key, std::string_view value) {
    metadata.erase(key);
    if (!value.empty()) metadata.emplace(key, grpc::string_ref(value.data(), value.size()));
  }

  ServerCall call_;
};

class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  Factory(const ServerTelemetry& telemetry, std::vector<const MethodMetrics*> inline_methods)
      : telemetry_(telemetry), inline_methods_(std::move(inline_methods)) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(grpc::experimental::ServerRpcInfo* info) override {
    const MethodMetrics& method = telemetry_.methods.Find(info->method());
    if (std::ranges::find(inline_methods_, &method) != inline_methods_.end()) return nullptr;
    return new InterceptedCall(telemetry_, method, *info->server_context());
  }

 private:
  const ServerTelemetry& telemetry_;
  const std::vector<const MethodMetrics*> inline_methods_;
};

}  // namespace

std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> ServerInterceptors(
    const ServerTelemetry& telemetry, std::vector<const MethodMetrics*> inline_methods) {
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> factories;
  factories.push_back(std::make_unique<Factory>(telemetry, std::move(inline_methods)));
  return factories;
}

}  // namespace thidua::telemetry
