#ifndef THIDUA_COMMON_RPC_CLIENT_H_
#define THIDUA_COMMON_RPC_CLIENT_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/status_mapping.h"

namespace thidua::rpc {

// Where a service is, and what to call it when it cannot be reached.
struct Peer {
  std::string service;  // "scoring"
  std::string address;  // "127.0.0.1:7101"
  // The token for calls that are made for no caller; empty: there is none.
  std::function<std::string()> own_token = nullptr;
};

// Channels to one peer share a connection, and with it the pause after a failed attempt to connect; one of its own
// spares the others the pauses of who tries again and again.
enum class Connection { kShared, kOwn };

std::shared_ptr<grpc::Channel> OpenChannel(const Peer& peer, Connection connection = Connection::kShared);

// Passes on who calls, and the token that shows it; for no caller, `own_token` if there is one.
void SetCaller(const Call& call, grpc::ClientContext& context, const std::function<std::string()>& own_token = nullptr);

// Makes a unary call on `stub` by its generated method, with the caller's deadline.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Ask(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                             const Request& request, const Peer& peer, const Call& call) {
  grpc::ClientContext context;
  if (call.deadline != absl::InfiniteFuture()) context.set_deadline(absl::ToChronoTime(call.deadline));
  SetCaller(call, context, peer.own_token);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return FromGrpc(status, peer.service, peer.address);
  return response;
}

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_CLIENT_H_
