#ifndef THIDUA_COMMON_TELEMETRY_CLIENT_INTERCEPTOR_H_
#define THIDUA_COMMON_TELEMETRY_CLIENT_INTERCEPTOR_H_

#include <grpcpp/support/client_interceptor.h>

#include <memory>
#include <vector>

namespace thidua::telemetry {

// Counts the calls of a channel in the metrics of this process.
std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> ClientInterceptors();

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_CLIENT_INTERCEPTOR_H_
