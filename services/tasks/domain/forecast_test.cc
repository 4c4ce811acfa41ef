#include "services/tasks/domain/forecast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "absl/strings/str_cat.h"

namespace thidua::tasks {
namespace {

using ::testing::HasSubstr;
using enum TaskState;

const CivilDay kJune(2024, 6, 15);

Rational Points(const std::string& text) { return *Rational::FromString(text); }

// 60 points before, 65 to reach between 1 May and 31 December.
Task Given() {
  return {.key = {"21526", 2024, "I.10"},
          .title = "13/19",
          .lead = "DC-NN-XD-MT",
          .start = CivilDay(2024, 5, 1),
          .due = CivilDay(2024, 12, 31),
          .evidence_due = CivilDay(2024, 12, 31),
          .target = Figure::Parse("65"),
          .steps = {{kAssigned, CivilDay(2024, 5, 1)}}};
}

ForecastCriterion Known(const Task* task) {
  return {.criterion = "I.10", .title = "Nông thôn mới", .max_points = 100, .before = Points("60"), .task = task};
}

// "lowest likely highest (out of reach)".
std::string Text(const ForecastedCriterion& forecast) {
  return absl::StrCat(forecast.lowest.ToString(2), " ", forecast.likely.ToString(2), " ", forecast.highest.ToString(2),
                      " (", forecast.out_of_reach.ToString(2), ")");
}

TEST(ForecastTest, TheYearsOwnSheetOutweighsEverything) {
  Task task = Given();
  task.progress = {{.date = kJune, .percent = 10}};
  ForecastCriterion known = Known(&task);
  known.reported = Points("95");
  const ForecastedCriterion forecast = Forecast(known, 2023, kJune);
  EXPECT_EQ(Text(forecast), "95.00 95.00 95.00 (5.00)");
  EXPECT_EQ(forecast.ground, ForecastGround::kReported);
}

TEST(ForecastTest, WithoutATaskItIsAsBefore) {
  const ForecastedCriterion forecast = Forecast(Known(nullptr), 2023, kJune);
  EXPECT_EQ(Text(forecast), "60.00 60.00 60.00 (0.00)");
  EXPECT_EQ(forecast.ground, ForecastGround::kAsBefore);
  EXPECT_THAT(forecast.explanation.vi, HasSubstr("năm 2023"));
}

TEST(ForecastTest, ADraftIsNoTaskYet) {
  Task task = Given();
  task.steps.clear();
  EXPECT_EQ(Forecast(Known(&task), 2023, kJune).ground, ForecastGround::kAsBefore);
}

TEST(ForecastTest, OfNothingKnownAnythingMayCome) {
  ForecastCriterion known = Known(nullptr);
  known.before.reset();
  EXPECT_EQ(Text(Forecast(known, 2023, kJune)), "0.00 0.00 100.00 (0.00)");
}

TEST(ForecastTest, ATaskWithoutProgressMayStillGetThere) {
  const Task task = Given();
  EXPECT_EQ(Text(Forecast(Known(&task), 2023, kJune)), "60.00 60.00 65.00 (0.00)");
  // Once its time is over, it does not.
  EXPECT_EQ(Text(Forecast(Known(&task), 2023, CivilDay(2025, 1, 1))), "60.00 60.00 60.00 (5.00)");
}

TEST(ForecastTest, PaceDecidesHowFarTheWorkIsLikelyToGet) {
  Task task = Given();
  // 46 of 245 days are gone on 15 June: 18.8%.
  task.progress = {{.date = kJune, .percent = 19}};
  EXPECT_EQ(Text(Forecast(Known(&task), 2023, kJune)), "60.00 65.00 65.00 (0.00)");
  task.progress = {{.date = kJune, .percent = 9}};
  EXPECT_EQ(Text(Forecast(Known(&task), 2023, kJune)), "60.00 62.40 65.00 (0.00)");
  EXPECT_EQ(Forecast(Known(&task), 2023, kJune).ground, ForecastGround::kPace);
}

TEST(ForecastTest, AFigureCountsForWhatItScores) {
  Task task = Given();
  task.progress = {{.date = kJune, .figure = Figure::Parse("13/19"), .percent = 100}};
  ForecastCriterion known = Known(&task);
  known.at_figure = Points("65");
  EXPECT_EQ(Text(Forecast(known, 2023, kJune)), "65.00 65.00 65.00 (0.00)");
  task.progress.back().percent = 1;
  known.at_figure = Points("62");
  EXPECT_EQ(Text(Forecast(known, 2023, kJune)), "62.00 62.00 65.00 (0.00)");
  EXPECT_EQ(Forecast(known, 2023, kJune).ground, ForecastGround::kFigure);
}

TEST(ForecastTest, ATargetThatIsAFigureCountsForWhatItScores) {
  Task task = Given();
  task.target = Figure::Parse("13/19");
  ForecastCriterion known = Known(&task);
  known.at_target = Points("65");
  EXPECT_EQ(Text(Forecast(known, 2023, kJune)), "60.00 60.00 65.00 (0.00)");
}

TEST(ForecastTest, WhatIsAcceptedStands) {
  Task task = Given();
  task.steps.push_back({kAccepted, CivilDay(2024, 6, 1)});
  EXPECT_EQ(Text(Forecast(Known(&task), 2023, kJune)), "65.00 65.00 65.00 (0.00)");
  EXPECT_EQ(Forecast(Known(&task), 2023, kJune).ground, ForecastGround::kFulfilled);
  // Only what was known by then.
  EXPECT_EQ(Forecast(Known(&task), 2023, CivilDay(2024, 5, 31)).ground, ForecastGround::kNoProgress);
  ForecastCriterion better = Known(&task);
  better.before = Points("105");
  EXPECT_EQ(Text(Forecast(better, 2023, kJune)), "65.00 65.00 105.00 (0.00)");
}

TEST(ForecastTest, PartsSpeakForATaskThatSaysNothingItself) {
  const Task task = Given();
  Task half = Given(), whole = Given();
  half.progress = {{.date = kJune, .percent = 50}};
  whole.progress = {{.date = kJune, .percent = 100}};
  ForecastCriterion known = Known(&task);
  known.parts = {&half, &whole};
  EXPECT_EQ(Text(Forecast(known, 2023, kJune)), "60.00 65.00 65.00 (0.00)");
}

class ForecastProperty : public ::testing::TestWithParam<int> {};

// lowest ≤ likely ≤ highest, whatever is known; and the same again.
TEST_P(ForecastProperty, IsOrderedAndRepeatable) {
  std::mt19937 random(static_cast<std::mt19937::result_type>(GetParam()));
  const auto points = [&] { return Rational(static_cast<int64_t>(random() % 11'000)) / Rational(100); };
  const auto day = [&] { return CivilDay(2024, 1, 1) + static_cast<int>(random() % 400); };
  for (int i = 0; i < 200; ++i) {
    Task task = Given();
    task.start = day();
    task.due = *task.start + static_cast<int>(random() % 200);
    task.evidence_due = task.due + static_cast<int>(random() % 30);
    task.target = Figure::Parse(absl::StrCat(random() % 120));
    const CivilDay given = day();
    task.steps = {{kAssigned, given}, {kTaskStates[random() % std::size(kTaskStates)], given + 30}};
    task.progress = {{.date = day(), .percent = static_cast<int>(random() % 101)}};
    ForecastCriterion known = Known(random() % 4 == 0 ? nullptr : &task);
    if (random() % 3 == 0) known.before.reset();
    if (random() % 3 == 0) known.at_figure = points();
    if (random() % 5 == 0) known.reported = points();
    if (known.before.has_value()) known.before = points();
    const CivilDay asked = day();
    const ForecastedCriterion forecast = Forecast(known, 2023, asked);
    EXPECT_LE(forecast.lowest, forecast.likely) << Text(forecast);
    EXPECT_LE(forecast.likely, forecast.highest) << Text(forecast);
    EXPECT_GE(forecast.out_of_reach, Rational(0));
    EXPECT_EQ(Text(Forecast(known, 2023, asked)), Text(forecast));
    EXPECT_FALSE(forecast.explanation.vi.empty() || forecast.explanation.en.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ForecastProperty, ::testing::Range(0, 20));

}  // namespace
}  // namespace thidua::tasks
