// What a ranking process holds in memory once it has served the whole country: 10,035 communes × 40 criteria in 1,900
// clusters, each cluster's ranking and the country's. Scoring is another process.

#include <grpcpp/grpcpp.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/import/content.h"
#include "common/rpc/gate.h"
#include "common/rpc/worker_pool.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/rpc/ranking_calls.h"
#include "services/scoring/api/remote_scoring.h"
#include "services/scoring/rpc/scoring_handlers.h"
#include "tests/bench/forked_server.h"
#include "tests/bench/report.h"
#include "tests/bench/score_sheets.h"

namespace thidua::bench {
namespace {

namespace v1 = thidua::ranking::v1;

constexpr int kCommunes = 10'035;
constexpr int kClusters = 1'900;

void ReportSheets(ScoringForBench& scoring) {
  imports::ContentWriter writer;
  absl::Status status = writer.Append("unit,year,criterion,input,value,source\n");
  for (int i = 0; i < kCommunes && status.ok(); ++i) {
    std::string rows;
    for (const ScoringForBench::Slot& slot : scoring.slots()) {
      const bool moves = slot.input == "actual" && slot.value.find('.') == std::string::npos;
      absl::StrAppend(&rows, ScoringForBench::Commune(i), ",", kYear, ",", slot.criterion, ",", slot.input, ",",
                      slot.value, moves ? absl::StrCat(".", i % 89 + 1) : "", ",báo cáo\n");
    }
    status = writer.Append(rows);
  }
  const auto response =
      scoring.server().ImportInputs({.name = "inputs", .content = *writer.Finish()}, Language::kEnglish, {});
  if (!response.ok() || !response->report().stored()) {
    std::cerr << "bench: figures are not stored\n";
    std::exit(1);
  }
}

// Scoring with the country; tells its port.
void Serve(const std::function<void(const std::string&)>& ready) {
  const TempFolder folder;
  ScoringForBench scoring(folder.File("scoring.db"));
  scoring.AddCommunes(kCommunes, kClusters);
  ReportSheets(scoring);
  rpc::WorkerPool workers(rpc::kWorkers, rpc::kQueueLimit);
  rpc::Gate gate(workers);
  scoring::ScoringHandlers handlers(scoring.server(), gate);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  for (const auto& service : handlers.services()) builder.RegisterService(service.service);
  const auto server = builder.BuildAndStart();
  ready(absl::StrCat(port));
  // Its streams would not end by themselves.
  scoring.server().feed().Close();
  server->Shutdown();
}

template <typename Value>
Value OrExit(absl::StatusOr<Value> value) {
  if (value.ok()) return *std::move(value);
  std::cerr << "bench: " << value.status() << '\n';
  std::exit(1);
}

void Run() {
  Note("figures of the country");
  ForkedServer server(0, Serve);
  const std::string port = server.ReadLine();
  StayOnCore(1);
  const TempFolder folder;
  const auto results = OrExit(ranking::OpenResultsStore(folder.File("ranking.db")));
  const auto scoring = scoring::MakeRemoteScoring("127.0.0.1:" + port);
  const MemoryWatch memory;
  Note("rankings of the country");
  ranking::RankingCalls calls(*scoring, *results, OrExit(ranking::RankingCaches::Open("")));
  v1::AggregateRankingsRequest country;
  country.set_year(kYear);
  const auto begin = absl::Now();
  const size_t bytes = OrExit(calls.answers().Get(OrExit(calls.Ask(country)), {})).bytes.size();
  Note(absl::StrCat("the country's answer: ", bytes, " bytes after ", absl::FormatDuration(absl::Now() - begin)));
  for (int i = 0; i < kClusters; ++i) {
    v1::GetClusterRankingRequest cluster;
    cluster.set_cluster(absl::StrCat("c", i));
    cluster.set_year(kYear);
    OrExit(calls.answers().Get(OrExit(calls.Ask(cluster)), {}));
  }
  Report("ranking_memory_bytes_per_commune_year", 1024.0 * static_cast<double>(memory.Kilobytes()) / kCommunes, 0, "");
}

}  // namespace
}  // namespace thidua::bench

int main() { thidua::bench::Run(); }
