// Rankings that are ready, over loopback gRPC, beside an echo: a bare callback server of the same process that answers
// the very bytes. Server and client have a process and a core each; rounds of the two alternate, and medians count.

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/gate.h"
#include "common/rpc/worker_pool.h"
#include "common/telemetry/server_interceptor.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/rpc/ranking_calls.h"
#include "services/ranking/rpc/ranking_handlers.h"
#include "tests/bench/caller.h"
#include "tests/bench/echo.h"
#include "tests/bench/forked_server.h"
#include "tests/bench/report.h"
#include "tests/bench/score_sheets.h"
#include "tests/bench/timing.h"

namespace thidua::bench {
namespace {

namespace v1 = thidua::ranking::v1;

constexpr int kCommunes = 19;
constexpr int kClusters = 4;
constexpr int kRounds = 9;
constexpr std::chrono::milliseconds kWarmUp{30};
constexpr std::chrono::milliseconds kRound{350};
constexpr char kGetClusterRanking[] = "/thidua.ranking.v1.RankingService/GetClusterRanking";
constexpr char kAggregateRankings[] = "/thidua.ranking.v1.RankingService/AggregateRankings";

// Every commune the same figures but for one, so that ranks differ.
void ReportSheets(ScoringForBench& scoring) {
  std::string rows = "unit,year,criterion,input,value,source\n";
  for (int i = 0; i < kCommunes; ++i) {
    for (const ScoringForBench::Slot& slot : scoring.slots()) {
      const bool moves = slot.input == "actual" && slot.value.find('.') == std::string::npos;
      absl::StrAppend(&rows, ScoringForBench::Commune(i), ",", kYear, ",", slot.criterion, ",", slot.input, ",",
                      slot.value, moves ? absl::StrCat(".", i + 1) : "", ",báo cáo\n");
    }
  }
  const auto response = scoring.server().ImportInputs({.name = "inputs", .content = rows}, Language::kEnglish, {});
  if (!response.ok() || !response->report().stored()) {
    std::cerr << "bench: figures are not stored\n";
    std::exit(1);
  }
}

// With `telemetry`, as the programs do it.
std::unique_ptr<grpc::Server> Start(grpc::Service& service, int* port,
                                    const telemetry::ServerTelemetry* telemetry = nullptr,
                                    const std::vector<const telemetry::MethodMetrics*>& inline_methods = {}) {
  grpc::ServerBuilder builder;
  if (telemetry != nullptr) {
    builder.experimental().SetInterceptorCreators(telemetry::ServerInterceptors(*telemetry, inline_methods));
  }
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), port);
  builder.RegisterService(&service);
  return builder.BuildAndStart();
}

v1::GetClusterRankingRequest ClusterRequest() {
  v1::GetClusterRankingRequest request;
  request.set_cluster("c1");
  request.set_year(kYear);
  return request;
}
v1::AggregateRankingsRequest DistrictRequest(v1::RankingView view) {
  v1::AggregateRankingsRequest request;
  request.set_under("2");
  request.set_year(kYear);
  request.set_view(view);
  return request;
}

// Tells the ports of the service and of an echo for each question.
void Serve(const std::function<void(const std::string&)>& ready) {
  const TempFolder folder;
  ScoringForBench scoring(folder.File("scoring.db"));
  scoring.AddCommunes(kCommunes, kClusters);
  ReportSheets(scoring);
  const auto results = *ranking::OpenResultsStore(folder.File("ranking.db"));
  ranking::RankingCalls calls(scoring.server(), *results, *ranking::RankingCaches::Open(""));
  rpc::WorkerPool workers(rpc::kWorkers, rpc::kQueueLimit);
  rpc::Gate gate(workers);
  ranking::RankingHandlers handlers(calls, gate);
  int port = 0;
  const auto server = Start(handlers, &port);
  std::string line = absl::StrCat(port);
  std::vector<std::unique_ptr<RankingEcho>> echoes;
  std::vector<std::unique_ptr<grpc::Server>> servers;
  const auto add_echo = [&](const absl::StatusOr<ranking::Question>& question) {
    const auto answer = calls.answers().Get(*question, {});
    if (!answer.ok()) {
      std::cerr << "bench: " << answer.status() << '\n';
      std::exit(1);
    }
    echoes.push_back(std::make_unique<RankingEcho>());
    echoes.back()->Set(answer->bytes);
    servers.push_back(Start(*echoes.back(), &port));
    absl::StrAppend(&line, " ", port);
  };
  add_echo(calls.Ask(ClusterRequest()));
  add_echo(calls.Ask(DistrictRequest(v1::FULL)));
  add_echo(calls.Ask(DistrictRequest(v1::BASIC)));
  const telemetry::ServerMethods methods(telemetry::Registry::Process(), {v1::RankingService::service_full_name()});
  const telemetry::ServerTelemetry telemetry{.methods = methods};
  ranking::RankingHandlers seen_handlers(calls, gate);
  const auto seen = Start(seen_handlers, &port, &telemetry, seen_handlers.inline_calls().Attach(telemetry));
  absl::StrAppend(&line, " ", port);
  ready(line);
  seen_handlers.Drain();
  seen->Shutdown();
  for (const auto& echo : servers) echo->Shutdown();
  handlers.Drain();
  server->Shutdown();
}

