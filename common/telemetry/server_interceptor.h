#ifndef THIDUA_COMMON_TELEMETRY_SERVER_INTERCEPTOR_H_
#define THIDUA_COMMON_TELEMETRY_SERVER_INTERCEPTOR_H_

#include <grpcpp/support/server_interceptor.h>

#include <memory>
#include <vector>

#include "common/telemetry/server_call.h"

namespace thidua::telemetry {

// Sees the calls of a server but for those of inline methods (inline_calls.h), which see to it themselves.
//
// The reply's initial metadata carries the request id. Handlers find it and the traceparent of this call in
// client_metadata(), where nothing else is left under these keys (TraceContextOf).
//
// `telemetry` and what it points at must outlive the server.
std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> ServerInterceptors(
    const ServerTelemetry& telemetry, std::vector<const MethodMetrics*> inline_methods);

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_SERVER_INTERCEPTOR_H_
