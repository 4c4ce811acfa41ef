// Through the proxy the suite says what it says without one, and nobody notices that replicas come and go.

#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/e2e/cluster.h"
#include "tests/e2e/load.h"
#include "tests/integration/demo.h"

namespace thidua::e2e {
namespace {

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
  ImportBaToWithTasks(cluster);
  const std::map<std::string, int> replicas = cluster.Replicas();
  const absl::Time start = absl::Now();
  Load load(cluster.address());
  for (int done = 0, round = 0; done < kRestarts; ++round) {
    for (const auto& [service, count] : replicas) {
      if (done++ < kRestarts) cluster.Restart(service, 1 + round % count);
    }
  }
  load.Stop();
  const int calls = load.reads() + load.acknowledged();
  std::cout << calls << " calls in " << absl::Now() - start << " over " << kRestarts << " restarts\n";
  EXPECT_GT(calls, 100 * absl::ToInt64Seconds(absl::Now() - start));
  const std::vector<std::string> failures = load.failures();
  EXPECT_TRUE(failures.empty()) << failures.size() << " failed, the first: " << failures.front();
}

}  // namespace
}  // namespace thidua::e2e
