#ifndef THIDUA_COMMON_RPC_SERVICE_CONFIG_H_
#define THIDUA_COMMON_RPC_SERVICE_CONFIG_H_

#include <string>

namespace thidua::rpc {

// Which calls may be made again when the connection fails under them.
enum class Repeat {
  kReads,   // Methods that the protos call NO_SIDE_EFFECTS.
  kWrites,  // Also those that they call IDEMPOTENT: every request of such a method carries its request_id.
};

// Whether calls go only to replicas that say they are serving. The health of the whole process is asked for, so that
// the answer means the same behind a balancer.
enum class Health { kIgnored, kWatched };

// The gRPC service config of a channel: calls take turns over all replicas; those that may be repeated are, after
// UNAVAILABLE alone, up to kAttempts in all, while no more than a tenth of recent calls failed.
std::string ServiceConfig(Repeat repeat, Health health);

inline constexpr int kAttempts = 5;

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_SERVICE_CONFIG_H_
