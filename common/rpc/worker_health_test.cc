#include "common/rpc/worker_health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace thidua::rpc {
namespace {

using ::testing::HasSubstr;

TEST(WorkerHealthTest, APoolThatTakesNothingUpIsWedged) {
  absl::Notification started, release;
  telemetry::Registry registry;
  WorkerPool pool(1, 1);
  const auto metrics = AddWorkerMetrics(registry, pool);
  ASSERT_TRUE(pool.Submit({},
                          [&] {
                            started.Notify();
                            release.WaitForNotification();
                          })
                  .ok());
  started.WaitForNotification();
  EXPECT_EQ(Wedged(pool, absl::ZeroDuration()), std::nullopt);
  ASSERT_TRUE(pool.Submit({}, [] {}).ok());
  EXPECT_FALSE(pool.Submit({}, [] {}).ok());
  absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(Wedged(pool), std::nullopt);
  EXPECT_THAT(Wedged(pool, absl::Milliseconds(1)).value_or(""), HasSubstr("no worker"));
  const std::string text = registry.Text();
  EXPECT_THAT(text, HasSubstr("thidua_worker_queue_length 1\n"));
  EXPECT_THAT(text, HasSubstr("thidua_worker_queue_limit 1\n"));
  EXPECT_THAT(text, HasSubstr("thidua_worker_queue_refused_total 1\n"));
  release.Notify();
}

}  // namespace
}  // namespace thidua::rpc
