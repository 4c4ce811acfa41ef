#ifndef THIDUA_SERVICES_TASKS_STORAGE_TASKS_SCHEMA_H_
#define THIDUA_SERVICES_TASKS_STORAGE_TASKS_SCHEMA_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace thidua::tasks {

// The tables of tasks, version by version.
const sql::Database::Schema& TasksSchema();

// The database of the tasks service: what its stores share. Fails as sql::Database::Open does.
absl::StatusOr<std::unique_ptr<sql::Database>> OpenTasksDatabase(const sql::Location& location);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_STORAGE_TASKS_SCHEMA_H_
