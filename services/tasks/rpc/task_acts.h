#ifndef THIDUA_SERVICES_TASKS_RPC_TASK_ACTS_H_
#define THIDUA_SERVICES_TASKS_RPC_TASK_ACTS_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/tasks/domain/workflow.h"
#include "services/tasks/rpc/backend.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::tasks {

// The acts of TasksService on one task; tasks.proto says what each does.
//
// Thread-safe. Calls block on the store, and on scoring where offices, criteria or units above are to be known.
class TaskActs {
 public:
  explicit TaskActs(const Backend& backend) : backend_(backend) {}

  absl::StatusOr<v1::CreateTaskResponse> Create(const v1::CreateTaskRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::UpdateTaskResponse> Update(const v1::UpdateTaskRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::AssignTaskResponse> Assign(const v1::AssignTaskRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::StartTaskResponse> Start(const v1::StartTaskRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::ReportProgressResponse> ReportProgress(const v1::ReportProgressRequest& request,
                                                            const rpc::Call& call);
  absl::StatusOr<v1::SubmitEvidenceResponse> Submit(const v1::SubmitEvidenceRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::WithdrawEvidenceResponse> Withdraw(const v1::WithdrawEvidenceRequest& request,
                                                        const rpc::Call& call);
  absl::StatusOr<v1::AcceptTaskResponse> Accept(const v1::AcceptTaskRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::ReturnTaskResponse> Return(const v1::ReturnTaskRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::CompleteTaskResponse> Complete(const v1::CompleteTaskRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::CancelTaskResponse> Cancel(const v1::CancelTaskRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::ReopenTaskResponse> Reopen(const v1::ReopenTaskRequest& request, const rpc::Call& call);

 private:
  using Change = std::function<absl::Status(TaskReader&, const UnitsAbove&, const Act&, Task&)>;

  // Does `change` to the task that `id` names, once.
  template <typename Response, typename Request>
  absl::StatusOr<Response> ActOn(const Request& request, const std::string& id, Action action,
                                 const std::string& reason, const rpc::Call& call, const Change& change);
  // The units above the unit of a task, when somebody acts for another one. NOT_FOUND (UNKNOWN_TASK).
  absl::StatusOr<UnitsAbove> Above(const std::string& id, const rpc::Call& call);

  const Backend backend_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_TASK_ACTS_H_
