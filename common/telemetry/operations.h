#ifndef THIDUA_COMMON_TELEMETRY_OPERATIONS_H_
#define THIDUA_COMMON_TELEMETRY_OPERATIONS_H_

#include <grpcpp/support/server_interceptor.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/telemetry/call_log.h"
#include "common/telemetry/inline_calls.h"
#include "common/telemetry/ops_server.h"
#include "common/telemetry/options.h"
#include "common/telemetry/readiness.h"
#include "common/telemetry/registry.h"
#include "common/telemetry/server_call.h"
#include "common/telemetry/span_exporter.h"

namespace thidua::telemetry {

// What a gRPC server shows of itself: its metrics, and the operators' HTTP where that is wanted. It begins before the
// server and ends after it.
class Operations {
 public:
  struct Subject {
    std::string program;
    std::vector<std::string> services;  // Full names.
    std::vector<NamedCheck> checks;
    std::function<std::optional<std::string>()> wedged;  // As OpsServer::Sources.
    CallLog::Caller caller;                              // May be empty.
  };

  // Fails as OpsServer::Start and SpanExporter::Start do.
  static absl::StatusOr<std::unique_ptr<Operations>> Start(const Options& options, const Subject& subject);

  // For the server's builder. `inline_calls` of the services that have some.
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> Interceptors(
      const std::vector<InlineCalls*>& inline_calls) const;

  void Enter(Readiness::Phase phase) { readiness_.Enter(phase); }

  // "host:port" of the operators' HTTP; empty: none.
  std::string ops_address() const { return ops_ == nullptr ? "" : ops_->address(); }

 private:
  Operations(const Options& options, const Subject& subject, std::unique_ptr<SpanExporter> spans);

  std::vector<CallObserver*> Observers();

  const ServerMethods methods_;
  CallLog calls_;
  const std::unique_ptr<SpanExporter> spans_;  // May be null.
  const ServerTelemetry telemetry_;
  Readiness readiness_;
  const std::vector<Registry::Registration> metrics_;
  std::unique_ptr<OpsServer> ops_;
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_OPERATIONS_H_
