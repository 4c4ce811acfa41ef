// A service that is down is named, with its address and what starts it, and is found again when it is back.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/integration/demo.h"
#include "tests/integration/suite.h"

namespace thidua::integration {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kUnavailable = 5;
constexpr absl::Duration kBackAgain = absl::Seconds(3);

class OutageTest : public ::testing::Test {
 protected:
  OutageTest() {
    ImportBaTo(suite_.cli());
    ExpectAnswers();
  }

  void ExpectAnswers() {
    EXPECT_EQ(suite_.Thidua(RankBaTo()).exit_code, 0);
    EXPECT_EQ(suite_.Thidua(kDraft).exit_code, 0);
  }

  void ExpectUnavailable(const std::vector<std::string>& arguments, const std::string& name, const Service& service) {
    const Finished run = suite_.Thidua(arguments);
    EXPECT_EQ(run.exit_code, kUnavailable);
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_THAT(run.err, AllOf(HasSubstr(" " + name + " "), HasSubstr(service.address()),
                               HasSubstr("thidua-" + name + " --listen " + service.address())));
  }

  // What is known is told, with a warning that it is old.
  void ExpectOldAnswer(const std::vector<std::string>& arguments) {
    const Finished run = suite_.Thidua(arguments);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr("khu-trung,21526,Xã Ba Bích,99.15,100.00,100.50,99.70,02/05,52.00\n"));
    EXPECT_THAT(run.err, HasSubstr("dịch vụ chấm điểm không trả lời"));
  }

  void ExpectBackAgain(const std::vector<std::string>& arguments) {
    const absl::Time start = absl::Now();
    EXPECT_TRUE(WaitUntil([&] { return suite_.Thidua(arguments).exit_code == 0; }, kBackAgain));
    std::cout << "answers again after " << absl::Now() - start << '\n';
  }

  const std::vector<std::string> kDraft = {"tasks",       "draft", "--unit", "21526",
                                           "--from-year", "2023",  "--year", "2024"};
  Suite suite_;
};

TEST_F(OutageTest, EachServiceThatIsDownIsNamed) {
  suite_.ranking().Stop();
  ExpectUnavailable(RankBaTo(), "ranking", suite_.ranking());
  suite_.tasks().Stop();
  ExpectUnavailable({"tasks", "list"}, "tasks", suite_.tasks());
  suite_.scoring().Stop();
  ExpectUnavailable({"explain", "--unit", "21526", "--year", "2023"}, "scoring", suite_.scoring());
  ExpectUnavailable({"import", "units", CountryUnits()}, "scoring", suite_.scoring());
}

TEST_F(OutageTest, ScoringKilledBehindRankingAndTasks) {
  for (int round = 0; round < 2; ++round) {
    suite_.scoring().Kill();
    ExpectOldAnswer(RankBaTo());
    ExpectUnavailable(kDraft, "scoring", suite_.scoring());
    suite_.scoring().Start();
    ExpectBackAgain(RankBaTo());
    ExpectBackAgain(kDraft);
    ExpectBaToScored(suite_.cli());
  }
}

TEST_F(OutageTest, ScoringStoppedForAWhile) {
  suite_.scoring().Stop();
  // Long enough for the pause between two attempts to connect to grow.
  const absl::Time end = absl::Now() + absl::Seconds(6);
  while (absl::Now() < end) ExpectOldAnswer(RankBaTo());
  ExpectUnavailable(kDraft, "scoring", suite_.scoring());
  suite_.scoring().Start();
  ExpectBackAgain(RankBaTo());
  ExpectBackAgain(kDraft);
}

TEST_F(OutageTest, ScoringThatDoesNotAnswer) {
  suite_.scoring().Pause();
  const absl::Time start = absl::Now();
  std::vector<std::string> rank = RankBaTo();
  rank.insert(rank.begin(), {"--timeout", "1"});
  ExpectOldAnswer(rank);
  EXPECT_LT(absl::Now() - start, absl::Seconds(3));
  suite_.scoring().Resume();
  ExpectBackAgain(RankBaTo());
  ExpectBackAgain(kDraft);
}

TEST_F(OutageTest, ScoringDownAtTheStartOfTheOthers) {
  suite_.scoring().Stop();
  suite_.ranking().Restart();
  suite_.tasks().Restart();
  ExpectUnavailable(RankBaTo(), "scoring", suite_.scoring());
  ExpectUnavailable(kDraft, "scoring", suite_.scoring());
  suite_.scoring().Start();
  ExpectBackAgain(RankBaTo());
  ExpectBackAgain(kDraft);
}

}  // namespace
}  // namespace thidua::integration
