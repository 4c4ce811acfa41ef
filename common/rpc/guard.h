#ifndef THIDUA_COMMON_RPC_GUARD_H_
#define THIDUA_COMMON_RPC_GUARD_H_

#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/identity/caller.h"
#include "common/rpc/call.h"

namespace thidua::rpc {

// Says who calls and what they may call. Which call it is follows from the type of its request: no two calls share one.
// Thread-safe.
class Guard {
 public:
  virtual ~Guard() = default;

  // The caller by the `authorization` metadata (empty: there is none), as far as the call of `request` is one that
  // callers of such roles make at all. Does not block. UNAUTHENTICATED, PERMISSION_DENIED.
  virtual absl::StatusOr<std::shared_ptr<const Caller>> Recognize(std::string_view authorization,
                                                                  const google::protobuf::Descriptor& request) = 0;

  // The subject of the caller by the `authorization` metadata, for the log; empty: nobody that is known. Does not
  // block.
  virtual std::string SubjectOf(std::string_view authorization) = 0;

  // Whether `caller` may make this request, as far as memory knows. Does not block. NOT_FOUND, in the words for what
  // does not exist; PERMISSION_DENIED.
  virtual std::optional<absl::Status> PermitNow(const Caller& caller, const google::protobuf::Message& request) = 0;
  // The same; may block until `call.deadline`.
  virtual absl::Status Permit(const Caller& caller, const google::protobuf::Message& request, const Call& call) = 0;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_GUARD_H_
