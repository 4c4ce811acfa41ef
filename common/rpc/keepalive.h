#ifndef THIDUA_COMMON_RPC_KEEPALIVE_H_
#define THIDUA_COMMON_RPC_KEEPALIVE_H_

#include <grpcpp/server_builder.h>
#include <grpcpp/support/channel_arguments.h>

#include "absl/time/time.h"

namespace thidua::rpc {

// How often a client asks a silent connection whether it is alive. Both ends must agree: a server takes a client that
// asks more often than it permits for an attacker and hangs up (GOAWAY, too_many_pings).
inline constexpr absl::Duration kKeepalive = absl::Seconds(10);

// A connection whose peer vanished without a word is given up after `every` and half of that again.
void KeepAlive(grpc::ChannelArguments& arguments, absl::Duration every = kKeepalive);

// Lets clients ask as often as that, and asks those who vanish less often.
void PermitKeepalive(grpc::ServerBuilder& builder, absl::Duration every = kKeepalive);

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_KEEPALIVE_H_
