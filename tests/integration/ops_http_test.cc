// What an orchestrator asks of each process: whether it lives, and whether it takes calls.

#include "tests/integration/ops_http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "common/testing/program_file.h"
#include "tests/integration/demo.h"
#include "tests/integration/rpc.h"
#include "tests/integration/suite.h"

namespace thidua::integration {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

std::string Failing(const std::string& ops_address) {
  const Json body = Json::parse(Get(ops_address, "/readyz").body);
  return body["ready"].get<bool>() ? "" : body["failing"][0]["name"].get<std::string>();
}

TEST(OpsHttpTest, EveryServiceLivesAndIsReady) {
  Suite suite({.ops = true});
  for (const Service* service : suite.services()) {
    EXPECT_EQ(Get(OpsAddress(*service), "/livez").status, 200);
    EXPECT_EQ(Get(OpsAddress(*service), "/readyz").status, 200);
    EXPECT_EQ(Get(OpsAddress(*service), "/metrics").status, 200);
    EXPECT_EQ(Get(OpsAddress(*service), "/").status, 404);
  }
}

TEST(OpsHttpTest, AreThereInOneProcessToo) {
  TempFolder folder;
  const std::string port_file = folder.File("ops");
  DevServer dev({"--ops-listen", "127.0.0.1:0", "--ops-port-file", port_file});
  std::string ops;
  std::ifstream(port_file) >> ops;
  EXPECT_EQ(Get(ops, "/readyz").status, 200);
  EXPECT_EQ(Metrics(ops).at("thidua_check_ok{check=\"tasks\"}"), 1);
}

TEST(OpsHttpTest, ADrainingServiceIsNotReadyButAnswers) {
  Suite suite({.ops = true, .more_arguments = {"--drain-wait", "1h"}});
  for (Service* service : suite.services()) {
    const std::string ops = OpsAddress(*service);
    auto channel = Connect(service->address());
    service->process().Signal(SIGTERM);
    EXPECT_TRUE(WaitUntil([&] { return Get(ops, "/readyz").status == 503; }, absl::Seconds(20)));
    EXPECT_EQ(Get(ops, "/readyz").body, "{\"ready\":false,\"failing\":[{\"name\":\"server\",\"why\":\"draining\"}]}\n");
    EXPECT_EQ(Get(ops, "/livez").status, 200);
    EXPECT_EQ(Metrics(ops).at("thidua_ready"), 0);
    // Balancers are told; who calls nevertheless is answered.
    EXPECT_EQ(CheckHealth(channel, ""), "NOT_SERVING");
    channel.reset();
    // A second signal ends the wait.
    EXPECT_EQ(service->Stop(), 0);
    EXPECT_EQ(Get(ops, "/livez").status, 0);
  }
}

TEST(OpsHttpTest, ADeadStoreIsNamed) {
  Suite suite({.ops = true});
  const std::string ops = OpsAddress(suite.scoring());
  EXPECT_EQ(Failing(ops), "");
  // What a broken disk leaves of the files.
  for (const char* file : {"/scoring.db", "/scoring.db-wal", "/scoring.db-shm"}) {
    std::ofstream(suite.scoring().folder() + file, std::ios::trunc) << std::string(64 << 10, '#');
  }
  EXPECT_TRUE(WaitUntil([&] { return Failing(ops) == "store"; }, absl::Seconds(20))) << Get(ops, "/readyz").body;
  EXPECT_EQ(Get(ops, "/readyz").status, 503);
  EXPECT_EQ(Get(ops, "/livez").status, 200);
  EXPECT_EQ(Metrics(ops).at("thidua_check_ok{check=\"store\"}"), 0);
  // The others go on.
  EXPECT_EQ(Get(OpsAddress(suite.ranking()), "/readyz").status, 200);
}

TEST(OpsHttpTest, ManyWhoSayNothingHoldUpNobodyForLong) {
  Suite suite({.ops = true});
  const std::string ops = OpsAddress(suite.ranking());
  const size_t colon = ops.rfind(':');
  std::vector<int> silent;
  sockaddr_in address{.sin_family = AF_INET,
                      .sin_port = htons(static_cast<uint16_t>(std::stoi(ops.substr(colon + 1))))};
  inet_pton(AF_INET, ops.substr(0, colon).c_str(), &address.sin_addr);
  for (int i = 0; i < 12; ++i) {
    silent.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(connect(silent.back(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }
  // Calls do not pass through there, and the operator's question comes through.
  EXPECT_EQ(CheckHealth(Connect(suite.ranking().address()), ""), "SERVING");
  EXPECT_TRUE(WaitUntil([&] { return Get(ops, "/livez").status == 200; }, absl::Seconds(60)));
  for (const int descriptor : silent) close(descriptor);
}

TEST(OpsHttpTest, AnAddressInUseIsRefused) {
  Suite suite({.ops = true});
  TempFolder folder;
  Process second(ProgramFile("thidua-tasks"),
                 {"--listen", "127.0.0.1:0", "--data", folder.File("data"), "--ops-listen", OpsAddress(suite.tasks())});
  EXPECT_EQ(second.Wait(absl::Seconds(20)), 1);
  EXPECT_THAT(second.err(), HasSubstr("operators' HTTP"));
}

}  // namespace
}  // namespace thidua::integration
