// thidua-tasks: the tasks service as a program of its own.

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "common/auth/protection.h"
#include "common/rpc/gate.h"
#include "common/rpc/server.h"
#include "common/rpc/service_program.h"
#include "common/rpc/worker_pool.h"
#include "services/ranking/api/remote_ranking.h"
#include "services/scoring/api/remote_scoring.h"
#include "services/scoring/api/scoring_directory.h"
#include "services/tasks/tasks_server.h"

int main(int argc, char** argv) {
  thidua::rpc::ServiceProgram program(
      "thidua-tasks", "Tasks of units: assignments, progress, reminders, reports, forecasts.", "127.0.0.1:7103");
  std::string scoring_address = "127.0.0.1:7101";
  program.AddPeer("--scoring", scoring_address, "THIDUA_SCORING_SERVER", "the scoring service");
  std::string ranking_address = "127.0.0.1:7102";
  program.AddPeer("--ranking", ranking_address, "THIDUA_RANKING_SERVER", "the ranking service");
  thidua::tasks::ReminderOptions reminders;
  thidua::tasks::AddReminderFlags(program.app(), reminders);
  thidua::auth::Options identity;
  thidua::auth::AddFlags(program.app(), identity);
  return program.Run(argc, argv, [&]() -> absl::Status {
    const auto scoring =
        thidua::scoring::MakeRemoteScoring(scoring_address, program.peer_tls(), thidua::auth::OwnToken(identity));
    thidua::scoring::ScoringDirectory directory(*scoring, absl::Now);
    const auto protection = thidua::auth::Protection::Start(identity, program.server().listen, directory);
    if (!protection.ok()) return protection.status();
    const auto ranking = thidua::ranking::MakeRemoteRanking(ranking_address, program.peer_tls());
    thidua::rpc::WorkerPool workers(thidua::rpc::kWorkers, thidua::rpc::kQueueLimit);
    thidua::rpc::Gate gate(workers, (*protection)->guard(), program.rate_limit());
    const auto server =
        thidua::tasks::TasksServer::Open(program.Store("tasks"), reminders, *scoring, *ranking, gate, absl::Now);
    if (!server.ok()) return server.status();
    thidua::rpc::ServerOptions options = program.server();
    options.workers = &workers;
    options.caller = [&gate](const grpc::ServerContextBase& call) { return gate.SubjectOf(call); };
    options.checks = {{"store", [&] { return (*server)->CheckStore(); }}};
    return thidua::rpc::Serve(options, (*server)->services());
  });
}
