#include "services/cli/services.h"

#include "common/rpc/client.h"
#include "common/rpc/status_mapping.h"

namespace thidua::cli {
namespace {

const char* NameOf(Service service) {
  return service == Service::kScoring ? "scoring" : service == Service::kRanking ? "ranking" : "tasks";
}

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const Settings& settings, Service service, rpc::Repeat repeat) {
  // Health is left to balancers: asking for it first would double the time of a single call.
  return rpc::OpenChannel({.service = NameOf(service), .address = settings.AddressOf(service), .tls = settings.tls},
                          {.repeat = repeat, .health = rpc::Health::kIgnored, .max_receive_bytes = -1});
}

void SayWhoCalls(const Settings& settings, grpc::ClientContext& context) {
  rpc::SetCaller({.by = settings.By(), .bearer = settings.token}, context);
}

void Prepare(const Settings& settings, std::chrono::seconds timeout, grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + settings.Timeout(timeout));
  SayWhoCalls(settings, context);
}

absl::Status FromCall(const grpc::Status& status, Service service, const Settings& settings) {
  return rpc::FromGrpc(status, NameOf(service), settings.AddressOf(service));
}

}  // namespace thidua::cli
