#include "common/cache/single_flight.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "common/work/deadline.h"

namespace thidua::cache {
namespace {

using namespace std::chrono_literals;

Value MakeValue(std::string bytes) { return std::make_shared<const std::string>(std::move(bytes)); }

bool Never() { return false; }

// A flight for "key" that lands with `result` when it is told to.
class Leader {
 public:
  Leader(SingleFlight& flight, absl::StatusOr<Value> result)
      : thread_([this, &flight, result = std::move(result)] {
          const absl::StatusOr<Value> mine = flight.Do(
              "key",
              [&] {
                started_.set_value();
                landing_.get_future().wait();
                return result;
              },
              absl::InfinitePast(), Never);
          EXPECT_EQ(mine.status(), result.status());
        }) {
    started_.get_future().wait();
  }
  ~Leader() { thread_.join(); }

  void Land() { landing_.set_value(); }

 private:
  std::promise<void> started_;
  std::promise<void> landing_;
  std::thread thread_;
};

// Not to be called: the value is being computed.
absl::StatusOr<Value> ComputedTwice() { return absl::UnimplementedError("computed twice"); }

TEST(SingleFlightTest, OneOf32ThreadsComputes) {
  SingleFlight flight;
  Leader leader(flight, MakeValue("value"));
  std::atomic<int> waiting = 0;
  std::vector<std::thread> threads;
  threads.reserve(32);
  for (int i = 0; i < 32; ++i) {
    threads.emplace_back([&] {
      bool counted = false;
      const absl::StatusOr<Value> value = flight.Do("key", ComputedTwice, absl::InfiniteFuture(), [&] {
        if (!std::exchange(counted, true)) ++waiting;
        return false;
      });
      ASSERT_TRUE(value.ok()) << value.status();
      EXPECT_EQ(**value, "value");
    });
  }
  while (waiting < 32) std::this_thread::sleep_for(1ms);
  leader.Land();
  for (std::thread& thread : threads) thread.join();
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
  EXPECT_TRUE(flight.Do("a", compute, absl::Now(), Never).ok());
  EXPECT_EQ(during, absl::InfiniteFuture());
  EXPECT_NE(CurrentDeadline(), absl::InfiniteFuture());
}

TEST(SingleFlightTest, DifferentKeysDoNotWaitForEachOther) {
  SingleFlight flight;
  const absl::StatusOr<Value> outer = flight.Do(
      "a",
      [&] {
        return flight.Do(
            "b", [] { return MakeValue("b"); }, absl::InfiniteFuture(), Never);
      },
      absl::InfiniteFuture(), Never);
  ASSERT_TRUE(outer.ok());
  EXPECT_EQ(**outer, "b");
}

TEST(SingleFlightTest, AWaiterWhoseDeadlinePassesGoesAway) {
  SingleFlight flight;
  Leader leader(flight, MakeValue("value"));
  for (const absl::Time deadline : {absl::Now() + absl::Milliseconds(120), absl::Now(), absl::InfinitePast()}) {
    EXPECT_EQ(flight.Do("key", ComputedTwice, deadline, Never).status().code(), absl::StatusCode::kDeadlineExceeded);
  }
  leader.Land();
}

TEST(SingleFlightTest, AWaiterWhoIsNotWantedAnyMoreGoesAway) {
  SingleFlight flight;
  Leader leader(flight, MakeValue("value"));
  EXPECT_EQ(flight.Do("key", ComputedTwice, absl::InfiniteFuture(), [] { return true; }).status().code(),
            absl::StatusCode::kCancelled);
  leader.Land();
}

// What a waiter gets that certainly waits when the leader lands.
absl::StatusOr<Value> WaitFor(const absl::StatusOr<Value>& leaders, const absl::StatusOr<Value>& own) {
  SingleFlight flight;
  Leader leader(flight, leaders);
  bool landed = false;
  return flight.Do(
      "key", [&] { return own; }, absl::InfiniteFuture(),
      [&] {
        if (!std::exchange(landed, true)) leader.Land();
        return false;
      });
}

TEST(SingleFlightTest, AnErrorIsGivenToTheWaiters) {
  EXPECT_EQ(WaitFor(absl::AbortedError("the leader's"), MakeValue("own")).status(), absl::AbortedError("the leader's"));
}

TEST(SingleFlightTest, WhatIsAboutTheLeadersCallIsNotGivenToTheWaiters) {
  for (const absl::Status& status :
       {absl::CancelledError("its client went away"), absl::DeadlineExceededError("its")}) {
    const absl::StatusOr<Value> value = WaitFor(status, MakeValue("own"));
    ASSERT_TRUE(value.ok()) << value.status();
    EXPECT_EQ(**value, "own");
  }
}

// One after the other, until somebody stays.
TEST(SingleFlightTest, OneOfTheWaitersTakesOver) {
  SingleFlight flight;
  Leader leader(flight, absl::CancelledError("its client went away"));
  std::atomic<int> waiting = 0, computations = 0, got_it = 0;
  std::vector<std::thread> threads;
  threads.reserve(16);
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      bool counted = false;
      const absl::StatusOr<Value> value = flight.Do(
          "key",
          [&]() -> absl::StatusOr<Value> {
            if (++computations <= 3) return absl::CancelledError("this one too");
            std::this_thread::sleep_for(100ms);
            return MakeValue("value");
          },
          absl::InfiniteFuture(),
          [&] {
            if (!std::exchange(counted, true)) ++waiting;
            return false;
          });
      if (value.ok()) ++got_it;
    });
  }
  while (waiting < 16) std::this_thread::sleep_for(1ms);
  leader.Land();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(got_it, 13);
}

TEST(SingleFlightTest, AnErrorIsNotRemembered) {
  SingleFlight flight;
  const auto get = [&](const absl::StatusOr<Value>& computed) {
    return flight.Do(
        "key", [&] { return computed; }, absl::InfiniteFuture(), Never);
  };
  EXPECT_EQ(get(absl::UnavailableError("down")).status(), absl::UnavailableError("down"));
  EXPECT_EQ(**get(MakeValue("up")), "up");
}

TEST(SingleFlightTest, AnExceptionLeavesNobodyWaiting) {
  SingleFlight flight;
  const auto throws = []() -> absl::StatusOr<Value> { throw std::runtime_error("against the contract"); };
  EXPECT_THROW((void)flight.Do("key", throws, absl::InfiniteFuture(), Never), std::runtime_error);
  EXPECT_TRUE(flight
                  .Do(
                      "key", [] { return MakeValue("value"); }, absl::InfiniteFuture(), Never)
                  .ok());
}

}  // namespace
}  // namespace thidua::cache
