#ifndef THIDUA_SERVICES_TASKS_RPC_TASK_AUDIT_H_
#define THIDUA_SERVICES_TASKS_RPC_TASK_AUDIT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "services/tasks/storage/task_store.h"
#include "thidua/tasks/v1/audit.pb.h"

namespace thidua::tasks {

// TaskAuditService without its transport. Thread-safe; every call blocks on the store.
class TaskAudit {
 public:
  explicit TaskAudit(TaskStore& store) : store_(store) {}

  // The entries of a call, a page for each message.
  class Entries {
   public:
    absl::StatusOr<bool> Next(v1::ListTaskAuditEntriesResponse& response);

   private:
    friend class TaskAudit;
    Entries(TaskStore& store, int64_t after, int64_t last) : store_(&store), after_(after), last_(last) {}

    TaskStore* store_;
    int64_t after_;
    int64_t last_;
  };

  absl::StatusOr<Entries> ListEntries(const v1::ListTaskAuditEntriesRequest& request);
  absl::StatusOr<v1::GetTaskAuditHeadResponse> GetHead();
  absl::StatusOr<v1::VerifyTaskAuditStateResponse> VerifyState();

 private:
  TaskStore& store_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_TASK_AUDIT_H_
