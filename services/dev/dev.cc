#include "services/dev/dev.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/civil_day/civil_day.h"
#include "common/rpc/server.h"
#include "common/rpc/worker_pool.h"
#include "services/ranking/publication/publication_handlers.h"
#include "services/ranking/rpc/ranking_calls.h"
#include "services/ranking/rpc/ranking_handlers.h"
#include "services/ranking/storage/results_store.h"
#include "services/scoring/rpc/scoring_handlers.h"
#include "services/scoring/rpc/scoring_server.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/audit.h"
#include "services/tasks/rpc/grpc_service.h"
#include "services/tasks/rpc/tasks_service.h"
#include "services/tasks/storage/sql_task_store.h"

namespace thidua::dev {

absl::Status Run(const Options& options) {
  rpc::PrepareProcess();
  auto scoring_store = scoring::OpenSqlScoringStore(options.data_dir + "/scoring.db", rpc::kWorkers + 1, absl::Now());
  if (!scoring_store.ok()) return scoring_store.status();
  if (absl::Status status = scoring::AdoptSheets(**scoring_store, absl::Now()); !status.ok()) return status;
  const auto results_store = ranking::OpenResultsStore(options.data_dir + "/ranking.db");
  if (!results_store.ok()) return results_store.status();
  const auto publication_store = ranking::OpenPublicationStore(options.data_dir + "/publications.db");
  if (!publication_store.ok()) return publication_store.status();
  const auto task_store = tasks::OpenSqlTaskStore(options.data_dir + "/tasks.db");
  if (!task_store.ok()) return task_store.status();
  const auto caches = ranking::RankingCaches::Open(options.redis);
  if (!caches.ok()) return caches.status();

  // Ranking and tasks call scoring as C++, not over a channel.
  scoring::ScoringServer scoring(*std::move(scoring_store));
  ranking::RankingCalls ranking(scoring, **results_store, *caches);
  ranking::PublicationCalls publishing(ranking.core(), **publication_store, absl::Now);
  tasks::TasksService tasks(**task_store, scoring, *MonthDay::Parse("12-31"));

  rpc::WorkerPool workers(rpc::kWorkers, rpc::kQueueLimit);
  scoring::ScoringHandlers scoring_handlers(scoring, workers);
  ranking::RankingHandlers ranking_handlers(ranking, workers);
  ranking::PublicationHandlers publication_handlers(publishing, workers);
  const std::unique_ptr<grpc::Service> tasks_handlers = tasks::MakeGrpcService(tasks, workers);

  std::vector<rpc::NamedService> services = scoring_handlers.services();
  services.push_back({&ranking_handlers, ranking::v1::RankingService::service_full_name()});
  services.push_back({&publication_handlers, ranking::v1::PublicationService::service_full_name()});
  services.push_back({tasks_handlers.get(), tasks::kServiceName});
  spdlog::warn("thidua dev: no identity, no permission checks, no encryption; for one machine only. Data in {}",
               options.data_dir);
  return rpc::Serve({.listen = options.listen,
                     .reflection = true,
                     .port_file = options.port_file,
                     .program = "thidua dev",
                     .on_drain =
                         [&] {
                           ranking_handlers.Drain();
                           scoring.feed().Close();
                         }},
                    services);
}

}  // namespace thidua::dev
