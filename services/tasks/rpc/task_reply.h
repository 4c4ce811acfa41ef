#ifndef THIDUA_SERVICES_TASKS_RPC_TASK_REPLY_H_
#define THIDUA_SERVICES_TASKS_RPC_TASK_REPLY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/status/message.h"
#include "services/tasks/domain/calendar.h"
#include "services/tasks/domain/lost_points.h"
#include "services/tasks/domain/task.h"
#include "services/tasks/storage/task_store.h"
#include "thidua/scoring/v1/scoring.pb.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::tasks {

// The task, and how it stands on `day`.
v1::Task ToProto(const StoredTask& task, const Calendar& calendar, CivilDay day);

// The acts on one task, newest first, from the entries of its unit and year, newest first. Throws std::exception on
// entries that this program cannot have written.
std::vector<v1::TaskAct> ToActs(const std::string& task, const std::vector<audit::LogEntry>& entries);

// The criteria that apply to the unit. INTERNAL when scoring sent figures that are none.
absl::StatusOr<ScoredYear> ToScoredYear(const thidua::scoring::v1::ExplainScoresResponse& explained);
// The same by the scores of a cluster, which must hold the unit that `explained` is about. They may be of another
// stage: a criterion that reached other points there is not explained.
absl::StatusOr<ScoredYear> ToScoredYear(const thidua::scoring::v1::ClusterScores& scores,
                                        const thidua::scoring::v1::ExplainScoresResponse& explained);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_TASK_REPLY_H_