// --- The client ------------------------------------------------------------------------------------------------------

std::shared_ptr<grpc::Channel> Connect(const std::string& port) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(-1);
  auto channel = grpc::CreateCustomChannel("127.0.0.1:" + port, grpc::InsecureChannelCredentials(), arguments);
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10))) std::exit(1);
  return channel;
}

struct Pair {
  Pair(std::string name, const std::shared_ptr<grpc::Channel>& channel, const char* method, const std::string& request,
       const std::string& echo_port)
      : name(std::move(name)), ours(channel, method, request), echo(Connect(echo_port), kGetClusterRanking, request) {}

  const std::string name;
  Caller ours;
  Caller echo;
};

// The server's time for a call, beside its throughput: on a core of its own the client may be what both wait for.
class CpuTime {
 public:
  void Add(const ForkedServer& server, const std::function<size_t()>& run) {
    const double before = server.CpuSeconds();
    calls_ += run();
    seconds_ += server.CpuSeconds() - before;
  }
  double Microseconds() const { return 1e6 * seconds_ / static_cast<double>(calls_); }

 private:
  double seconds_ = 0;
  size_t calls_ = 0;
};

void Compare(const ForkedServer& server, Pair& pair, int in_flight, const std::string& goal,
             const std::string& p99_goal) {
  Note(absl::StrCat(pair.name, ", ", in_flight, " in flight"));
  std::vector<double> ours, echo, ours_p99, echo_p99;
  CpuTime our_cpu, echo_cpu;
  for (int round = 0; round < kRounds; ++round) {
    pair.ours.Run(in_flight, kWarmUp);
    Load one, other;
    our_cpu.Add(server, [&] { return (one = pair.ours.Run(in_flight, kRound)).calls; });
    pair.echo.Run(in_flight, kWarmUp);
    echo_cpu.Add(server, [&] { return (other = pair.echo.Run(in_flight, kRound)).calls; });
    if (one.bytes != other.bytes) {
      std::cerr << "bench: the echo gives " << other.bytes << " bytes, the service " << one.bytes << '\n';
      std::exit(1);
    }
    ours.push_back(one.per_second);
    echo.push_back(other.per_second);
    ours_p99.push_back(one.p99_microseconds);
    echo_p99.push_back(other.p99_microseconds);
    if (round == 0) Note(absl::StrCat(one.bytes, " bytes"));
  }
  const std::string name = absl::StrCat(pair.name, "_", in_flight, "_in_flight");
  Report(name + "_per_second", Median(ours), Median(echo), goal);
  Report(name + "_p99_microseconds", Median(ours_p99), Median(echo_p99), p99_goal);
  Report(name + "_server_cpu_microseconds", our_cpu.Microseconds(), echo_cpu.Microseconds(), "");
}

void Run() {
  ForkedServer server(0, Serve);
  std::istringstream ports(server.ReadLine());
  StayOnCore(1);
  std::string port, cluster_echo, full_echo, basic_echo, seen;
  ports >> port >> cluster_echo >> full_echo >> basic_echo >> seen;
  const auto channel = Connect(port);
  Pair cluster("ranking_cluster", channel, kGetClusterRanking, ClusterRequest().SerializeAsString(), cluster_echo);
  for (const int in_flight : {1, 8, 64}) Compare(server, cluster, in_flight, ">=0.85", "<=1.5");
  Pair full("ranking_district_full", channel, kAggregateRankings, DistrictRequest(v1::FULL).SerializeAsString(),
            full_echo);
  Pair basic("ranking_district_basic", channel, kAggregateRankings, DistrictRequest(v1::BASIC).SerializeAsString(),
             basic_echo);
  Compare(server, full, 8, ">=0.7", "");
  Compare(server, basic, 8, ">=0.7", "");
  // What it costs that operators see each call: the same service with and without telemetry.
  Pair telemetry("ranking_with_telemetry", Connect(seen), kGetClusterRanking, ClusterRequest().SerializeAsString(),
                 port);
  for (const int in_flight : {1, 8, 64}) Compare(server, telemetry, in_flight, ">=0.9", "<=1.2");
}

}  // namespace
}  // namespace thidua::bench

int main() { thidua::bench::Run(); }
