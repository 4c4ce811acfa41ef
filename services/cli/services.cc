#include "services/cli/services.h"

#include "common/rpc/client.h"
#include "common/rpc/status_mapping.h"

namespace thidua::cli {

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  // The services stand on loopback or behind a balancer: an http_proxy of the desktop must not come between.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

void SayWhoCalls(const Settings& settings, grpc::ClientContext& context) {
  rpc::SetCaller({.by = settings.By(), .bearer = settings.token}, context);
}

void Prepare(const Settings& settings, std::chrono::seconds timeout, grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + settings.Timeout(timeout));
  SayWhoCalls(settings, context);
}

absl::Status FromCall(const grpc::Status& status, Service service, const Settings& settings) {
  const char* name = service == Service::kScoring ? "scoring" : service == Service::kRanking ? "ranking" : "tasks";
  return rpc::FromGrpc(status, name, settings.AddressOf(service));
}

}  // namespace thidua::cli
