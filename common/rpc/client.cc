#include "common/rpc/client.h"

namespace thidua::rpc {

std::shared_ptr<grpc::Channel> OpenChannel(const Peer& peer) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(64 << 20);
  // A service that comes back is found again within a second.
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  return grpc::CreateCustomChannel(peer.address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace thidua::rpc
