#ifndef THIDUA_SERVICES_TASKS_STORAGE_TASKS_SCHEMA_H_
#define THIDUA_SERVICES_TASKS_STORAGE_TASKS_SCHEMA_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace thidua::tasks {

// The database of the tasks service, in the SQLite file `path`, which is made when it does not exist: what its stores
// share. Fails as sql::Database::Open does.
absl::StatusOr<std::unique_ptr<sql::Database>> OpenTasksDatabase(const std::string& path);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_STORAGE_TASKS_SCHEMA_H_
