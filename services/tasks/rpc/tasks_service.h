#ifndef THIDUA_SERVICES_TASKS_RPC_TASKS_SERVICE_H_
#define THIDUA_SERVICES_TASKS_RPC_TASKS_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/import/fault.h"
#include "common/rpc/call.h"
#include "common/status/message.h"
#include "services/tasks/rpc/backend.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::tasks {

// What TasksService reads, and the import of assignments; tasks.proto says what each call does. A unit that nobody
// knows has no tasks, which is an empty list and no error.
//
// Thread-safe. Calls block on the store and on scoring, whose statuses, such as UNAVAILABLE, are passed on.
class TasksService {
 public:
  explicit TasksService(const Backend& backend) : backend_(backend) {}

  // `language` is that of the faults in the report.
  absl::StatusOr<v1::ImportTasksResponse> ImportTasks(const imports::File& file, Language language,
                                                      const rpc::Call& call);
  absl::StatusOr<v1::ListTasksResponse> ListTasks(const v1::ListTasksRequest& request);
  absl::StatusOr<v1::GetTaskResponse> GetTask(const v1::GetTaskRequest& request);
  absl::StatusOr<v1::ListTaskHistoryResponse> ListTaskHistory(const v1::ListTaskHistoryRequest& request);

 private:
  const Backend backend_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_TASKS_SERVICE_H_
