#include "common/telemetry/readiness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace thidua::telemetry {
namespace {

using ::testing::HasSubstr;

TEST(ReadinessTest, FollowsThePhase) {
  Registry registry;
  Readiness readiness({}, registry);
  ASSERT_EQ(readiness.Ask().size(), 1u);
  EXPECT_EQ(readiness.Ask()[0].why, "starting");
  readiness.Enter(Readiness::Phase::kServing);
  EXPECT_TRUE(readiness.Ask().empty());
  EXPECT_THAT(registry.Text(), HasSubstr("thidua_ready 1\n"));
  readiness.Enter(Readiness::Phase::kDraining);
  EXPECT_EQ(readiness.Ask()[0].why, "draining");
  EXPECT_THAT(registry.Text(), HasSubstr("thidua_ready 0\n"));
}

TEST(ReadinessTest, NamesWhatIsMissing) {
  Registry registry;
  std::atomic<bool> well = false;
  Readiness readiness({{"first", [] { return absl::OkStatus(); }},
                       {"store", [&] { return well ? absl::OkStatus() : absl::InternalError("disk gone"); }}},
                      registry);
  readiness.Enter(Readiness::Phase::kServing);
  const auto failing = readiness.Ask();
  ASSERT_EQ(failing.size(), 1u);
  EXPECT_EQ(failing[0].name, "store");
  EXPECT_EQ(failing[0].why, "disk gone");
  EXPECT_THAT(registry.Text(), HasSubstr("thidua_check_ok{check=\"store\"} 0\n"));
  well = true;
  EXPECT_TRUE(readiness.Ask().empty());
  EXPECT_THAT(registry.Text(), HasSubstr("thidua_check_ok{check=\"store\"} 1\n"));
}

TEST(ReadinessTest, ACheckThatHangsHoldsUpNobody) {
  absl::Notification release;
  Check check("store", [&] {
    release.WaitForNotification();
    return absl::OkStatus();
  });
  EXPECT_TRUE(absl::IsDeadlineExceeded(check.Ask(absl::Milliseconds(1))));
  EXPECT_TRUE(absl::IsDeadlineExceeded(check.Ask(absl::Milliseconds(1))));
  release.Notify();
  EXPECT_TRUE(check.Ask(absl::Seconds(20)).ok());
}

}  // namespace
}  // namespace thidua::telemetry
