#ifndef THIDUA_SERVICES_TASKS_STORAGE_SQL_TASK_STORE_H_
#define THIDUA_SERVICES_TASKS_STORAGE_SQL_TASK_STORE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/tasks/storage/task_store.h"

namespace thidua::tasks {

// Tasks in the SQLite file `path`, which is made when it does not exist. Fails as sql::Database::Open does.
absl::StatusOr<std::unique_ptr<TaskStore>> OpenSqlTaskStore(const std::string& path);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_STORAGE_SQL_TASK_STORE_H_
