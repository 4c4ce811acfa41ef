// What a client gives up ends at the replica behind HAProxy as well, though what it asked for never came.

#include <gtest/gtest.h>
#include <signal.h>

#include <string>
#include <thread>

#include "absl/cleanup/cleanup.h"
#include "common/rpc/client.h"
#include "tests/e2e/cluster.h"
#include "tests/integration/demo.h"
#include "tests/integration/ops_http.h"
#include "tests/integration/process.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"

namespace thidua::e2e {
namespace {

constexpr char kMethod[] = "GetUnitStanding";

// Of all ranking replicas.
double Sum(const Cluster& cluster, const std::string& name, const std::string& label = "") {
  double sum = 0;
  for (const std::string& address : cluster.OpsAddressesOf("ranking")) {
    sum += integration::SumOf(address, name, kMethod, label);
  }
  return sum;
}

TEST(CancelTest, WhatAClientGivesUpEndsAtTheReplica) {
  const Cluster cluster({"--sqlite"});
  integration::ImportBaTo(cluster.cli());
  const pid_t scoring = cluster.ProcessOf("scoring-1");
  ASSERT_EQ(kill(scoring, SIGSTOP), 0);
  const absl::Cleanup go_on = [scoring] { kill(scoring, SIGCONT); };

  ranking::v1::RankingService::Stub stub(
      rpc::OpenChannel({.service = "ranking", .address = cluster.address()}, {.health = rpc::Health::kIgnored}));
  grpc::ClientContext context;
  std::thread client([&] {
    ranking::v1::GetUnitStandingRequest request;
    request.set_unit("21526");
    request.set_year(2023);
    ranking::v1::GetUnitStandingResponse response;
    EXPECT_EQ(stub.GetUnitStanding(&context, request, &response).error_code(), grpc::StatusCode::CANCELLED);
  });
  EXPECT_TRUE(
      integration::WaitUntil([&] { return Sum(cluster, "grpc_server_started_total") == 1; }, absl::Seconds(10)));
  EXPECT_EQ(Sum(cluster, "grpc_server_handled_total"), 0);
  context.TryCancel();
  client.join();
  const auto ended = [&] { return Sum(cluster, "grpc_server_handled_total", "grpc_code=\"Canceled\"") == 1; };
  EXPECT_TRUE(integration::WaitUntil(ended, absl::Seconds(10)));
}

}  // namespace
}  // namespace thidua::e2e
