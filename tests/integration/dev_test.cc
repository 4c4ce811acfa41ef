// `thidua dev`: there at once, gone at once.

#include <gtest/gtest.h>

#include <iostream>

#include "absl/time/clock.h"
#include "tests/integration/demo.h"
#include "tests/integration/rpc.h"
#include "tests/integration/suite.h"

namespace thidua::integration {
namespace {

constexpr absl::Duration kFirstAnswer = absl::Seconds(3);

TEST(DevTest, AnswersWithinThreeSecondsOfItsStart) {
  const absl::Time start = absl::Now();
  const DevServer dev;
  EXPECT_EQ(dev.cli().Run({"tasks", "list"}).exit_code, 0);
  const absl::Duration took = absl::Now() - start;
  std::cout << "first answer after " << took << '\n';
  EXPECT_LT(took, kFirstAnswer);
}

TEST(DevTest, AnswersWithinThreeSecondsOverAYearOfData) {
  DevServer dev;
  ImportBaTo(dev.cli());
  dev.service().Stop();
  const absl::Time start = absl::Now();
  dev.service().Start();
  ExpectBaToScored(dev.cli());
  EXPECT_LT(absl::Now() - start, kFirstAnswer);
}

TEST(DevTest, StopsWithinFiveSecondsOfSigterm) {
  DevServer dev;
  const std::shared_ptr<grpc::Channel> idle = Connect(dev.service().address());
  Upload endless(Connect(dev.service().address()), kImportUnits);
  ASSERT_TRUE(endless.Send("code,name,type,level,parent\n"));
  absl::Duration took;
  EXPECT_EQ(dev.service().Stop(&took), 0);
  EXPECT_LT(took, kLongestExit);
}

}  // namespace
}  // namespace thidua::integration
