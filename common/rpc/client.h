#ifndef THIDUA_COMMON_RPC_CLIENT_H_
#define THIDUA_COMMON_RPC_CLIENT_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/credentials.h"
#include "common/rpc/service_config.h"
#include "common/rpc/status_mapping.h"

namespace thidua::rpc {

// Where a service is, and what to call it when it cannot be reached.
struct Peer {
  std::string service;  // "scoring"
  std::string address;  // "127.0.0.1:7101", or a list of replicas (common/rpc/address_list.h).
  ClientTls tls = {};
  // The token for calls that are made for no caller; empty: there is none.
  std::function<std::string()> own_token = nullptr;
};

// Channels to one peer share a connection, and with it the pause after a failed attempt to connect; one of its own
// spares the others the pauses of who tries again and again.
enum class Connection { kShared, kOwn };

struct ChannelOptions {
  Connection connection = Connection::kShared;
  Repeat repeat = Repeat::kReads;
  Health health = Health::kWatched;
  int max_receive_bytes = 64 << 20;  // -1: any.
};

// Does not wait: while no replica can be reached, calls fail at once with UNAVAILABLE.
std::shared_ptr<grpc::Channel> OpenChannel(const Peer& peer, const ChannelOptions& options = {});

// Passes on who calls, and the token that shows it; for no caller, `own_token` if there is one.
void SetCaller(const Call& call, grpc::ClientContext& context, const std::function<std::string()>& own_token = nullptr);

// The context of a call that is made for `call`: with its caller, its deadline and its trace, and given up with it.
std::unique_ptr<grpc::ClientContext> ContextFor(const Call& call, const Peer& peer);

// What became of a call that was made for `call`.
absl::Status OutcomeOf(const grpc::Status& status, const Call& call, const Peer& peer);

// Makes a unary call on `stub` by its generated method.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Ask(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                             const Request& request, const Peer& peer, const Call& call) {
  const std::unique_ptr<grpc::ClientContext> context = ContextFor(call, peer);
  Response response;
  if (absl::Status status = OutcomeOf((stub.*method)(context.get(), request, &response), call, peer); !status.ok()) {
    return status;
  }
  return response;
}

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_CLIENT_H_
