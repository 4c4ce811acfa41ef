#include "common/rpc/client.h"

#include "absl/strings/str_cat.h"
#include "thidua/type/v1/actor.pb.h"

namespace thidua::rpc {

std::shared_ptr<grpc::Channel> OpenChannel(const Peer& peer, Connection connection) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(64 << 20);
  // A service that comes back is found again within a second.
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  if (connection == Connection::kOwn) {
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  }
  return grpc::CreateCustomChannel(peer.address, grpc::InsecureChannelCredentials(), arguments);
}

void SetCaller(const Call& call, grpc::ClientContext& context, const std::function<std::string()>& own_token) {
  const std::string token = call.bearer.empty() && own_token ? own_token() : call.bearer;
  if (!token.empty()) context.AddMetadata(kTokenMetadata, absl::StrCat("Bearer ", token));
  const Actor& by = call.by;
  if (by == Actor()) return;
  thidua::type::v1::Actor actor;
  actor.set_name(by.name);
  actor.set_unit(by.unit);
  actor.set_office(by.office);
  context.AddMetadata(kActorMetadata, actor.SerializeAsString());
}

}  // namespace thidua::rpc
