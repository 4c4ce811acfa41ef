// thidua-ranking: the ranking service as a program of its own.

#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "common/auth/protection.h"
#include "common/cache/redis_connection.h"
#include "common/rpc/gate.h"
#include "common/rpc/server.h"
#include "common/rpc/service_program.h"
#include "common/rpc/worker_pool.h"
#include "common/telemetry/registry.h"
#include "services/ranking/publication/publication_handlers.h"
#include "services/ranking/publication/ranking_checks.h"
#include "services/ranking/rpc/ranking_calls.h"
#include "services/ranking/rpc/ranking_handlers.h"
#include "services/ranking/rpc/ranking_metrics.h"
#include "services/ranking/storage/results_store.h"
#include "services/scoring/api/remote_scoring.h"
#include "services/scoring/api/scoring_directory.h"

namespace {

// What is wrong with the text of --redis; nothing when it may be used.
std::string RefuseRedis(const std::string& text) {
  if (text.empty()) return {};
  return std::string(thidua::cache::ParseRedisAddress(text).status().message());
}

}  // namespace

int main(int argc, char** argv) {
  thidua::rpc::ServiceProgram program(
      "thidua-ranking", "Ranks units within their clusters and over all clusters below a unit.", "127.0.0.1:7102");
  std::string scoring_address = "127.0.0.1:7101";
  program.AddPeer("--scoring", scoring_address, "THIDUA_SCORING_SERVER", "the scoring service");
  std::string redis;
  program.app()
      .add_option("--redis", redis, "host:port of a Redis that replicas share; empty: none")
      ->envname("THIDUA_REDIS")
      ->check(CLI::Validator(RefuseRedis, "ADDRESS"));
  thidua::auth::Options identity;
  thidua::auth::AddFlags(program.app(), identity);
  return program.Run(argc, argv, [&]() -> absl::Status {
    const auto results = thidua::ranking::OpenResultsStore(program.Store("ranking"));
    if (!results.ok()) return results.status();
    const auto publications = thidua::ranking::OpenPublicationStore(program.Store("publications"));
    if (!publications.ok()) return publications.status();
    const auto caches = thidua::ranking::RankingCaches::Open(redis);
    if (!caches.ok()) return caches.status();
    const auto scoring =
        thidua::scoring::MakeRemoteScoring(scoring_address, program.peer_tls(), thidua::auth::OwnToken(identity));
    thidua::scoring::ScoringDirectory directory(*scoring, absl::Now);
    const auto protection = thidua::auth::Protection::Start(identity, program.server().listen, directory);
    if (!protection.ok()) return protection.status();
    thidua::ranking::RankingCalls calls(*scoring, **results, *caches);
    thidua::ranking::PublicationCalls publishing(calls.core(), **publications, absl::Now);
    thidua::rpc::WorkerPool workers(thidua::rpc::kWorkers, thidua::rpc::kQueueLimit);
    thidua::rpc::Gate gate(workers, (*protection)->guard(), program.rate_limit());
    thidua::ranking::RankingHandlers handlers(calls, gate);
    thidua::ranking::PublicationHandlers publication_handlers(publishing, gate);
    thidua::rpc::ServerOptions options = program.server();
    options.workers = &workers;
    options.caller = [&gate](const grpc::ServerContextBase& call) { return gate.SubjectOf(call); };
    options.checks = thidua::ranking::RankingChecks(**results, **publications);
    options.on_drain = [&] { handlers.Drain(); };
    const auto metrics = thidua::ranking::AddRankingMetrics(thidua::telemetry::Registry::Process(), calls, *caches);
    return thidua::rpc::Serve(
        options, {{&handlers, thidua::ranking::v1::RankingService::service_full_name(), &handlers.inline_calls()},
                  {&publication_handlers, thidua::ranking::v1::PublicationService::service_full_name()}});
  });
}
