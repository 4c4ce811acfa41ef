#ifndef THIDUA_SERVICES_TASKS_RPC_TASKS_HANDLERS_H_
#define THIDUA_SERVICES_TASKS_RPC_TASKS_HANDLERS_H_

#include <memory>
#include <vector>

#include "common/rpc/gate.h"
#include "common/rpc/server.h"
#include "services/tasks/rpc/backend.h"

namespace thidua::tasks {

// The services of tasks, boards, forecasts, reports and their log for gRPC. Calls run on `gate`.
class TasksHandlers {
 public:
  // `gate` and what `backend` refers to must outlive this object.
  TasksHandlers(const Backend& backend, rpc::Gate& gate);
  ~TasksHandlers();

  std::vector<rpc::NamedService> services() const;

 private:
  struct All;
  const std::unique_ptr<All> all_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_TASKS_HANDLERS_H_
