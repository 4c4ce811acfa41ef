#include "services/tasks/domain/task.h"

#include "absl/strings/str_cat.h"

namespace thidua::tasks {

std::string TaskId(const TaskKey& key) { return absl::StrCat(key.unit, "-", key.year, "-", key.criterion); }

}  // namespace thidua::tasks
