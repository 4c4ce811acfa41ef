#include "common/rpc/call.h"

#include <grpcpp/server_context.h>

namespace thidua::rpc {

bool GivenUp(const Call& call) { return call.context != nullptr && call.context->IsCancelled(); }

}  // namespace thidua::rpc
