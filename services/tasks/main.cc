// thidua-tasks: the tasks service as a program of its own.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "common/rpc/server.h"
#include "common/rpc/service_flags.h"
#include "common/rpc/worker_pool.h"
#include "common/status/problem.h"
#include "services/scoring/api/remote_scoring.h"
#include "services/tasks/domain/civil_day.h"
#include "services/tasks/rpc/grpc_service.h"
#include "services/tasks/rpc/tasks_service.h"
#include "services/tasks/storage/sql_task_store.h"

namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kWorkers = 4;
constexpr size_t kQueueLimit = 256;

absl::Status Run(const thidua::rpc::ServiceFlags& flags, const std::string& scoring_address,
                 thidua::tasks::MonthDay evidence_day) {
  const auto store = thidua::tasks::OpenSqlTaskStore(flags.data + "/tasks.db");
  if (!store.ok()) return store.status();
  const std::unique_ptr<thidua::scoring::ScoringApi> scoring = thidua::scoring::MakeRemoteScoring(scoring_address);
  thidua::tasks::TasksService service(**store, *scoring, evidence_day);
  thidua::rpc::WorkerPool workers(kWorkers, kQueueLimit);
  const std::unique_ptr<grpc::Service> grpc_service = thidua::tasks::MakeGrpcService(service, workers);
  return thidua::rpc::Serve(flags.server, {{grpc_service.get(), thidua::tasks::kServiceName}});
}

}  // namespace

int main(int argc, char** argv) {
  thidua::rpc::PrepareProcess();

  CLI::App app("Tasks of units: imports, drafts from lost points, lists.", "thidua-tasks");
  thidua::rpc::ServiceFlags flags;
  flags.AddTo(app, "thidua-tasks", "127.0.0.1:7103");
  std::string scoring = "127.0.0.1:7101";
  app.add_option("--scoring", scoring, "host:port of the scoring service")
      ->envname("THIDUA_SCORING_SERVER")
      ->capture_default_str();
  std::string due_day = "12-31";
  app.add_option("--due-day", due_day, "month and day (MM-DD) on which drafted tasks are due")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return thidua::tasks::MonthDay::Parse(text).has_value() ? std::string()
                                                                    : "not a day of every year, as MM-DD: " + text;
          },
          "MM-DD"))
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }

  const absl::Status status = Run(flags, scoring, *thidua::tasks::MonthDay::Parse(due_day));
  if (status.ok()) return 0;
  std::cerr << "thidua-tasks: " << thidua::Problem::FromStatus(status).message.en << '\n';
  return kFailed;
}
