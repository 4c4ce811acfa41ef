// How long a change takes to be seen on a replica: from the moment when the writer has its answer to the first reply
// without a token that has the change, and to the event of a watch. Scoring and ranking are processes of their own.

#include <algorithm>
#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "tests/bench/report.h"
#include "tests/bench/timing.h"
#include "tests/integration/ranking_replicas.h"

namespace thidua::bench {
namespace {

using integration::ClusterWriter;
using integration::Moment;
using integration::RankingAsker;
using integration::RankingReplicas;

constexpr int kChanges = 1'000;
constexpr double kGoalMilliseconds = 100;

double Percentile99(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() * 99 / 100];
}

void ReportTimes(const std::string& name, const std::vector<double>& milliseconds) {
  Report(name + "_median_milliseconds", Median(milliseconds), kGoalMilliseconds, "");
  Report(name + "_p99_milliseconds", Percentile99(milliseconds), kGoalMilliseconds, "<=1");
}

// Remembers when each version of the cluster was told.
class Watcher {
 public:
  explicit Watcher(const RankingAsker& asker) {
    thidua::ranking::v1::WatchRankingsRequest request;
    request.set_cluster("dong");
    request.set_year(integration::kRankedYear);
    reader_ = asker.stub().WatchRankings(&context_, request);
    thread_ = std::thread([this] { Read(); });
  }
  ~Watcher() {
    context_.TryCancel();
    thread_.join();
  }

  // When a version that is at least this one was told.
  Moment Await(int64_t version) {
    while (version_ < version) absl::SleepFor(absl::Microseconds(50));
    return told_;
  }

 private:
  void Read() {
    for (thidua::ranking::v1::WatchRankingsResponse response; reader_->Read(&response);) {
      for (const auto& event : response.events()) {
        told_ = integration::Now();
        version_ = event.version().version();
      }
    }
    reader_->Finish();
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<thidua::ranking::v1::WatchRankingsResponse>> reader_;
  std::atomic<Moment> told_ = 0;
  std::atomic<int64_t> version_ = 0;
  std::thread thread_;
};

void Run() {
  RankingReplicas processes;
  const auto desk = processes.desk();
  ClusterWriter writer(desk, "dong", 1);
  const RankingAsker asker = processes.asker(1);
  asker.Reply({.cluster = "dong"}, writer.version());
  std::mt19937 random(1);
  // So that changes do not keep step with anything that happens in rounds.
  const auto rest = [&] { absl::SleepFor(absl::Microseconds(random() % 10'000)); };

  Note("a change until a reply has it");
  std::vector<double> replies;
  for (int change = 0; change < kChanges; ++change) {
    rest();
    writer.Write();
    const Moment acknowledged = integration::Now();
    while (asker.Reply({.cluster = "dong"}).versions.at("dong") < writer.version()) {
    }
    replies.push_back(static_cast<double>(integration::Now() - acknowledged) / 1'000);
  }
  ReportTimes("change_to_reply", replies);

  Note("a change until a watch tells it");
  Watcher watcher(asker);
  watcher.Await(writer.version());
  std::vector<double> events;
  for (int change = 0; change < kChanges; ++change) {
    rest();
    writer.Write();
    const Moment acknowledged = integration::Now();
    const Moment told = watcher.Await(writer.version());
    events.push_back(std::max(0.0, static_cast<double>(told - acknowledged) / 1'000));
  }
  ReportTimes("change_to_event", events);
}

}  // namespace
}  // namespace thidua::bench

int main() { thidua::bench::Run(); }
