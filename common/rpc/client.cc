#include "common/rpc/client.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/address_list.h"
#include "common/rpc/keepalive.h"
#include "common/telemetry/client_interceptor.h"
#include "thidua/type/v1/actor.pb.h"

namespace thidua::rpc {
namespace {

// A call that is made for another may hear that both are given up a moment before the other says so.
bool GivenUpByNow(const Call& call) {
  if (call.context == nullptr) return false;
  const absl::Time end = absl::Now() + absl::Milliseconds(500);
  while (!GivenUp(call) && absl::Now() < end) absl::SleepFor(absl::Milliseconds(1));
  return GivenUp(call);
}

}  // namespace

std::shared_ptr<grpc::Channel> OpenChannel(const Peer& peer, const ChannelOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(options.max_receive_bytes);
  arguments.SetServiceConfigJSON(ServiceConfig(options.repeat, options.health));
  // Who answers names must not say how calls are repeated.
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  // The services stand on loopback or behind a balancer: an http_proxy of the desktop must not come between.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  KeepAlive(arguments);
  // A service that comes back is found again within a second.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  if (options.connection == Connection::kOwn) {
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  }
  const std::vector<std::string> hosts = HostsOf(peer.address);
  // A list has no name of its own.
  if (hosts.size() > 1) arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, hosts.front());
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      TargetOf(peer.address), MakeChannelCredentials(peer.tls, hosts), arguments, telemetry::ClientInterceptors());
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

std::unique_ptr<grpc::ClientContext> ContextFor(const Call& call, const Peer& peer) {
  auto context = call.context == nullptr ? std::make_unique<grpc::ClientContext>()
                                         : grpc::ClientContext::FromCallbackServerContext(*call.context);
  if (call.deadline != absl::InfiniteFuture()) context->set_deadline(absl::ToChronoTime(call.deadline));
  SetCaller(call, *context, peer.own_token);
  telemetry::PassOn(call.trace, *context);
  return context;
}

absl::Status OutcomeOf(const grpc::Status& status, const Call& call, const Peer& peer) {
  // Given up by the other side: it stops.
  if (status.error_code() == grpc::StatusCode::CANCELLED && !GivenUpByNow(call)) {
    return FromGrpc({grpc::StatusCode::UNAVAILABLE, "it stopped before it had answered"}, peer.service, peer.address);
  }
  return FromGrpc(status, peer.service, peer.address);
}

}  // namespace thidua::rpc
