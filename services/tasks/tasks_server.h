#ifndef THIDUA_SERVICES_TASKS_TASKS_SERVER_H_
#define THIDUA_SERVICES_TASKS_TASKS_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/gate.h"
#include "common/rpc/server.h"
#include "common/sql/database.h"
#include "services/ranking/api/ranking_api.h"
#include "services/scoring/api/scoring_api.h"
#include "services/tasks/reminders/reminders.h"
#include "services/tasks/rpc/calendar_calls.h"
#include "services/tasks/rpc/calendar_handlers.h"
#include "services/tasks/rpc/tasks_handlers.h"
#include "services/tasks/storage/calendar_store.h"
#include "services/tasks/storage/task_store.h"

namespace thidua::tasks {

// All of the tasks service in a process: its store, its calls and its reminders.
class TasksServer {
 public:
  // Fails as OpenTasksDatabase and Reminders::Start do. The references must outlive this
  // object, and this object the gRPC server.
  static absl::StatusOr<std::unique_ptr<TasksServer>> Open(const sql::Location& location,
                                                           const ReminderOptions& reminders,
                                                           scoring::ScoringApi& scoring, ranking::RankingApi& ranking,
                                                           rpc::Gate& gate, const std::function<absl::Time()>& now);

  std::vector<rpc::NamedService> services();

  // Whether the store answers a read.
  absl::Status CheckStore() { return store_.LogHead().status(); }

 private:
  TasksServer(std::unique_ptr<sql::Database> database, scoring::ScoringApi& scoring, ranking::RankingApi& ranking,
              rpc::Gate& gate, std::function<absl::Time()> now);

  const std::unique_ptr<sql::Database> database_;
  TaskStore store_;
  CalendarStore calendar_;
  TasksHandlers tasks_handlers_;
  CalendarCalls calendar_calls_;
  CalendarHandlers calendar_handlers_;
  std::unique_ptr<Reminders> reminders_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_TASKS_SERVER_H_
