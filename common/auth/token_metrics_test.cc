#include "common/auth/token_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "common/auth/keys.h"
#include "common/testing/temp_folder.h"

namespace thidua::auth {
namespace {

using ::testing::HasSubstr;

TEST(TokenMetricsTest, SaysWhenTheTokenInTheFileEnds) {
  const TempFolder folder;
  const std::string file = folder.File("token");
  telemetry::Registry registry;
  const auto metric = AddServiceTokenMetric(registry, file);
  const auto expect = [&](const std::string& value) {
    EXPECT_THAT(registry.Text(), HasSubstr("thidua_service_token_expiry_timestamp_seconds " + value + "\n"));
  };
  expect("Nan");
  const NewKey key = *MakeKey();
  std::ofstream(file) << *Sign(key.private_key, R"({"sub":"s","exp":1800000000})") << '\n';
  expect("1800000000");
  std::ofstream(file) << *Sign(key.private_key, R"({"sub":"s","exp":1900000000})");
  expect("1900000000");
  std::ofstream(file) << "nothing of the kind";
  expect("Nan");
}

}  // namespace
}  // namespace thidua::auth
