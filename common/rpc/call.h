#ifndef THIDUA_COMMON_RPC_CALL_H_
#define THIDUA_COMMON_RPC_CALL_H_

#include "absl/time/time.h"
#include "common/identity/actor.h"
#include "common/telemetry/trace_context.h"

namespace thidua::rpc {

// The metadata that says who calls: a serialized thidua.type.v1.Actor.
inline constexpr char kActorMetadata[] = "thidua-actor-bin";

// What a call brings along besides its request, and what it passes on to the calls it makes.
struct Call {
  absl::Time deadline = absl::InfiniteFuture();
  Actor by;  // As the caller says (protos/thidua/type/v1/actor.proto).
  telemetry::TraceContext trace;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_CALL_H_
