#include "services/tasks/domain/lost_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/problem.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const CivilDay kDue(2024, 12, 31);
const DraftPlan kPlan = {.year = 2024, .due = kDue, .evidence_due = kDue};

Decimal Number(const std::string& text) {
  Decimal number;
  EXPECT_EQ(Decimal::Parse(text, number), Decimal::Fault::kNone) << text;
  return number;
}

CriterionPoints Reached(const std::string& code, const std::string& points, const std::string& lost,
                        const std::string& max_points = "100") {
  return {.criterion = code,
          .title = "tiêu chí " + code,
          .lead = "VP-TK",
          .max_points = Number(max_points),
          .points = *Rational::FromString(points),
          .lost = Number(lost),
          .reported = true};
}

std::vector<std::string> Codes(const std::vector<Task>& tasks) {
  std::vector<std::string> codes;
  codes.reserve(tasks.size());
  for (const Task& task : tasks) codes.push_back(task.key.criterion);
  return codes;
}

TEST(LostPointsTest, MostPointsFirstThenInTheOrderOfTheScale) {
  const auto drafts = DraftsFromLostPoints(
      {.unit = "21526",
       .year = 2023,
       .criteria = {Reached("I.1", "105.00", "0.00"), Reached("I.2", "95.00", "5"), Reached("I.4", "98.00", "2.00"),
                    Reached("I.6", "98.00", "2"), Reached("I.10", "60.00", "40.00"), Reached("II.1", "99.50", "0.5"),
                    Reached("II.2", "98", "2")}},
      kPlan);
  ASSERT_TRUE(drafts.ok());
  EXPECT_THAT(Codes(*drafts), ElementsAre("I.10", "I.2", "I.4", "I.6", "II.2", "II.1"));
}

TEST(LostPointsTest, ADraftSaysWhatWasLostAndWhoLeads) {
  const auto drafts = DraftsFromLostPoints(
      {.unit = "21526", .year = 2023, .criteria = {Reached("I.10", "60.00", "40.00", "100.50")}}, kPlan);
  ASSERT_TRUE(drafts.ok());
  const Task expected = {.key = {"21526", 2024, "I.10"},
                         .title = "Khắc phục: tiêu chí I.10",
                         .lead = "VP-TK",
                         .due = kDue,
                         .evidence_due = kDue,
                         .target = Figure{.value = Number("100.5")},
                         .points_to_win_back = Decimal(40),
                         .from_year = 2023,
                         .reason = "Năm 2023 đạt 60.00/100.5 điểm, mất 40 điểm."};
  EXPECT_THAT(*drafts, ElementsAre(expected));
}

TEST(LostPointsTest, NothingLostGivesNoDraft) {
  const auto drafts =
      DraftsFromLostPoints({.unit = "1", .year = 2023, .criteria = {Reached("I.1", "105", "0")}}, kPlan);
  ASSERT_TRUE(drafts.ok());
  EXPECT_THAT(*drafts, IsEmpty());
}

TEST(LostPointsTest, AnIncompleteSheetNamesWhatIsMissing) {
  ScoredYear scored = {.unit = "21526", .year = 2023, .criteria = {Reached("I.1", "60", "40")}};
  for (const char* code : {"I.2", "III.4"}) scored.criteria.push_back({.criterion = code});
  const auto drafts = DraftsFromLostPoints(scored, kPlan);
  ASSERT_EQ(drafts.status().code(), absl::StatusCode::kFailedPrecondition);
  const Problem problem = Problem::FromStatus(drafts.status());
  EXPECT_EQ(problem.reason, "INCOMPLETE_SHEET");
  EXPECT_EQ(problem.metadata.at("missing"), "I.2, III.4");
  EXPECT_THAT(problem.message.vi, HasSubstr("năm 2023 của đơn vị 21526"));
  EXPECT_THAT(problem.message.vi, HasSubstr("I.2, III.4. Hãy nhập"));
  EXPECT_THAT(problem.message.en, HasSubstr("I.2, III.4. Import"));
}

TEST(LostPointsTest, ALongListOfMissingCriteriaIsCutAndCounted) {
  ScoredYear scored = {.unit = "21526", .year = 2023};
  for (int i = 1; i <= 250; ++i) scored.criteria.push_back({.criterion = "I." + std::to_string(i)});
  const Problem problem = Problem::FromStatus(DraftsFromLostPoints(scored, kPlan).status());
  EXPECT_THAT(problem.message.vi, HasSubstr("I.20 và 230 tiêu chí khác"));
  EXPECT_THAT(problem.message.en, HasSubstr("I.20 and 230 more"));
  EXPECT_THAT(problem.message.vi, Not(HasSubstr("I.21")));
}

TEST(LostPointsTest, WhatTakesMoreEffortComesLater) {
  const ScoredYear scored = {.unit = "21526",
                             .year = 2023,
                             .criteria = {Reached("I.1", "60", "40"), Reached("I.2", "90", "10"),
                                          Reached("I.3", "95", "5"), Reached("I.4", "97", "3")}};
  DraftPlan plan = kPlan;
  // 40/8 = 5, 10/1, 5/1, 3/0.3 = 10: equal worth goes to the one with more points, then by the scale.
  plan.efforts = {{"I.1", Number("8")}, {"I.4", Number("0.3")}};
  const auto drafts = DraftsFromLostPoints(scored, plan);
  ASSERT_TRUE(drafts.ok());
  EXPECT_THAT(Codes(*drafts), ElementsAre("I.2", "I.4", "I.1", "I.3"));
  EXPECT_EQ((*drafts)[2].effort, Number("8"));
  EXPECT_EQ((*drafts)[0].effort, Decimal(1));
}

TEST(LostPointsTest, GainsBecomeTasksWithTheirPointsToReach) {
  const ScoredYear scored = {
      .unit = "21526", .year = 2023, .criteria = {Reached("I.2", "95.00", "5"), Reached("I.10", "60.00", "40")}};
  const std::vector<Task> drafts = DraftsFromGains(scored, {{"I.10", Number("12.5")}}, kPlan);
  ASSERT_EQ(drafts.size(), 1u);
  EXPECT_EQ(drafts[0].key.criterion, "I.10");
  EXPECT_EQ(drafts[0].points_to_win_back, Number("12.5"));
  EXPECT_EQ(drafts[0].target->ToString(), "72.5");
}

TEST(LostPointsTest, TheReasonSaysHowItCameAbout) {
  ScoredYear scored = {.unit = "21526", .year = 2023, .criteria = {Reached("I.10", "60.00", "40")}};
  scored.criteria[0].how = "12 × 5 = 60. Cần đạt thêm 7 tiêu chí.";
  const auto drafts = DraftsFromLostPoints(scored, kPlan);
  ASSERT_TRUE(drafts.ok());
  EXPECT_EQ((*drafts)[0].reason, "Năm 2023 đạt 60.00/100 điểm, mất 40 điểm. 12 × 5 = 60. Cần đạt thêm 7 tiêu chí.");
}

}  // namespace
}  // namespace thidua::tasks
