#include "common/telemetry/client_interceptor.h"

#include <chrono>

#include "common/telemetry/rpc_metrics.h"

namespace thidua::telemetry {
namespace {

using grpc::experimental::InterceptionHookPoints;
using Clock = std::chrono::steady_clock;

class ClientCall final : public grpc::experimental::Interceptor {
 public:
  explicit ClientCall(const MethodMetrics& method) : method_(method), start_(Clock::now()) { method_.CountStarted(); }

  // A call that was given up before it had a status.
  ~ClientCall() override {
    if (!handled_) method_.CountHandled(grpc::StatusCode::CANCELLED, Clock::now() - start_);
  }

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    using Point = InterceptionHookPoints;
    if (methods->QueryInterceptionHookPoint(Point::PRE_SEND_MESSAGE)) method_.CountSent();
    if (methods->QueryInterceptionHookPoint(Point::POST_RECV_MESSAGE) && methods->GetRecvMessage() != nullptr) {
      method_.CountReceived();
    }
    if (methods->QueryInterceptionHookPoint(Point::POST_RECV_STATUS)) {
      handled_ = true;
      method_.CountHandled(methods->GetRecvStatus()->error_code(), Clock::now() - start_);
    }
    methods->Proceed();
  }

 private:
  const MethodMetrics& method_;
  const Clock::time_point start_;
  bool handled_ = false;
};

class Factory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateClientInterceptor(grpc::experimental::ClientRpcInfo* info) override {
    static auto& methods = *new ClientMethods(Registry::Process());
    return new ClientCall(methods.Find(info->method()));
  }
};

}  // namespace

std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> ClientInterceptors() {
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> factories;
  factories.push_back(std::make_unique<Factory>());
  return factories;
}

}  // namespace thidua::telemetry
