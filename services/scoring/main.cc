// thidua-scoring: units, clusters, scales and score sheets, served over gRPC.

#include <utility>

#include "absl/time/clock.h"
#include "common/auth/protection.h"
#include "common/rpc/gate.h"
#include "common/rpc/service_program.h"
#include "common/rpc/worker_pool.h"
#include "common/telemetry/registry.h"
#include "services/scoring/api/scoring_directory.h"
#include "services/scoring/rpc/scoring_handlers.h"
#include "services/scoring/rpc/scoring_metrics.h"
#include "services/scoring/rpc/scoring_server.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/audit.h"

int main(int argc, char** argv) {
  thidua::rpc::ServiceProgram program("thidua-scoring", "Units, clusters, scales and score sheets.", "127.0.0.1:7101");
  thidua::auth::Options identity;
  thidua::auth::AddFlags(program.app(), identity);
  return program.Run(argc, argv, [&]() -> absl::Status {
    auto store = thidua::scoring::OpenSqlScoringStore(program.Store("scoring"), thidua::rpc::kWorkers + 1, absl::Now());
    if (!store.ok()) return store.status();
    if (absl::Status status = thidua::scoring::AdoptSheets(**store, absl::Now()); !status.ok()) return status;
    thidua::scoring::ScoringServer server(*std::move(store));
    thidua::scoring::ScoringDirectory directory(server, absl::Now);
    const auto protection = thidua::auth::Protection::Start(identity, program.server().listen, directory);
    if (!protection.ok()) return protection.status();
    thidua::rpc::WorkerPool workers(thidua::rpc::kWorkers, thidua::rpc::kQueueLimit);
    thidua::rpc::Gate gate(workers, (*protection)->guard(), program.rate_limit());
    thidua::scoring::ScoringHandlers handlers(server, gate);
    thidua::rpc::ServerOptions options = program.server();
    options.workers = &workers;
    options.caller = [&gate](const grpc::ServerContextBase& call) { return gate.SubjectOf(call); };
    options.checks = {{"store", [&] { return thidua::scoring::CheckStore(server.store()); }}};
    options.on_drain = [&] { server.feed().Close(); };
    const auto metrics = thidua::scoring::AddScoringMetrics(thidua::telemetry::Registry::Process(), server.feed());
    return thidua::rpc::Serve(options, handlers.services());
  });
}
