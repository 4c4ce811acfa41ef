#include "common/rpc/client.h"

#include "thidua/type/v1/actor.pb.h"

namespace thidua::rpc {

std::shared_ptr<grpc::Channel> OpenChannel(const Peer& peer) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(64 << 20);
  // A service that comes back is found again within a second.
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  return grpc::CreateCustomChannel(peer.address, grpc::InsecureChannelCredentials(), arguments);
}

void SetActor(const Actor& by, grpc::ClientContext& context) {
  if (by == Actor()) return;
  thidua::type::v1::Actor actor;
  actor.set_name(by.name);
  actor.set_unit(by.unit);
  actor.set_office(by.office);
  context.AddMetadata(kActorMetadata, actor.SerializeAsString());
}

}  // namespace thidua::rpc
