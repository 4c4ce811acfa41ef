#ifndef THIDUA_SERVICES_TASKS_RPC_GRPC_SERVICE_H_
#define THIDUA_SERVICES_TASKS_RPC_GRPC_SERVICE_H_

#include <memory>

#include "common/rpc/server.h"
#include "common/rpc/worker_pool.h"
#include "services/tasks/rpc/tasks_service.h"

namespace thidua::tasks {

// The name under which grpc.health.v1 answers for the service.
inline constexpr char kServiceName[] = "thidua.tasks.v1.TasksService";

// `service` over gRPC, its calls run on `workers`; both must outlive it.
std::unique_ptr<grpc::Service> MakeGrpcService(TasksService& service, rpc::WorkerPool& workers);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_GRPC_SERVICE_H_
