#ifndef THIDUA_SERVICES_TASKS_STORAGE_TASK_STORE_H_
#define THIDUA_SERVICES_TASKS_STORAGE_TASK_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/tasks/domain/task.h"

namespace thidua::tasks {

// The tasks as one transaction sees them. Lives as long as the transaction.
class TaskReader {
 public:
  virtual ~TaskReader() = default;

  virtual std::optional<Task> Find(const TaskKey& key) = 0;
};

class TaskWriter : public TaskReader {
 public:
  // Stores the task in place of the one with its key, if there is one.
  virtual void Put(const Task& task) = 0;
};

// Which tasks to list; the default is all.
struct TaskFilter {
  std::string unit;  // Only this unit; empty: all.
  int year = 0;      // Only this year; 0: all.
};

// Where tasks are kept. Every call can fail with INTERNAL. A fault of the store inside Find or Put leaves the body by
// an exception, which ends the transaction; Read and Write return it as a status.
//
// Thread-safe.
class TaskStore {
 public:
  virtual ~TaskStore() = default;

  // Runs `body` on one committed state.
  virtual absl::Status Read(absl::FunctionRef<absl::Status(TaskReader&)> body) = 0;
  // Runs `body` in one transaction, alone: on disk when OK is returned, without effect otherwise. RESOURCE_EXHAUSTED
  // (STORE_FULL) when the disk is full.
  virtual absl::Status Write(absl::FunctionRef<absl::Status(TaskWriter&)> body) = 0;

  // At most `limit` tasks that follow `after` (from the first, without it) in order of unit, year and criterion, codes
  // of criteria in their natural order. `after` need not exist, so that pages stay in step while tasks are added.
  virtual absl::StatusOr<std::vector<Task>> List(const TaskFilter& filter, const std::optional<TaskKey>& after,
                                                 int limit) = 0;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_STORAGE_TASK_STORE_H_
