#ifndef THIDUA_COMMON_RPC_STATUS_MAPPING_H_
#define THIDUA_COMMON_RPC_STATUS_MAPPING_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "common/status/problem.h"

namespace thidua::rpc {

// A problem's metadata that says in how many milliseconds the call may be made again; it goes out as RetryInfo as well.
inline constexpr char kRetryMetadata[] = "retry_ms";

// The one place where absl codes become gRPC codes and back. On the wire a failure is google.rpc.Status in
// grpc-status-details-bin, with ErrorInfo (domain "thidua"), BadRequest and a LocalizedMessage in Vietnamese and
// English. The text of an internal error stays here: callers get a reference to the log instead.
grpc::Status ToGrpc(const absl::Status& status);

// What a client got. `service` and `address` go into the metadata of the Problem when the peer could not be reached.
absl::Status FromGrpc(const grpc::Status& status, std::string_view service, std::string_view address);

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_STATUS_MAPPING_H_
