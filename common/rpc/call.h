#ifndef THIDUA_COMMON_RPC_CALL_H_
#define THIDUA_COMMON_RPC_CALL_H_

#include "absl/time/time.h"

namespace thidua::rpc {

// What a call brings along besides its request, and what it passes on to the calls it makes.
struct Call {
  absl::Time deadline = absl::InfiniteFuture();
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_CALL_H_
