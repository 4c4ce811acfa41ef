#ifndef THIDUA_COMMON_RPC_SERVER_H_
#define THIDUA_COMMON_RPC_SERVER_H_

#include <grpcpp/impl/service_type.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/rpc/credentials.h"
#include "common/rpc/worker_pool.h"
#include "common/telemetry/call_log.h"
#include "common/telemetry/inline_calls.h"
#include "common/telemetry/options.h"
#include "common/telemetry/readiness.h"

namespace thidua::rpc {

struct ServerOptions {
  std::string listen;  // "host:port"; port 0 takes any free one.
  bool reflection = false;
  std::string port_file;  // When set, the bound "host:port" is written to it once serving.
  std::string program;    // For the log.
  telemetry::Options telemetry;
  std::vector<telemetry::NamedCheck> checks;  // What it needs to take calls.
  const WorkerPool* workers = nullptr;        // Shown to operators. May be null.
  telemetry::CallLog::Caller caller;          // Who makes a call, for the log. May be empty.
  // How long it goes on taking calls after it said that it is not ready, so that balancers hear of it.
  absl::Duration drain_wait = absl::ZeroDuration();
  ServerTls tls;
  // Called when draining begins: lets streams that would not end by themselves go. May be empty.
  std::function<void()> on_drain;
};

// A gRPC service and the name under which grpc.health.v1 answers for it.
struct NamedService {
  grpc::Service* service;
  std::string name;
  telemetry::InlineCalls* inline_calls = nullptr;
};

// Keeps SIGINT and SIGTERM for Serve, ignores SIGPIPE and sends the log to stderr, as text. Call it once, first in
// main, before any thread starts.
void PrepareProcess();

// Serves until SIGINT or SIGTERM, then drains: health says NOT_SERVING and operators' HTTP not ready; after
// `drain_wait`, or at a second signal, no new call is taken, and calls in flight finish within four seconds or are
// cancelled. UNAVAILABLE (ADDRESS_IN_USE) when an address cannot be bound, FAILED_PRECONDITION (TLS_FILES) when a TLS
// file cannot be used.
absl::Status Serve(const ServerOptions& options, const std::vector<NamedService>& services);

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_SERVER_H_
