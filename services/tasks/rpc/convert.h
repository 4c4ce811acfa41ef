#ifndef THIDUA_SERVICES_TASKS_RPC_CONVERT_H_
#define THIDUA_SERVICES_TASKS_RPC_CONVERT_H_

#include "absl/status/statusor.h"
#include "services/tasks/domain/lost_points.h"
#include "services/tasks/domain/task.h"
#include "thidua/scoring/v1/scoring.pb.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::tasks {

v1::Task ToProto(const Task& task);

// The criteria that apply to the unit. INTERNAL when scoring sent figures that are none.
absl::StatusOr<ScoredYear> ToScoredYear(const thidua::scoring::v1::ExplainScoresResponse& explained);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_CONVERT_H_
