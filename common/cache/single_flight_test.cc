#include "common/cache/single_flight.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "common/cache/memory_cache.h"
#include "common/work/deadline.h"

namespace thidua::cache {
namespace {

using namespace std::chrono_literals;

Value MakeValue(std::string bytes) { return std::make_shared<const std::string>(std::move(bytes)); }

TEST(SingleFlightTest, OneOf32ThreadsComputes) {
  MemoryCache cache(10'000);
  SingleFlight flight;
  std::atomic<int> computations = 0;
  std::vector<std::thread> threads;
  threads.reserve(32);
  for (int i = 0; i < 32; ++i) {
    threads.emplace_back([&] {
      const absl::StatusOr<Value> value = GetOrCompute(
          cache, flight, "key",
          [&]() -> absl::StatusOr<Value> {
            ++computations;
            std::this_thread::sleep_for(50ms);
            return MakeValue("value");
          },
          absl::InfiniteFuture());
      ASSERT_TRUE(value.ok());
      EXPECT_EQ(**value, "value");
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(computations, 1);
}

// Its result is also for those who wait longer.
TEST(SingleFlightTest, AComputationIsNotBoundToTheDeadlineOfWhoeverBeganIt) {
  SingleFlight flight;
  const DeadlineScope soon(absl::Now());
  absl::Time during;
  const auto compute = [&] {
    during = CurrentDeadline();
    return MakeValue("a");
  };
  EXPECT_TRUE(flight.Do("a", compute, absl::Now()).ok());
  EXPECT_EQ(during, absl::InfiniteFuture());
  EXPECT_NE(CurrentDeadline(), absl::InfiniteFuture());
}

TEST(SingleFlightTest, DifferentKeysDoNotWaitForEachOther) {
  SingleFlight flight;
  const absl::StatusOr<Value> outer = flight.Do(
      "a",
      [&] {
        return flight.Do(
            "b", [] { return MakeValue("b"); }, absl::InfiniteFuture());
      },
      absl::InfiniteFuture());
  ASSERT_TRUE(outer.ok());
  EXPECT_EQ(**outer, "b");
}

TEST(SingleFlightTest, AWaiterWhoseDeadlinePassesGoesAway) {
  SingleFlight flight;
  std::promise<void> started;
  std::promise<void> release;
  std::thread leader([&] {
    const absl::StatusOr<Value> value = flight.Do(
        "key",
        [&]() -> absl::StatusOr<Value> {
          started.set_value();
          release.get_future().wait();
          return MakeValue("value");
        },
        absl::InfinitePast());
    EXPECT_TRUE(value.ok());
  });
  started.get_future().wait();
  const auto not_called = []() -> absl::StatusOr<Value> { return absl::UnimplementedError("computed twice"); };
  for (const absl::Time deadline : {absl::Now() + absl::Milliseconds(20), absl::Now(), absl::InfinitePast()}) {
    EXPECT_EQ(flight.Do("key", not_called, deadline).status().code(), absl::StatusCode::kDeadlineExceeded);
  }
  release.set_value();
  leader.join();
}

TEST(SingleFlightTest, AnErrorIsGivenToTheWaiters) {
  // A waiter may arrive after the landing and compute for itself: then once more.
  for (std::chrono::milliseconds flying = 10ms;; flying *= 2) {
    ASSERT_LT(flying, 20'000ms);
    SingleFlight flight;
    std::promise<void> started;
    std::thread leader([&] {
      (void)flight.Do(
          "key",
          [&]() -> absl::StatusOr<Value> {
            started.set_value();
            std::this_thread::sleep_for(flying);
            return absl::AbortedError("the leader's");
          },
          absl::InfiniteFuture());
    });
    started.get_future().wait();
    const absl::StatusOr<Value> value = flight.Do(
        "key", [] { return MakeValue("too late"); }, absl::InfiniteFuture());
    leader.join();
    if (value.ok()) continue;
    EXPECT_EQ(value.status(), absl::AbortedError("the leader's"));
    return;
  }
}

TEST(SingleFlightTest, AnErrorIsNotRemembered) {
  MemoryCache cache(10'000);
  SingleFlight flight;
  const auto get = [&](const absl::StatusOr<Value>& computed) {
    return GetOrCompute(
        cache, flight, "key", [&] { return computed; }, absl::InfiniteFuture());
  };
  EXPECT_EQ(get(absl::UnavailableError("down")).status(), absl::UnavailableError("down"));
  EXPECT_EQ(**get(MakeValue("up")), "up");
  EXPECT_EQ(**get(absl::UnavailableError("down again")), "up");
}

TEST(SingleFlightTest, AnExceptionLeavesNobodyWaiting) {
  SingleFlight flight;
  const auto throws = []() -> absl::StatusOr<Value> { throw std::runtime_error("against the contract"); };
  EXPECT_THROW((void)flight.Do("key", throws, absl::InfiniteFuture()), std::runtime_error);
  EXPECT_TRUE(flight
                  .Do(
                      "key", [] { return MakeValue("value"); }, absl::InfiniteFuture())
                  .ok());
}

}  // namespace
}  // namespace thidua::cache
