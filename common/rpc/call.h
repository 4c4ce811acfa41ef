#ifndef THIDUA_COMMON_RPC_CALL_H_
#define THIDUA_COMMON_RPC_CALL_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/identity/actor.h"
#include "common/telemetry/trace_context.h"

namespace google::protobuf {
class Message;
}
namespace grpc {
class CallbackServerContext;
}

namespace thidua::rpc {

// The metadata that says who calls: a serialized thidua.type.v1.Actor.
inline constexpr char kActorMetadata[] = "thidua-actor-bin";
// The metadata that shows it: "Bearer " and a token.
inline constexpr char kTokenMetadata[] = "authorization";

// What a call brings along besides its request, and what it passes on to the calls it makes.
struct Call {
  absl::Time deadline = absl::InfiniteFuture();
  // What a server answers with it: when its caller gives up, so do the calls that are made for it. Null: a call of the
  // process's own. Valid until it is answered.
  const grpc::CallbackServerContext* context = nullptr;
  // As the token says. Where nobody is checked, and from services and administrators, as the caller says
  // (protos/thidua/type/v1/actor.proto).
  Actor by;
  std::string bearer;  // The caller's token; empty: none. Never to be logged.
  // Whether the caller may make `request` too: for what a file names inside. Empty: nobody is checked. May block.
  std::function<absl::Status(const google::protobuf::Message& request)> permit;
  telemetry::TraceContext trace;
};

// Whether nobody waits for the answer any more.
bool GivenUp(const Call& call);

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_CALL_H_
