#include "common/rpc/fair_queue.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/numbers.h"
#include "common/rpc/status_mapping.h"
#include "common/status/problem.h"

namespace thidua::rpc {
namespace {

constexpr int kThreads = 4;
constexpr size_t kLimit = 64;

class FairQueueTest : public ::testing::Test {
 protected:
  absl::Status Push(Cost cost, absl::Duration allowed = absl::InfiniteDuration()) {
    return queue_.Push(
        {.cost = cost, .deadline = now_ + allowed}, [] {}, now_);
  }
  void Fill(Cost cost, int calls) {
    for (int i = 0; i < calls; ++i) ASSERT_TRUE(Push(cost).ok()) << i;
  }
  // Starts the next call and gives its cost.
  Cost Next() {
    const auto started = queue_.Start(now_);
    EXPECT_TRUE(started.has_value());
    return started->cost;
  }
  // Does one call of this cost, which takes `took`. REQUIRES: nothing else waits.
  void Do(Cost cost, absl::Duration took) {
    ASSERT_TRUE(Push(cost).ok());
    const absl::Time at = now_;
    ASSERT_EQ(Next(), cost);
    now_ += took;
    queue_.Done(cost, at, now_);
  }

  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  FairQueue queue_{kThreads, LanesFor(kThreads, kLimit)};
};

TEST_F(FairQueueTest, KeepsTheOrderOfCallsOfOneCost) {
  std::string order;
  for (const char name : {'a', 'b', 'c'}) {
    ASSERT_TRUE(queue_
                    .Push(
                        {}, [&order, name] { order += name; }, now_)
                    .ok());
  }
  while (queue_.CanStart()) queue_.Start(now_)->work();
  EXPECT_EQ(order, "abc");
  EXPECT_TRUE(queue_.empty());
}

TEST_F(FairQueueTest, HeavyCallsTakeHalfOfTheThreads) {
  Fill(Cost::kHeavy, 3);
  EXPECT_EQ(Next(), Cost::kHeavy);
  EXPECT_EQ(Next(), Cost::kHeavy);
  EXPECT_FALSE(queue_.CanStart());
  EXPECT_FALSE(queue_.Start(now_).has_value());
  queue_.Done(Cost::kHeavy, now_, now_);
  EXPECT_EQ(Next(), Cost::kHeavy);
}

TEST_F(FairQueueTest, AThreadIsLeftToLightCalls) {
  Fill(Cost::kHeavy, 2);
  Fill(Cost::kScoring, 2);
  for (int i = 0; i < kThreads - 1; ++i) Next();
  EXPECT_FALSE(queue_.CanStart());
  Fill(Cost::kLight, 1);
  EXPECT_EQ(Next(), Cost::kLight);
}

TEST_F(FairQueueTest, ASingleThreadTakesEverything) {
  FairQueue queue(1, LanesFor(1, kLimit));
  for (const Cost cost : {Cost::kHeavy, Cost::kScoring, Cost::kLight}) {
    ASSERT_TRUE(queue
                    .Push(
                        {.cost = cost}, [] {}, now_)
                    .ok());
    const auto started = queue.Start(now_);
    ASSERT_TRUE(started.has_value());
    EXPECT_EQ(started->cost, cost);
    queue.Done(cost, now_, now_);
  }
}

TEST_F(FairQueueTest, WhoHasUsedUpMostPatienceIsNext) {
  Fill(Cost::kHeavy, 1);
  now_ += absl::Seconds(1);
  Fill(Cost::kLight, 1);
  now_ += absl::Milliseconds(100);
  EXPECT_EQ(Next(), Cost::kLight);  // A twentieth of two seconds against less of sixty.
  EXPECT_EQ(Next(), Cost::kHeavy);
}

TEST_F(FairQueueTest, ASteadyStreamOfLightCallsStarvesNoHeavyOne) {
  Fill(Cost::kHeavy, 1);
  absl::Duration waited;
  while (queue_.waiting(Cost::kHeavy) > 0 && waited < absl::Minutes(5)) {
    // More light calls than a worker can do: their queue stays as long as their patience lets it.
    while (Push(Cost::kLight).ok()) {
    }
    const absl::Time at = now_;
    const Cost cost = Next();
    now_ += absl::Milliseconds(50);
    waited += absl::Milliseconds(50);
    queue_.Done(cost, at, now_);
  }
  EXPECT_LT(waited, absl::Minutes(2));
}

TEST_F(FairQueueTest, AFullQueueRefusesAndSaysWhenToComeBack) {
  Fill(Cost::kHeavy, kLimit / 16);
  const Problem problem = Problem::FromStatus(Push(Cost::kHeavy));
  EXPECT_EQ(problem.code, absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(problem.reason, "OVERLOADED");
  int ms = 0;
  ASSERT_TRUE(absl::SimpleAtoi(problem.metadata.at(kRetryMetadata), &ms));
  EXPECT_GE(ms, 100);
  EXPECT_LE(ms, 15'000);
  // The queues of the others are their own.
  EXPECT_TRUE(Push(Cost::kLight).ok());
  EXPECT_TRUE(Push(Cost::kScoring).ok());
}

TEST_F(FairQueueTest, RefusesWhatWouldWaitLongerThanItsPatience) {
  Do(Cost::kScoring, absl::Seconds(4));
  Fill(Cost::kScoring, 4);  // Four of four seconds on three threads.
  EXPECT_EQ(Problem::FromStatus(Push(Cost::kScoring)).reason, "OVERLOADED");
}

TEST_F(FairQueueTest, RefusesWhatCannotMeetItsDeadline) {
  Do(Cost::kScoring, absl::Seconds(1));
  EXPECT_TRUE(Push(Cost::kScoring, absl::Milliseconds(100)).ok());  // Nobody waits before it.
  // Three wait for three threads, a second in all; half of the time to the deadline is kept for doubt.
  Fill(Cost::kScoring, 2);
  EXPECT_EQ(Problem::FromStatus(Push(Cost::kScoring, absl::Milliseconds(1900))).reason, "OVERLOADED");
  EXPECT_TRUE(Push(Cost::kScoring, absl::Milliseconds(2100)).ok());
}

TEST_F(FairQueueTest, BelievesWhatTheFirstInTheQueueFelt) {
  Fill(Cost::kLight, 1);  // Its lane alone would have it done at once.
  now_ += absl::Seconds(1);
  EXPECT_EQ(Problem::FromStatus(Push(Cost::kLight, absl::Milliseconds(1900))).reason, "OVERLOADED");
  EXPECT_TRUE(Push(Cost::kLight, absl::Milliseconds(2100)).ok());
  now_ += absl::Milliseconds(1100);
  EXPECT_EQ(Problem::FromStatus(Push(Cost::kLight)).reason, "OVERLOADED");
  Next();
  Next();
  EXPECT_TRUE(Push(Cost::kLight).ok());
}

TEST_F(FairQueueTest, RefusesWhatIsTooLateForEver) {
  const Problem problem = Problem::FromStatus(Push(Cost::kLight, absl::ZeroDuration()));
  EXPECT_EQ(problem.code, absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(problem.metadata.count(kRetryMetadata), 0u);
}

TEST_F(FairQueueTest, WhatIsUnderWayIsNotRefused) {
  Fill(Cost::kHeavy, kLimit / 16);
  EXPECT_TRUE(queue_
                  .Push(
                      {.cost = Cost::kHeavy, .under_way = true}, [] {}, now_)
                  .ok());
}

TEST_F(FairQueueTest, WhatWasLongOnceIsForgotten) {
  Do(Cost::kScoring, absl::Seconds(30));
  for (int i = 0; i < 60; ++i) Do(Cost::kScoring, absl::Milliseconds(10));
  Fill(Cost::kScoring, 10);
  EXPECT_TRUE(Push(Cost::kScoring).ok());
}

}  // namespace
}  // namespace thidua::rpc
