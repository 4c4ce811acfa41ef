#include "services/dev/dev.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/rpc/gate.h"
#include "common/rpc/server.h"
#include "common/rpc/worker_pool.h"
#include "common/sql/location.h"
#include "common/telemetry/registry.h"
#include "services/ranking/publication/local_ranking.h"
#include "services/ranking/publication/publication_handlers.h"
#include "services/ranking/publication/ranking_checks.h"
#include "services/ranking/rpc/ranking_calls.h"
#include "services/ranking/rpc/ranking_handlers.h"
#include "services/ranking/rpc/ranking_metrics.h"
#include "services/ranking/storage/results_store.h"
#include "services/scoring/rpc/scoring_handlers.h"
#include "services/scoring/rpc/scoring_metrics.h"
#include "services/scoring/rpc/scoring_server.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/audit.h"
#include "services/tasks/tasks_server.h"

namespace thidua::dev {

absl::Status Run(const Options& options) {
  rpc::PrepareProcess();
  if (absl::Status status = sql::CheckStore(options.store); !status.ok()) return status;
  const auto located = [&](const char* name) { return sql::LocationOf(options.store, options.data_dir, name); };
  auto scoring_store = scoring::OpenSqlScoringStore(located("scoring"), rpc::kWorkers + 1, absl::Now());
  if (!scoring_store.ok()) return scoring_store.status();
  if (absl::Status status = scoring::AdoptSheets(**scoring_store, absl::Now()); !status.ok()) return status;
  const auto results_store = ranking::OpenResultsStore(located("ranking"));
  if (!results_store.ok()) return results_store.status();
  const auto publication_store = ranking::OpenPublicationStore(located("publications"));
  if (!publication_store.ok()) return publication_store.status();
  const auto caches = ranking::RankingCaches::Open(options.redis);
  if (!caches.ok()) return caches.status();

  // They call each other as C++, not over a channel.
  scoring::ScoringServer scoring(*std::move(scoring_store));
  ranking::RankingCalls ranking(scoring, **results_store, *caches);
  ranking::PublicationCalls publishing(ranking.core(), **publication_store, absl::Now);
  ranking::LocalRanking local_ranking(ranking, publishing);

  rpc::WorkerPool workers(rpc::kWorkers, rpc::kQueueLimit);
  rpc::Gate gate(workers);
  const auto tasks =
      tasks::TasksServer::Open(located("tasks"), options.reminders, scoring, local_ranking, gate, absl::Now);
  if (!tasks.ok()) return tasks.status();
  scoring::ScoringHandlers scoring_handlers(scoring, gate);
  ranking::RankingHandlers ranking_handlers(ranking, gate);
  ranking::PublicationHandlers publication_handlers(publishing, gate);

  std::vector<rpc::NamedService> services = scoring_handlers.services();
  services.push_back(
      {&ranking_handlers, ranking::v1::RankingService::service_full_name(), &ranking_handlers.inline_calls()});
  services.push_back({&publication_handlers, ranking::v1::PublicationService::service_full_name()});
  for (const rpc::NamedService& service : (*tasks)->services()) services.push_back(service);
  telemetry::Registry& registry = telemetry::Registry::Process();
  const auto scoring_metrics = scoring::AddScoringMetrics(registry, scoring.feed());
  const auto ranking_metrics = ranking::AddRankingMetrics(registry, ranking, *caches);
  std::vector<telemetry::NamedCheck> checks = ranking::RankingChecks(**results_store, **publication_store);
  checks.push_back({"scoring", [&] { return scoring::CheckStore(scoring.store()); }});
  checks.push_back({"tasks", [&] { return (*tasks)->CheckStore(); }});
  spdlog::warn("thidua dev: no identity, no permission checks, no encryption; for one machine only. Data in {}",
               options.store.empty() ? options.data_dir : "PostgreSQL");
  return rpc::Serve({.listen = options.listen,
                     .reflection = true,
                     .port_file = options.port_file,
                     .program = "thidua dev",
                     .telemetry = options.telemetry,
                     .checks = std::move(checks),
                     .workers = &workers,
                     .on_drain =
                         [&] {
                           ranking_handlers.Drain();
                           scoring.feed().Close();
                         }},
                    services);
}

}  // namespace thidua::dev
