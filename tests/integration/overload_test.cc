// Three times as many calls as scoring can answer: it goes on answering, and says to the others when to come back. How
// much it answers then is measured by tests/bench/overload.cc.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/integration/busy_scoring.h"
#include "tests/integration/load.h"

namespace thidua::integration {
namespace {

constexpr int kCallers = 16;
constexpr double kMostPerSecond = 4000;

class OverloadTest : public ::testing::Test {
 protected:
  OverloadTest() { scoring_.Import(); }

  const BusyScoring scoring_;
};

TEST_F(OverloadTest, AnswersWhatItCanAndTellsTheOthersWhenToComeBack) {
  const Demand scores = scoring_.Scores();
  const Tally peak = Saturate(scores, kCallers, absl::Seconds(1));
  ASSERT_GT(peak.answered, 0) << peak.Text();
  HealthClock health(scoring_.address());
  const Tally over = Offer(scores, std::min(kMostPerSecond, 3 * peak.answered_per_second()), absl::Seconds(2));
  const HealthTimes health_times = health.End();

  EXPECT_GT(over.answered, 0);
  EXPECT_EQ(over.refused_without_retry, 0);
  EXPECT_EQ(over.failed, 0) << over.failure;
  EXPECT_EQ(health_times.failed, 0);
  // And it is itself again when they have gone.
  const Tally after = Saturate(
      {.channel = scores.channel, .method = scores.method, .request = scores.request, .deadline = absl::Seconds(10)}, 1,
      absl::Milliseconds(200));
  EXPECT_GT(after.answered, 0) << after.Text();
}

TEST_F(OverloadTest, ImportsDoNotKeepReadersWaiting) {
  const EndlessImports imports(scoring_.address());
  Demand unit = scoring_.Unit();
  unit.deadline = absl::Seconds(10);
  const Tally reads = Saturate(unit, 1, absl::Seconds(1));
  EXPECT_GT(reads.answered, 0);
  EXPECT_EQ(reads.refused + reads.late + reads.failed, 0) << reads.Text();
}

}  // namespace
}  // namespace thidua::integration
