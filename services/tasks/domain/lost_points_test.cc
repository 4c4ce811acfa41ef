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
      2024, kDue);
  ASSERT_TRUE(drafts.ok());
  EXPECT_THAT(Codes(*drafts), ElementsAre("I.10", "I.2", "I.4", "I.6", "II.2", "II.1"));
}

TEST(LostPointsTest, ADraftSaysWhatWasLostAndWhoLeads) {
  const auto drafts = DraftsFromLostPoints(
      {.unit = "21526", .year = 2023, .criteria = {Reached("I.10", "60.00", "40.00", "100.50")}}, 2024, kDue);
  ASSERT_TRUE(drafts.ok());
  const Task expected = {.key = {"21526", 2024, "I.10"},
                         .title = "Khắc phục: tiêu chí I.10",
                         .lead = "VP-TK",
                         .due = kDue,
                         .target = Number("100.5"),
                         .points_to_win_back = Decimal(40),
                         .from_year = 2023,
                         .reason = "Năm 2023 đạt 60.00/100.5 điểm, mất 40 điểm."};
  EXPECT_THAT(*drafts, ElementsAre(expected));
}

TEST(LostPointsTest, NothingLostGivesNoDraft) {
  const auto drafts =
      DraftsFromLostPoints({.unit = "1", .year = 2023, .criteria = {Reached("I.1", "105", "0")}}, 2024, kDue);
  ASSERT_TRUE(drafts.ok());
  EXPECT_THAT(*drafts, IsEmpty());
}

TEST(LostPointsTest, AnIncompleteSheetNamesWhatIsMissing) {
  ScoredYear scored = {.unit = "21526", .year = 2023, .criteria = {Reached("I.1", "60", "40")}};
  for (const char* code : {"I.2", "III.4"}) scored.criteria.push_back({.criterion = code});
  const auto drafts = DraftsFromLostPoints(scored, 2024, kDue);
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
  const Problem problem = Problem::FromStatus(DraftsFromLostPoints(scored, 2024, kDue).status());
  EXPECT_THAT(problem.message.vi, HasSubstr("I.20 và 230 tiêu chí khác"));
  EXPECT_THAT(problem.message.en, HasSubstr("I.20 and 230 more"));
  EXPECT_THAT(problem.message.vi, Not(HasSubstr("I.21")));
}

}  // namespace
}  // namespace thidua::tasks
