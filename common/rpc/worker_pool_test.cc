#include "common/rpc/worker_pool.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/status/problem.h"
#include "common/work/deadline.h"

namespace thidua::rpc {
namespace {

TEST(WorkerPoolTest, FinishesWhatItAccepted) {
  std::atomic<int> done = 0;
  {
    WorkerPool pool(3, 1000);
    for (int i = 0; i < 500; ++i) ASSERT_TRUE(pool.Submit({}, [&] { ++done; }).ok());
  }
  EXPECT_EQ(done, 500);
}

TEST(WorkerPoolTest, WorkRunsUnderTheDeadlineOfItsTicket) {
  const absl::Time deadline = absl::Now() + absl::Hours(1);
  absl::Time with, without;
  {
    WorkerPool pool(1, 2);
    ASSERT_TRUE(pool.Submit({.deadline = deadline}, [&] { with = CurrentDeadline(); }).ok());
    ASSERT_TRUE(pool.Submit({}, [&] { without = CurrentDeadline(); }).ok());
  }
  EXPECT_EQ(with, deadline);
  EXPECT_EQ(without, absl::InfiniteFuture());
}

TEST(WorkerPoolTest, RefusesBeyondItsQueue) {
  absl::Notification started, release;
  int ran = 0;
  {
    WorkerPool pool(1, 2);
    ASSERT_TRUE(pool.Submit({},
                            [&] {
                              started.Notify();
                              release.WaitForNotification();
                            })
                    .ok());
    started.WaitForNotification();
    EXPECT_TRUE(pool.Submit({}, [&] { ++ran; }).ok());
    EXPECT_TRUE(pool.Submit({}, [&] { ++ran; }).ok());
    EXPECT_EQ(pool.refused(), 0u);
    EXPECT_EQ(Problem::FromStatus(pool.Submit({}, [&] { ++ran; })).reason, "OVERLOADED");
    EXPECT_EQ(Problem::FromStatus(pool.Check({})).reason, "OVERLOADED");
    EXPECT_EQ(pool.refused(), 2u);
    EXPECT_EQ(pool.waiting(), 2u);
    release.Notify();
  }
  EXPECT_EQ(ran, 2);
}

TEST(WorkerPoolTest, GivesWayToTheOtherThreads) {
  constexpr int kLowest = 19;
  const auto niceness = [] { return getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())); };
  int of_worker = 0;
  {
    WorkerPool pool(1, 1);
    ASSERT_TRUE(pool.Submit({}, [&] { of_worker = niceness(); }).ok());
  }
  EXPECT_GE(of_worker, std::min(niceness() + 1, kLowest));
}

TEST(WorkerPoolTest, TellsForHowLongNothingMoved) {
  absl::Notification started, release, done;
  WorkerPool pool(1, 2);
  EXPECT_EQ(pool.Stalled(), absl::ZeroDuration());
  ASSERT_TRUE(pool.Submit({},
                          [&] {
                            started.Notify();
                            release.WaitForNotification();
                          })
                  .ok());
  started.WaitForNotification();
  // A thread that works for long is no standstill while nothing waits for it.
  EXPECT_EQ(pool.Stalled(), absl::ZeroDuration());
  ASSERT_TRUE(pool.Submit({}, [&] { done.Notify(); }).ok());
  const absl::Duration first = pool.Stalled();
  EXPECT_GE(first, absl::ZeroDuration());
  absl::SleepFor(absl::Milliseconds(2));
  EXPECT_GE(pool.Stalled(), first + absl::Milliseconds(2));
  release.Notify();
  done.WaitForNotification();
  EXPECT_EQ(pool.Stalled(), absl::ZeroDuration());
}

TEST(WorkerPoolTest, WhatIsHeavyLeavesThreadsToWhatIsLight) {
  absl::Notification release, light_ran, scoring_ran;
  absl::BlockingCounter heavy_runs(2);
  std::atomic<int> heavy_started = 0;
  WorkerPool pool(4, 64);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(pool.Submit({.cost = Cost::kHeavy},
                            [&] {
                              if (++heavy_started <= 2) heavy_runs.DecrementCount();
                              release.WaitForNotification();
                            })
                    .ok());
  }
  heavy_runs.Wait();
  ASSERT_TRUE(pool.Submit({.cost = Cost::kScoring},
                          [&] {
                            scoring_ran.Notify();
                            release.WaitForNotification();
                          })
                  .ok());
  ASSERT_TRUE(pool.Submit({}, [&] { light_ran.Notify(); }).ok());
  scoring_ran.WaitForNotification();
  light_ran.WaitForNotification();
  EXPECT_EQ(heavy_started, 2);
  release.Notify();
}

TEST(WorkerPoolTest, RefusesWhatIsTooLate) {
  WorkerPool pool(1, 2);
  EXPECT_TRUE(absl::IsDeadlineExceeded(pool.Submit({.deadline = absl::Now() - absl::Seconds(1)}, [] { FAIL(); })));
}

}  // namespace
}  // namespace thidua::rpc
