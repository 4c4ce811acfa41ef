// Through the proxy the suite says what it says without one, and nobody notices that replicas come and go.

#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "tests/e2e/cluster.h"
#include "tests/e2e/sheet_writer.h"
#include "tests/integration/demo.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"
#include "thidua/tasks/v1/tasks.grpc.pb.h"

namespace thidua::e2e {
namespace {

constexpr absl::Duration kLimit = absl::Seconds(10);

// Threads that call everything there is at a steady pace, and keep what failed.
class Load {
 public:
  static constexpr int kThreads = 4;
  static constexpr absl::Duration kPause = absl::Milliseconds(20);  // 200 calls a second in all.

  explicit Load(const std::string& address) {
    const std::vector<std::string> units = {"21526", "21532", "21535", "21484"};
    for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this, address, unit = units[i]] { Run(address, unit); });
  }
  ~Load() { Stop(); }

  void Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  int calls() const { return calls_; }
  std::vector<std::string> failures() const {
    const absl::MutexLock lock(&mutex_);
    return failures_;
  }

 private:
  void Run(const std::string& address, const std::string& unit) {
    const auto channel = rpc::OpenChannel(
        {.service = "thidua", .address = address},
        {.connection = rpc::Connection::kOwn, .repeat = rpc::Repeat::kWrites, .health = rpc::Health::kIgnored});
    SheetWriter writer(channel, unit, "load" + unit);
    directory::v1::DirectoryService::Stub directory(channel);
    ranking::v1::RankingService::Stub ranking(channel);
    tasks::v1::TasksService::Stub tasks(channel);
    absl::Time next = absl::Now();
    for (int i = 0; !stopping_; ++i) {
      grpc::ClientContext context;
      context.set_deadline(absl::ToChronoTime(absl::Now() + kLimit));
      if (i % 4 == 0) {
        Count("UpdateSheet", writer.Write(kLimit));
      } else if (i % 4 == 1) {
        directory::v1::GetUnitRequest request;
        directory::v1::GetUnitResponse response;
        request.set_code(unit);
        Count("GetUnit", directory.GetUnit(&context, request, &response));
      } else if (i % 4 == 2) {
        ranking::v1::AggregateRankingsRequest request;
        ranking::v1::AggregateRankingsResponse response;
        request.set_under("535");
        request.set_year(2023);
        Count("AggregateRankings", ranking.AggregateRankings(&context, request, &response));
      } else {
        tasks::v1::ListTasksRequest request;
        tasks::v1::ListTasksResponse response;
        request.set_unit(unit);
        Count("ListTasks", tasks.ListTasks(&context, request, &response));
      }
      next += kPause;
      absl::SleepFor(next - absl::Now());
    }
    writer.ExpectEachOnce();
  }

  void Count(const char* method, const grpc::Status& status) {
    ++calls_;
    if (status.ok()) return;
    const absl::MutexLock lock(&mutex_);
    failures_.push_back(absl::StrCat(method, ": ", status.error_code(), " ", status.error_message()));
  }

  std::atomic<bool> stopping_ = false;
  std::atomic<int> calls_ = 0;
  mutable absl::Mutex mutex_;
  std::vector<std::string> failures_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

// The services with more than one replica.
std::map<std::string, int> Replicas(const Cluster& cluster) {
  std::map<std::string, int> replicas;
  for (const std::string& name : cluster.names()) {
    if (const size_t dash = name.find('-'); dash != std::string::npos) ++replicas[name.substr(0, dash)];
  }
  std::erase_if(replicas, [](const auto& service) { return service.second < 2; });
  return replicas;
}

TEST(ClusterTest, SaysWhatTheSuiteSays) {
  const Cluster cluster;
  integration::ImportBaTo(cluster.cli());
  integration::ExpectBaToScored(cluster.cli());
}

TEST(ClusterTest, SpeaksTls) {
  const Cluster cluster({"--tls"});
  const integration::Cli trusting({"--server", cluster.address(), "--ca", cluster.ca()});
  integration::ImportBaTo(trusting);
  integration::ExpectBaToScored(trusting);
  EXPECT_EQ(cluster.cli().Run(integration::RankBaTo()).exit_code, 5);
}

TEST(ClusterTest, NoCallFailsWhileReplicasRestart) {
  constexpr int kRestarts = 20;
  Cluster cluster;
  integration::ImportBaTo(cluster.cli());
  const std::map<std::string, int> replicas = Replicas(cluster);
  const absl::Time start = absl::Now();
  Load load(cluster.address());
  for (int done = 0, round = 0; done < kRestarts; ++round) {
    for (const auto& [service, count] : replicas) {
      if (done++ < kRestarts) cluster.Restart(service, 1 + round % count);
    }
  }
  load.Stop();
  std::cout << load.calls() << " calls in " << absl::Now() - start << " over " << kRestarts << " restarts\n";
  EXPECT_GT(load.calls(), 100 * absl::ToInt64Seconds(absl::Now() - start));
  const std::vector<std::string> failures = load.failures();
  EXPECT_TRUE(failures.empty()) << failures.size() << " failed, the first: " << failures.front();
}

}  // namespace
}  // namespace thidua::e2e
