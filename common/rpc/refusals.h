#ifndef THIDUA_COMMON_RPC_REFUSALS_H_
#define THIDUA_COMMON_RPC_REFUSALS_H_

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace thidua::rpc {

// Why a call is not let in, before anything was done for it, so that it may be made again.

// RESOURCE_EXHAUSTED: more waits than can be done in time; `wait` is how long a call would wait now.
absl::Status Overloaded(absl::Duration wait);
// RESOURCE_EXHAUSTED: this caller calls more often than it may; the next call may come after `wait`.
absl::Status RateLimited(absl::Duration wait);
// DEADLINE_EXCEEDED: the caller does not wait any more.
absl::Status TooLate();

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_REFUSALS_H_
