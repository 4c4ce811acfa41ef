#include "services/ranking/domain/fairness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace thidua::ranking {
namespace {

std::vector<Rational> Numbers(const std::vector<std::string>& texts) {
  std::vector<Rational> numbers;
  for (const std::string& text : texts) numbers.push_back(*Rational::FromString(text));
  return numbers;
}

std::string Text(const std::optional<Rational>& number) { return number.has_value() ? number->ToString(2) : "-"; }

std::string Text(const std::optional<std::vector<Rational>>& numbers) {
  if (!numbers.has_value()) return "-";
  return absl::StrJoin(*numbers, " ",
                       [](std::string* out, const Rational& number) { absl::StrAppend(out, number.ToString(2)); });
}

struct Case {
  std::string name;
  std::vector<std::string> totals;
  std::string best;
  std::string median;
  std::string shares;
  std::string scores;
  std::string percentiles;

  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }
};

class FairnessTest : public ::testing::TestWithParam<Case> {};

TEST_P(FairnessTest, Views) {
  const Case& c = GetParam();
  const std::vector<Rational> totals = Numbers(c.totals);
  EXPECT_EQ(Text(Best(totals)), c.best);
  EXPECT_EQ(Text(Median(totals)), c.median);
  EXPECT_EQ(Text(SharesOfBest(totals)), c.shares);
  EXPECT_EQ(Text(StandardScores(totals)), c.scores);
  EXPECT_EQ(Text(PercentileRanks(totals)), c.percentiles);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, FairnessTest,
    ::testing::Values(
        Case{.name = "NoMember", .best = "-", .median = "-", .shares = "-", .scores = "-", .percentiles = "-"},
        Case{.name = "OneMember",
             .totals = {"97.5"},
             .best = "97.50",
             .median = "97.50",
             .shares = "100.00",
             .scores = "-",
             .percentiles = "-"},
        Case{.name = "OneMemberWithNothing",
             .totals = {"0"},
             .best = "0.00",
             .median = "0.00",
             .shares = "-",
             .scores = "-",
             .percentiles = "-"},
        Case{.name = "AllEqual",
             .totals = {"99", "99.0", "99.00"},
             .best = "99.00",
             .median = "99.00",
             .shares = "100.00 100.00 100.00",
             .scores = "-",
             .percentiles = "50.00 50.00 50.00"},
        Case{.name = "AllNothing",
             .totals = {"0", "0"},
             .best = "0.00",
             .median = "0.00",
             .shares = "-",
             .scores = "-",
             .percentiles = "50.00 50.00"},
        // The textbook example: mean 5, standard deviation 2.
        Case{.name = "WholeStandardDeviation",
             .totals = {"2", "4", "4", "4", "5", "5", "7", "9"},
             .best = "9.00",
             .median = "4.50",
             .shares = "22.22 44.44 44.44 44.44 55.56 55.56 77.78 100.00",
             .scores = "-1.50 -0.50 -0.50 -0.50 0.00 0.00 1.00 2.00",
             .percentiles = "6.25 31.25 31.25 31.25 62.50 62.50 81.25 93.75"},
        // Standard deviation sqrt(2/3): the scores are ±sqrt(3/2) = 1.2247…
        Case{.name = "IrrationalStandardDeviation",
             .totals = {"3", "1", "2"},
             .best = "3.00",
             .median = "2.00",
             .shares = "100.00 33.33 66.67",
             .scores = "1.22 -1.22 0.00",
             .percentiles = "83.33 16.67 50.00"},
        Case{.name = "TotalsAboveAHundred",
             .totals = {"113.67", "100.28", "99.9", "104.005"},
             .best = "113.67",
             .median = "102.1425",
             .shares = "100.00 88.22 87.89 91.50",
             .scores = "1.66 -0.75 -0.82 -0.08",
             .percentiles = "87.50 37.50 12.50 62.50"},
        Case{.name = "SevenFigures",
             .totals = {"1234567.89", "1234567.88", "9999999.99"},
             .best = "9999999.99",
             .median = "1234567.89",
             .shares = "12.35 12.35 100.00",
             .scores = "-0.71 -0.71 1.41",
             .percentiles = "50.00 16.67 83.33"},
        Case{.name = "ZeroAndSome",
             .totals = {"0", "10"},
             .best = "10.00",
             .median = "5.00",
             .shares = "0.00 100.00",
             .scores = "-1.00 1.00",
             .percentiles = "25.00 75.00"}),
    [](const auto& info) { return info.param.name; });

// Mean 50, standard deviation 8.
TEST(StandardScoresTest, ExactHalvesGoAwayFromZero) {
  EXPECT_EQ(Text(StandardScores(Numbers({"51", "49", "51", "49", "52", "48", "55", "45", "67", "33"}))),
            "0.13 -0.13 0.13 -0.13 0.25 -0.25 0.63 -0.63 2.13 -2.13");
}

// A score rounds to k hundredths exactly when it lies within half a hundredth, which whole numbers can tell.
TEST(FairnessPropertyTest, ViewsAgreeWithTheirDefinitions) {
  std::mt19937 random(1);
  const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  for (int round = 0; round < 500; ++round) {
    std::vector<Rational> totals;
    const int limit = round % 2 == 0 ? 5 : 12'000;
    for (int members = 2 + below(20); members > 0; --members) totals.push_back(Rational(below(limit)) / Rational(100));
    const Rational count = static_cast<int64_t>(totals.size());
    Rational mean, variance;
    for (const Rational& total : totals) mean += total / count;
    for (const Rational& total : totals) variance += (total - mean) * (total - mean) / count;
    const auto scores = StandardScores(totals);
    ASSERT_EQ(scores.has_value(), variance.sign() > 0);
    const std::vector<Rational> percentiles = *PercentileRanks(totals);
    for (size_t i = 0; i < totals.size(); ++i) {
      const Rational deviation = totals[i] - mean;
      if (scores.has_value()) {
        const Rational score = (*scores)[i];
        EXPECT_TRUE(score.sign() == 0 || score.sign() == deviation.sign());
        const Rational half = Rational(1) / Rational(200);
        const Rational size = score.sign() < 0 ? Rational(0) - score : score;
        EXPECT_LT(deviation * deviation, (size + half) * (size + half) * variance);
        if (size.sign() > 0) {
          EXPECT_GE(deviation * deviation, (size - half) * (size - half) * variance);
        }
      }
      Rational wanted;
      for (const Rational& other : totals) {
        if (other < totals[i]) wanted += 1;
        if (other == totals[i]) wanted += Rational(1) / Rational(2);
      }
      EXPECT_EQ(percentiles[i], (Rational(100) * wanted / count).Rounded(2));
    }
    const Rational median = *Median(totals);
    const auto half = static_cast<std::ptrdiff_t>(totals.size() / 2);
    EXPECT_LE(std::count_if(totals.begin(), totals.end(), [&](const Rational& t) { return t < median; }), half);
    EXPECT_LE(std::count_if(totals.begin(), totals.end(), [&](const Rational& t) { return t > median; }), half);
  }
}

TEST(FairnessPropertyTest, ACountryOfUnitsTakesNoQuadraticTime) {
  std::vector<Rational> totals;
  for (int i = 0; i < 20'000; ++i) totals.push_back(Rational(1'000'000 + i) / Rational(100));
  EXPECT_EQ(Text(StandardScores(totals)->front()), "-1.73");
  EXPECT_EQ(Text(PercentileRanks(totals)->back()), "100.00");
  EXPECT_EQ(Text(Median(totals)), "10099.995");
}

}  // namespace
}  // namespace thidua::ranking
