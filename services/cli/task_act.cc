#include "services/cli/task_act.h"

#include "common/status/problem.h"

namespace thidua::cli {

absl::Status NamingTask(const absl::Status& status, const std::string& task) {
  Problem problem = Problem::FromStatus(status);
  if (!problem.metadata.contains("allowed")) return status;
  problem.metadata.try_emplace("task", task);
  return problem.ToStatus();
}

}  // namespace thidua::cli
