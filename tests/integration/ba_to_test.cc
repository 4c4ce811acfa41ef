// Ba Tơ's year over gRPC between separate processes: what comes out is what is expected, byte for byte.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "common/testing/source_file.h"
#include "tests/integration/demo.h"
#include "tests/integration/suite.h"

namespace thidua::integration {
namespace {

TEST(BaToTest, SeparateProcessesWithoutRedis) {
  const Suite suite;
  ImportBaTo(suite.cli());
  ExpectBaToScored(suite.cli());
}

TEST(BaToTest, ImportingAgainChangesNothing) {
  const Suite suite;
  ImportBaTo(suite.cli());
  const std::vector<std::string> with_versions = {"rank", "--under", "535", "--year", "2023", "-o", "json"};
  const std::string before = suite.cli().Output(with_versions);
  ImportBaTo(suite.cli());
  EXPECT_EQ(suite.cli().Output(with_versions), before);
}

TEST(BaToTest, RestartsOfEveryService) {
  Suite suite;
  ImportBaTo(suite.cli());
  for (Service* service : suite.services()) {
    service->Restart();
    ExpectBaToScored(suite.cli());
    service->Kill();
    service->Start();
    ExpectBaToScored(suite.cli());
  }
  for (Service* service : suite.services()) service->Stop();
  for (Service* service : suite.services()) service->Start();
  ExpectBaToScored(suite.cli());
}

TEST(BaToTest, OneProcess) {
  DevServer dev;
  ImportBaTo(dev.cli());
  ExpectBaToScored(dev.cli());
  dev.service().Restart();
  ExpectBaToScored(dev.cli());
}

TEST(BaToTest, OneProcessWithRedis) {
  const cache::RedisServer redis({.listen = cache::RedisServer::Listen::kLoopbackPort});
  const DevServer dev({"--redis", redis.address()});
  ImportBaTo(dev.cli());
  ExpectBaToScored(dev.cli());
  EXPECT_NE(redis.Execute({"DBSIZE"}), "0");
}

// The checkout's copy of what ../shared hands out, where that is there to compare with.
class CopyTest : public ::testing::TestWithParam<std::string> {
 public:
  static std::vector<std::string> SharedFiles() {
    std::vector<std::string> files;
    std::error_code absent;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kShared, absent)) {
      const std::string name = entry.path().filename();
      if (name.ends_with(".csv") || name.ends_with(".json")) files.push_back(entry.path());
    }
    return files;
  }

 protected:
  static inline const std::string kShared = SourceFile("../shared/data");
};

TEST_P(CopyTest, EqualsTheOriginal) {
  const std::string name = std::filesystem::relative(GetParam(), kShared);
  const bool expected = name.starts_with("ba_to/expected_");
  EXPECT_EQ(ReadFile(SourceFile((expected ? "tests/data/" : "deploy/demo/") + name)), ReadFile(GetParam()));
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(CopyTest);
INSTANTIATE_TEST_SUITE_P(Shared, CopyTest, ::testing::ValuesIn(CopyTest::SharedFiles()),
                         [](const auto& info) { return std::filesystem::path(info.param).stem().string(); });

}  // namespace
}  // namespace thidua::integration
