#include "common/rpc/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace thidua::rpc {
namespace {

TEST(WorkerPoolTest, FinishesWhatItAccepted) {
  std::atomic<int> done = 0;
  {
    WorkerPool pool(3, 1000);
    for (int i = 0; i < 500; ++i) ASSERT_TRUE(pool.Submit([&] { ++done; }));
  }
  EXPECT_EQ(done, 500);
}

TEST(WorkerPoolTest, RefusesBeyondItsQueue) {
  absl::Notification started, release;
  int ran = 0;
  {
    WorkerPool pool(1, 2);
    ASSERT_TRUE(pool.Submit([&] {
      started.Notify();
      release.WaitForNotification();
    }));
    started.WaitForNotification();
    EXPECT_TRUE(pool.Submit([&] { ++ran; }));
    EXPECT_TRUE(pool.Submit([&] { ++ran; }));
    EXPECT_EQ(pool.refused(), 0u);
    EXPECT_FALSE(pool.Submit([&] { ++ran; }));
    EXPECT_EQ(pool.refused(), 1u);
    EXPECT_EQ(pool.waiting(), 2u);
    release.Notify();
  }
  EXPECT_EQ(ran, 2);
}

TEST(WorkerPoolTest, TellsForHowLongNothingMoved) {
  absl::Notification started, release, done;
  WorkerPool pool(1, 2);
  EXPECT_EQ(pool.Stalled(), absl::ZeroDuration());
  ASSERT_TRUE(pool.Submit([&] {
    started.Notify();
    release.WaitForNotification();
  }));
  started.WaitForNotification();
  // A thread that works for long is no standstill while nothing waits for it.
  EXPECT_EQ(pool.Stalled(), absl::ZeroDuration());
  ASSERT_TRUE(pool.Submit([&] { done.Notify(); }));
  const absl::Duration first = pool.Stalled();
  EXPECT_GE(first, absl::ZeroDuration());
  absl::SleepFor(absl::Milliseconds(2));
  EXPECT_GE(pool.Stalled(), first + absl::Milliseconds(2));
  release.Notify();
  done.WaitForNotification();
  EXPECT_EQ(pool.Stalled(), absl::ZeroDuration());
}

}  // namespace
}  // namespace thidua::rpc
