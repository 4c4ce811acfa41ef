#include "common/cache/circuit_breaker.h"

#include <gtest/gtest.h>

#include "common/cache/fake_clock_for_test.h"

namespace thidua::cache {
namespace {

using Admission = CircuitBreaker::Admission;

class CircuitBreakerTest : public ::testing::Test {
 protected:
  void Open() {
    for (int i = 0; i < 3; ++i) breaker_.Failed(breaker_.Admit());
  }

  FakeClock clock_;
  CircuitBreaker breaker_{
      {.failures_to_open = 3, .first_back_off = absl::Milliseconds(100), .longest_back_off = absl::Milliseconds(350)},
      clock_.Function()};
};

TEST_F(CircuitBreakerTest, OpensAfterFailuresInARow) {
  EXPECT_FALSE(breaker_.Failed(breaker_.Admit()));
  EXPECT_FALSE(breaker_.Failed(breaker_.Admit()));
  EXPECT_EQ(breaker_.Admit(), Admission::kCall);
  EXPECT_FALSE(breaker_.IsOpen());
  EXPECT_TRUE(breaker_.Failed(Admission::kCall));
  EXPECT_TRUE(breaker_.IsOpen());
  EXPECT_EQ(breaker_.Admit(), Admission::kRefused);
}

TEST_F(CircuitBreakerTest, ASuccessStartsTheCountAnew) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(breaker_.Failed(breaker_.Admit()));
    EXPECT_FALSE(breaker_.Failed(breaker_.Admit()));
    EXPECT_FALSE(breaker_.Succeeded(breaker_.Admit()));
  }
  EXPECT_EQ(breaker_.Admit(), Admission::kCall);
}

TEST_F(CircuitBreakerTest, LetsOneProbeThroughAfterTheBackOff) {
  Open();
  clock_.Advance(absl::Milliseconds(99));
  EXPECT_EQ(breaker_.Admit(), Admission::kRefused);
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(breaker_.Admit(), Admission::kProbe);
  EXPECT_EQ(breaker_.Admit(), Admission::kRefused);
  EXPECT_TRUE(breaker_.IsOpen());
  EXPECT_TRUE(breaker_.Succeeded(Admission::kProbe));
  EXPECT_FALSE(breaker_.IsOpen());
  EXPECT_EQ(breaker_.Admit(), Admission::kCall);
}

TEST_F(CircuitBreakerTest, DoublesTheBackOffUpToTheLongest) {
  Open();
  for (const int back_off : {100, 200, 350, 350}) {
    clock_.Advance(absl::Milliseconds(back_off - 1));
    EXPECT_EQ(breaker_.Admit(), Admission::kRefused) << back_off;
    clock_.Advance(absl::Milliseconds(1));
    EXPECT_EQ(breaker_.Admit(), Admission::kProbe) << back_off;
    EXPECT_FALSE(breaker_.Failed(Admission::kProbe));
  }
}

TEST_F(CircuitBreakerTest, StartsWithTheFirstBackOffAgainAfterRecovery) {
  Open();
  clock_.Advance(absl::Milliseconds(100));
  breaker_.Failed(breaker_.Admit());
  clock_.Advance(absl::Milliseconds(200));
  breaker_.Succeeded(breaker_.Admit());
  Open();
  clock_.Advance(absl::Milliseconds(100));
  EXPECT_EQ(breaker_.Admit(), Admission::kProbe);
}

TEST_F(CircuitBreakerTest, CallsFromBeforeTheOutageChangeNothing) {
  Open();
  EXPECT_FALSE(breaker_.Succeeded(Admission::kCall));
  EXPECT_FALSE(breaker_.Failed(Admission::kCall));
  EXPECT_EQ(breaker_.Admit(), Admission::kRefused);
  clock_.Advance(absl::Milliseconds(100));
  EXPECT_EQ(breaker_.Admit(), Admission::kProbe);
  EXPECT_FALSE(breaker_.Failed(Admission::kCall));
  EXPECT_FALSE(breaker_.Succeeded(Admission::kCall));
  EXPECT_EQ(breaker_.Admit(), Admission::kRefused);
}

}  // namespace
}  // namespace thidua::cache
