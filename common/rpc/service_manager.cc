#include "common/rpc/service_manager.h"

#include <grpcpp/generic/generic_stub.h>
#include <systemd/sd-daemon.h>

#include <cstdint>

#include "absl/time/clock.h"

namespace thidua::rpc {
namespace {

constexpr int kAliveCallsPerTimeout = 3;

void Tell(const std::string& state) { sd_notify(/*unset_environment=*/0, state.c_str()); }

}  // namespace

void TellReady(const std::string& address) { Tell("READY=1\nSTATUS=Serving at " + address); }
void TellStopping() { Tell("STOPPING=1\nSTATUS=Draining"); }
void TellAlive() { Tell("WATCHDOG=1"); }

absl::Duration AliveInterval() {
  uint64_t timeout_us = 0;
  if (sd_watchdog_enabled(/*unset_environment=*/0, &timeout_us) <= 0) return absl::InfiniteDuration();
  return absl::Microseconds(timeout_us) / kAliveCallsPerTimeout;
}

bool AnswersHealthCheck(const std::shared_ptr<grpc::Channel>& channel, absl::Duration limit) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + limit));
  // An empty HealthCheckRequest: the server as a whole.
  const grpc::Slice nothing;
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", request, &queue);
  grpc::ByteBuffer response;
  grpc::Status status;
  call->StartCall();
  call->Finish(&response, &status, &status);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  return status.ok();
}

}  // namespace thidua::rpc
