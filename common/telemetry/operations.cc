#include "common/telemetry/operations.h"

#include <utility>

#include "common/telemetry/process_metrics.h"
#include "common/telemetry/server_interceptor.h"

namespace thidua::telemetry {

Operations::Operations(const Options& options, const Subject& subject, std::unique_ptr<SpanExporter> spans)
    : methods_(Registry::Process(), subject.services),
      calls_({.slow = options.log_slow, .all = options.log_requests, .caller = subject.caller}, Registry::Process()),
      spans_(std::move(spans)),
      telemetry_{
          .methods = methods_, .observers = Observers(), .trace_sample = spans_ == nullptr ? 0 : options.trace_sample},
      readiness_(subject.checks, Registry::Process()),
      metrics_(AddProcessMetrics(Registry::Process())) {}

absl::StatusOr<std::unique_ptr<Operations>> Operations::Start(const Options& options, const Subject& subject) {
  std::unique_ptr<SpanExporter> spans;
  if (!options.otlp.empty()) {
    auto started = SpanExporter::Start({.endpoint = options.otlp, .service = subject.program}, Registry::Process());
    if (!started.ok()) return started.status();
    spans = *std::move(started);
  }
  auto operations = std::unique_ptr<Operations>(new Operations(options, subject, std::move(spans)));
  if (options.ops_listen.empty()) return operations;
  auto ops = OpsServer::Start(
      options.ops_listen,
      {.wedged = subject.wedged, .readiness = operations->readiness_, .registry = Registry::Process()});
  if (!ops.ok()) return ops.status();
  operations->ops_ = *std::move(ops);
  return operations;
}

std::vector<CallObserver*> Operations::Observers() {
  std::vector<CallObserver*> observers = {&calls_};
  if (spans_ != nullptr) observers.push_back(spans_.get());
  return observers;
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
