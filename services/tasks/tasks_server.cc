#include "services/tasks/tasks_server.h"

#include <utility>

#include "services/tasks/storage/tasks_schema.h"

namespace thidua::tasks {

TasksServer::TasksServer(std::unique_ptr<sql::Database> database, scoring::ScoringApi& scoring,
                         ranking::RankingApi& ranking, rpc::Gate& gate, std::function<absl::Time()> now)
    : database_(std::move(database)),
      store_(*database_),
      calendar_(*database_),
      tasks_handlers_({.store = store_, .calendar = calendar_, .scoring = scoring, .ranking = ranking, .now = now},
                      gate),
      calendar_calls_(calendar_, std::move(now)),
      calendar_handlers_(calendar_calls_, gate) {}

absl::StatusOr<std::unique_ptr<TasksServer>> TasksServer::Open(const sql::Location& location,
                                                               const ReminderOptions& reminders,
                                                               scoring::ScoringApi& scoring,
                                                               ranking::RankingApi& ranking, rpc::Gate& gate,
                                                               const std::function<absl::Time()>& now) {
  absl::StatusOr<std::unique_ptr<sql::Database>> database = OpenTasksDatabase(location);
  if (!database.ok()) return database.status();
  auto server = std::unique_ptr<TasksServer>(new TasksServer(*std::move(database), scoring, ranking, gate, now));
  if (absl::Status status = server->store_.Adopt(now()); !status.ok()) return status;
  absl::StatusOr<std::unique_ptr<Reminders>> started =
      Reminders::Start(reminders, *server->database_, scoring, gate, now);
  if (!started.ok()) return started.status();
  server->reminders_ = *std::move(started);
  return server;
}

std::vector<rpc::NamedService> TasksServer::services() {
  std::vector<rpc::NamedService> all = tasks_handlers_.services();
  all.push_back({&calendar_handlers_, v1::CalendarService::service_full_name()});
  all.push_back(reminders_->service());
  return all;
}

}  // namespace thidua::tasks
