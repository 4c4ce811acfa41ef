// What the suite answers with 1, 2 and 4 replicas of each service, called directly in turns and through HAProxy, beside
// an echo of the same bytes by the same path: deploy/cluster.sh with a bare gRPC server in place of each service. Every
// caller uses one channel. The services share a PostgreSQL, because only there scoring can have replicas.
//
// Client, proxy, replicas and store share the cores of this machine, so the figures themselves do not grow with the
// replicas where there are few cores; the ratio to the echo, which shares them in the same way, says what ours cost. A
// ranking comes out of memory. Scores are computed anew from what the store has, for every call: no echo comes near,
// and there is no goal.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/client.h"
#include "common/testing/program_file.h"
#include "common/testing/temp_folder.h"
#include "tests/bench/caller.h"
#include "tests/bench/report.h"
#include "tests/bench/timing.h"
#include "tests/e2e/cluster.h"
#include "tests/integration/demo.h"
#include "tests/integration/ops_http.h"
#include "tests/integration/rpc.h"
#include "thidua/ranking/v1/ranking.pb.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::bench {
namespace {

using e2e::Cluster;

constexpr int kRounds = 15;
constexpr int kInFlight = 32;
constexpr std::chrono::milliseconds kWarmUp{50};
constexpr std::chrono::milliseconds kRound{200};

struct Question {
  std::string service;
  std::string method;
  std::string request;
  std::string goal;

  std::string path() const {
    return absl::StrCat("/thidua.", service, ".v1.", service == "ranking" ? "Ranking" : "Scoring", "Service/", method);
  }
};

template <typename Request>
std::string ForKhuTrung() {
  Request request;
  request.set_cluster("khu-trung");
  request.set_year(2023);
  return request.SerializeAsString();
}

std::vector<Question> Questions() {
  return {{.service = "ranking",
           .method = "GetClusterRanking",
           .request = ForKhuTrung<ranking::v1::GetClusterRankingRequest>(),
           .goal = ">=0.75"},
          {.service = "scoring",
           .method = "GetClusterScores",
           .request = ForKhuTrung<scoring::v1::GetClusterScoresRequest>(),
           .goal = ""}};
}

std::shared_ptr<grpc::Channel> Open(const std::string& service, const std::string& addresses, rpc::Health health) {
  auto channel = rpc::OpenChannel({.service = service, .address = addresses},
                                  {.connection = rpc::Connection::kOwn, .health = health});
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10))) {
    std::cerr << "bench: nobody answers at " << addresses << '\n';
    std::exit(1);
  }
  return channel;
}

std::shared_ptr<grpc::Channel> Direct(const Cluster& cluster, const std::string& service) {
  return Open(service, cluster.AddressesOf(service), rpc::Health::kWatched);
}

// The proxy answers for the health of scoring alone.
std::shared_ptr<grpc::Channel> Proxied(const Cluster& cluster, const std::string& service) {
  return Open(service, cluster.address(), rpc::Health::kIgnored);
}

std::string AnswerOf(const Cluster& cluster, const Question& question) {
  integration::RawCall call(Direct(cluster, question.service), question.path());
  call.Send(question.request);
  call.EndSending();
  const std::optional<std::string> answer = call.Receive();
  integration::RequireOk(call.Finish());
  return answer.value();
}

// The echo under the names of the services, with the answers that it gives.
class EchoPrograms {
 public:
  explicit EchoPrograms(const Cluster& cluster) {
    for (const char* service : {"scoring", "ranking", "tasks"}) {
      std::filesystem::create_symlink(ProgramFile("bench_echo"), folder_.File(absl::StrCat("thidua-", service)));
    }
    for (const Question& question : Questions()) folder_.Write(question.method, AnswerOf(cluster, question));
  }

  const std::string& folder() const { return folder_.path(); }

 private:
  TempFolder folder_;
};

void Compare(const std::string& name, const Question& question, std::shared_ptr<grpc::Channel> to_service,
             std::shared_ptr<grpc::Channel> to_echo) {
  Note(name);
  Caller service(std::move(to_service), question.path(), question.request);
  Caller echo(std::move(to_echo), question.path(), question.request);
  std::vector<double> ours, echoed;
  for (int round = 0; round < kRounds; ++round) {
    service.Run(kInFlight, kWarmUp);
    const Load our_load = service.Run(kInFlight, kRound);
    echo.Run(kInFlight, kWarmUp);
    const Load echo_load = echo.Run(kInFlight, kRound);
    if (our_load.bytes != echo_load.bytes) {
      std::cerr << "bench: the echo gives " << echo_load.bytes << " bytes, the service " << our_load.bytes << '\n';
      std::exit(1);
    }
    ours.push_back(our_load.per_second);
    echoed.push_back(echo_load.per_second);
  }
  Report(name + "_per_second", Median(ours), Median(echoed), question.goal);
}

// Calls that each replica has answered since it began.
std::vector<double> Answered(const Cluster& cluster, const Question& question) {
  std::vector<double> calls;
  for (const std::string& address : cluster.OpsAddressesOf(question.service)) {
    calls.push_back(integration::AnsweredCalls(address, question.method));
  }
  return calls;
}

// The share of the replica that got the fewest calls of one channel, beside the fair share, as percent.
void ReportSpread(const std::string& name, const Cluster& cluster, const Question& question,
                  std::shared_ptr<grpc::Channel> channel) {
  Caller caller(std::move(channel), question.path(), question.request);
  caller.Run(kInFlight, kRound);  // Until there are connections to all of them.
  const std::vector<double> before = Answered(cluster, question);
  caller.Run(kInFlight, kRound);
  std::vector<double> calls = Answered(cluster, question);
  for (size_t i = 0; i < calls.size(); ++i) calls[i] -= before[i];
  const double all = std::accumulate(calls.begin(), calls.end(), 0.0);
  Report(name, 100 * *std::min_element(calls.begin(), calls.end()) / all, 100.0 / static_cast<double>(calls.size()),
         ">=0.9");
}

void Run(int replicas) {
  Note(absl::StrCat("starting the suite and its echo, replicas: ", replicas));
  const std::vector<std::string> options = {"--replicas", absl::StrCat(replicas)};
  const Cluster cluster(options);
  integration::ImportBaTo(cluster.cli());
  const EchoPrograms programs(cluster);
  const Cluster echo({options[0], options[1], "--bin", programs.folder()});
  const std::string suffix = absl::StrCat("_", replicas, replicas == 1 ? "_replica" : "_replicas");
  for (const Question& question : Questions()) {
    const auto name = [&](const char* what) { return absl::StrCat("replicas_", question.service, what, suffix); };
    Compare(name("_direct"), question, Direct(cluster, question.service), Direct(echo, question.service));
    Compare(name("_haproxy"), question, Proxied(cluster, question.service), Proxied(echo, question.service));
    if (replicas == 1) continue;
    ReportSpread(name("_direct_smallest_share"), cluster, question, Direct(cluster, question.service));
    ReportSpread(name("_haproxy_smallest_share"), cluster, question, Proxied(cluster, question.service));
  }
}

}  // namespace
}  // namespace thidua::bench

int main() {
  for (const int replicas : {1, 2, 4}) thidua::bench::Run(replicas);
}
