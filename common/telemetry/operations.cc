#include "common/telemetry/operations.h"

#include <utility>

#include "common/telemetry/process_metrics.h"
#include "common/telemetry/server_interceptor.h"

namespace thidua::telemetry {

Operations::Operations(const Options& options, const Subject& subject)
    : methods_(Registry::Process(), subject.services),
      telemetry_{.methods = methods_},
      readiness_(subject.checks),
      metrics_(AddProcessMetrics(Registry::Process())) {}

absl::StatusOr<std::unique_ptr<Operations>> Operations::Start(const Options& options, const Subject& subject) {
  auto operations = std::unique_ptr<Operations>(new Operations(options, subject));
  if (options.ops_listen.empty()) return operations;
  auto ops = OpsServer::Start(
      options.ops_listen,
      {.wedged = subject.wedged, .readiness = operations->readiness_, .registry = Registry::Process()});
  if (!ops.ok()) return ops.status();
  operations->ops_ = *std::move(ops);
  return operations;
}

std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> Operations::Interceptors(
    const std::vector<InlineCalls*>& inline_calls) const {
  std::vector<const MethodMetrics*> methods;
  for (InlineCalls* calls : inline_calls) {
    for (const MethodMetrics* method : calls->Attach(telemetry_)) methods.push_back(method);
  }
  return ServerInterceptors(telemetry_, std::move(methods));
}

}  // namespace thidua::telemetry
