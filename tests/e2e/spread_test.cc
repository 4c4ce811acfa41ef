// The calls of one client are spread over all replicas, though it keeps one connection: the proxy chooses a replica for
// each call, and a channel to a list of them takes turns.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/rpc/client.h"
#include "tests/e2e/cluster.h"
#include "tests/integration/ops_http.h"
#include "tests/integration/process.h"
#include "thidua/directory/v1/directory.grpc.pb.h"

namespace thidua::e2e {
namespace {

constexpr int kReplicas = 3;
constexpr int kCallsOfEach = 100;
constexpr char kMethod[] = "GetUnit";

// One after the other, by one channel. That there is no such unit is an answer as good as any.
void Ask(const std::shared_ptr<grpc::Channel>& channel, int calls) {
  directory::v1::DirectoryService::Stub directory(channel);
  directory::v1::GetUnitRequest request;
  request.set_code("21526");
  for (int i = 0; i < calls; ++i) {
    grpc::ClientContext context;
    directory::v1::GetUnitResponse response;
    EXPECT_EQ(directory.GetUnit(&context, request, &response).error_code(), grpc::StatusCode::NOT_FOUND);
  }
}

std::vector<double> Answered(const Cluster& cluster) {
  std::vector<double> calls;
  for (const std::string& address : cluster.OpsAddressesOf("scoring")) {
    calls.push_back(integration::AnsweredCalls(address, kMethod));
  }
  return calls;
}

void ExpectEvenlySpread(const Cluster& cluster, const std::shared_ptr<grpc::Channel>& channel) {
  // Connections to replicas of a list come one by one.
  const auto asks_all = [&] {
    const std::vector<double> before = Answered(cluster);
    Ask(channel, 4 * kReplicas);
    const std::vector<double> after = Answered(cluster);
    return std::equal(before.begin(), before.end(), after.begin(), std::less());
  };
  ASSERT_TRUE(integration::WaitUntil(asks_all, absl::Seconds(10)));
  const std::vector<double> before = Answered(cluster);
  Ask(channel, kReplicas * kCallsOfEach);
  const std::vector<double> after = Answered(cluster);
  for (int i = 0; i < kReplicas; ++i) {
    EXPECT_NEAR(after[i] - before[i], kCallsOfEach, 0.1 * kCallsOfEach) << "scoring-" << i + 1;
  }
}

TEST(SpreadTest, EachCallOfOneConnectionIsAnsweredByTheNextReplica) {
  const Cluster cluster({"--replicas", std::to_string(kReplicas)});
  {
    SCOPED_TRACE("through HAProxy");
    ExpectEvenlySpread(cluster,
                       rpc::OpenChannel({.service = "thidua", .address = cluster.address()},
                                        {.connection = rpc::Connection::kOwn, .health = rpc::Health::kIgnored}));
  }
  {
    SCOPED_TRACE("directly");
    ExpectEvenlySpread(cluster, rpc::OpenChannel({.service = "scoring", .address = cluster.AddressesOf("scoring")},
                                                 {.connection = rpc::Connection::kOwn}));
  }
}

}  // namespace
}  // namespace thidua::e2e
