#ifndef THIDUA_SERVICES_TASKS_RPC_TASKS_SERVICE_H_
#define THIDUA_SERVICES_TASKS_RPC_TASKS_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/civil_day/civil_day.h"
#include "common/import/fault.h"
#include "common/rpc/call.h"
#include "common/status/message.h"
#include "services/scoring/api/scoring_api.h"
#include "services/tasks/storage/task_store.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::tasks {

// The tasks API without its transport; tasks.proto says what each call does. What it leaves open:
//  - ListTasks does not ask scoring: a unit that nobody knows has no tasks, which is an empty list and no error.
//  - A `due` that a draft request gives is what a person wants: it also moves the due date of a task that is still
//    DRAFT (UPDATED), never that of an ASSIGNED one. The default day is for new tasks only.
//  - A task of a criterion that has no lost points (any more) is left as it is.
// A status of scoring's, such as UNAVAILABLE, is passed on, and nothing is stored.
//
// Thread-safe. Calls block on the store and on scoring.
class TasksService {
 public:
  // `evidence_day` is when drafted tasks are due unless the request says otherwise. The store and scoring must outlive
  // this object.
  TasksService(TaskStore& store, scoring::ScoringApi& scoring, MonthDay evidence_day)
      : store_(store), scoring_(scoring), evidence_day_(evidence_day) {}

  // `language` is that of the faults in the report.
  absl::StatusOr<v1::ImportTasksResponse> ImportTasks(const imports::File& file, Language language,
                                                      const rpc::Call& call);
  absl::StatusOr<v1::ListTasksResponse> ListTasks(const v1::ListTasksRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::DraftTasksResponse> DraftTasks(const v1::DraftTasksRequest& request, const rpc::Call& call);

 private:
  TaskStore& store_;
  scoring::ScoringApi& scoring_;
  const MonthDay evidence_day_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_TASKS_SERVICE_H_
