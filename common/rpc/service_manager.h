#ifndef THIDUA_COMMON_RPC_SERVICE_MANAGER_H_
#define THIDUA_COMMON_RPC_SERVICE_MANAGER_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/time/time.h"

// What the service manager that started this process is told: systemd, by sd_notify(3), or whoever else set
// NOTIFY_SOCKET. Where nobody did, nothing happens.
namespace thidua::rpc {

void TellReady(const std::string& address);
void TellStopping();
void TellAlive();

// How often to call TellAlive, so that one call may be lost or late; infinite where nobody wants to hear it.
absl::Duration AliveInterval();

// Whether the server behind the channel answers a health check within `limit`. It does not when handlers that run
// inline hold up all threads of gRPC.
bool AnswersHealthCheck(const std::shared_ptr<grpc::Channel>& channel, absl::Duration limit);

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_SERVICE_MANAGER_H_
