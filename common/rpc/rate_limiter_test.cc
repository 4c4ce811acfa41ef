#include "common/rpc/rate_limiter.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/status_mapping.h"
#include "common/status/problem.h"

namespace thidua::rpc {
namespace {

class RateLimiterTest : public ::testing::Test {
 protected:
  // How many of `calls` calls at this moment are let through.
  int Take(const std::string& caller, int calls) {
    int taken = 0;
    for (int i = 0; i < calls; ++i) taken += limiter_.Take(caller, now_).ok() ? 1 : 0;
    return taken;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  RateLimiter limiter_{10};
};

TEST_F(RateLimiterTest, LetsABurstThroughAndThenTheRate) {
  EXPECT_EQ(Take("a", 100), 20);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Take("a", 100), 10);
  now_ += absl::Milliseconds(100);
  EXPECT_EQ(Take("a", 100), 1);
  now_ += absl::Hours(1);
  EXPECT_EQ(Take("a", 100), 20);
}

TEST_F(RateLimiterTest, EachCallerHasItsOwn) {
  EXPECT_EQ(Take("a", 100), 20);
  EXPECT_EQ(Take("b", 100), 20);
}

TEST_F(RateLimiterTest, SaysWhenTheNextCallMayCome) {
  EXPECT_EQ(Take("a", 20), 20);
  const Problem problem = Problem::FromStatus(limiter_.Take("a", now_));
  EXPECT_EQ(problem.code, absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(problem.reason, "RATE_LIMITED");
  int ms = 0;
  ASSERT_TRUE(absl::SimpleAtoi(problem.metadata.at(kRetryMetadata), &ms));
  EXPECT_EQ(ms, 100);
  now_ += absl::Milliseconds(ms);
  EXPECT_EQ(Take("a", 1), 1);
}

TEST_F(RateLimiterTest, RefusedCallsCostNothing) {
  EXPECT_EQ(Take("a", 10'000), 20);
  now_ += absl::Seconds(2);
  EXPECT_EQ(Take("a", 100), 20);
}

TEST_F(RateLimiterTest, ManyCallersTakeNoRoomForEver) {
  EXPECT_EQ(Take("a", 20), 20);
  for (size_t i = 0; i < 4 * RateLimiter::kMaxCallers; ++i) {
    ASSERT_TRUE(limiter_.Take(absl::StrCat("other ", i), now_).ok());
  }
}

TEST_F(RateLimiterTest, ZeroIsNoLimit) {
  RateLimiter none(0);
  for (int i = 0; i < 100'000; ++i) ASSERT_TRUE(none.Take("a", now_).ok());
}

}  // namespace
}  // namespace thidua::rpc
