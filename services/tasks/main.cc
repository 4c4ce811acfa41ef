// thidua-tasks: the tasks service as a program of its own.

#include <memory>
#include <string>

#include "common/civil_day/civil_day.h"
#include "common/rpc/server.h"
#include "common/rpc/service_program.h"
#include "common/rpc/worker_pool.h"
#include "services/scoring/api/remote_scoring.h"
#include "services/tasks/rpc/grpc_service.h"
#include "services/tasks/rpc/tasks_service.h"
#include "services/tasks/storage/sql_task_store.h"

namespace {

// What is wrong with the text of --due-day; nothing when it may be used.
std::string RefuseDueDay(const std::string& text) {
  if (thidua::MonthDay::Parse(text).has_value()) return {};
  return "not a day of every year, as MM-DD: " + text;
}

}  // namespace

int main(int argc, char** argv) {
  thidua::rpc::ServiceProgram program("thidua-tasks", "Tasks of units: imports, drafts from lost points, lists.",
                                      "127.0.0.1:7103");
  std::string scoring_address = "127.0.0.1:7101";
  program.app()
      .add_option("--scoring", scoring_address, "host:port of the scoring service")
      ->envname("THIDUA_SCORING_SERVER")
      ->capture_default_str();
  std::string due_day = "12-31";
  program.app()
      .add_option("--due-day", due_day, "month and day on which drafted tasks are due")
      ->check(CLI::Validator(RefuseDueDay, "MM-DD"))
      ->capture_default_str();
  return program.Run(argc, argv, [&]() -> absl::Status {
    const auto store = thidua::tasks::OpenSqlTaskStore(program.DataFile("tasks.db"));
    if (!store.ok()) return store.status();
    const auto scoring = thidua::scoring::MakeRemoteScoring(scoring_address);
    thidua::tasks::TasksService service(**store, *scoring, *thidua::MonthDay::Parse(due_day));
    thidua::rpc::WorkerPool workers(thidua::rpc::kWorkers, thidua::rpc::kQueueLimit);
    const std::unique_ptr<grpc::Service> handlers = thidua::tasks::MakeGrpcService(service, workers);
    return thidua::rpc::Serve(program.server(), {{handlers.get(), thidua::tasks::kServiceName}});
  });
}
