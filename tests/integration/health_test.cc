// What an operator's tools ask of each process: grpc.health.v1 and server reflection.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/rpc.h"
#include "tests/integration/suite.h"

namespace thidua::integration {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kDirectory[] = "thidua.directory.v1.DirectoryService";
constexpr char kScoring[] = "thidua.scoring.v1.ScoringService";
constexpr char kRanking[] = "thidua.ranking.v1.RankingService";
constexpr char kTasks[] = "thidua.tasks.v1.TasksService";
const std::string kNotFound = absl::StrCat(grpc::StatusCode::NOT_FOUND);
const std::string kUnimplemented = absl::StrCat(grpc::StatusCode::UNIMPLEMENTED);

std::map<std::string, std::vector<std::string>> NamesByAddress(Suite& suite) {
  return {{suite.scoring().address(), {kDirectory, kScoring}},
          {suite.ranking().address(), {kRanking}},
          {suite.tasks().address(), {kTasks}}};
}

// What reflection says the services are, as bytes, or the code of the call that failed.
std::string ReflectedServices(const std::string& address) {
  const std::shared_ptr<grpc::Channel> channel = Connect(address);
  RawCall call(channel, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
  call.Send("\x3a\x01*");  // ServerReflectionRequest{list_services: "*"}
  const std::optional<std::string> reply = call.Receive();
  if (reply.has_value()) return *reply;
  return absl::StrCat(call.Finish().error_code());
}

TEST(HealthTest, EachServiceServesUnderItsName) {
  Suite suite;
  for (const auto& [address, names] : NamesByAddress(suite)) {
    const std::shared_ptr<grpc::Channel> channel = Connect(address);
    EXPECT_EQ(CheckHealth(channel, ""), "SERVING");
    EXPECT_EQ(CheckHealth(channel, "thidua.nowhere.v1.NoService"), kNotFound);
    for (const std::string& name : names) EXPECT_EQ(CheckHealth(channel, name), "SERVING") << name;
  }
  EXPECT_EQ(CheckHealth(Connect(suite.ranking().address()), kScoring), kNotFound);
}

TEST(HealthTest, OneProcessServesUnderEveryName) {
  DevServer dev;
  const std::shared_ptr<grpc::Channel> channel = Connect(dev.service().address());
  for (const char* name : {"", kDirectory, kScoring, kRanking, kTasks}) {
    EXPECT_EQ(CheckHealth(channel, name), "SERVING") << name;
  }
  EXPECT_EQ(CheckHealth(channel, "thidua.nowhere.v1.NoService"), kNotFound);
}

TEST(HealthTest, RankingAndTasksServeWithoutScoring) {
  Suite suite;
  suite.scoring().Kill();
  EXPECT_EQ(CheckHealth(Connect(suite.ranking().address()), kRanking), "SERVING");
  EXPECT_EQ(CheckHealth(Connect(suite.tasks().address()), kTasks), "SERVING");
}

TEST(HealthTest, WatchersHearThatAServiceDrains) {
  Suite suite;
  for (Service* service : suite.services()) {
    const std::string name = NamesByAddress(suite)[service->address()].back();
    const std::shared_ptr<grpc::Channel> channel = Connect(service->address());
    HealthWatch watch(channel, name);
    EXPECT_EQ(watch.Next(), "SERVING");
    service->process().Signal(SIGTERM);
    EXPECT_EQ(watch.Next(), "NOT_SERVING") << name;
  }
}

TEST(ReflectionTest, WithDevOnly) {
  Suite plain;
  for (const auto& [address, names] : NamesByAddress(plain)) EXPECT_EQ(ReflectedServices(address), kUnimplemented);
  Suite dev({.dev = true});
  for (const auto& [address, names] : NamesByAddress(dev)) {
    for (const std::string& name : names) EXPECT_THAT(ReflectedServices(address), HasSubstr(name));
  }
}

TEST(ReflectionTest, OneProcess) {
  DevServer dev;
  EXPECT_THAT(ReflectedServices(dev.service().address()),
              AllOf(HasSubstr(kDirectory), HasSubstr(kScoring), HasSubstr(kRanking), HasSubstr(kTasks)));
}

}  // namespace
}  // namespace thidua::integration
