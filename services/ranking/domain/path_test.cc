#include "services/ranking/domain/path.h"

#include <gtest/gtest.h>

#include <numeric>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace thidua::ranking {
namespace {

using ::thidua::scoring::Total;

Rational Number(const std::string& text) { return *Rational::FromString(text); }

// A criterion of at most 10 points.
PathCriterion Has(const std::string& points, const std::string& cost = "1", const std::string& coefficient = "1") {
  return {.coefficient = Number(coefficient), .max_points = 10, .points = Number(points), .cost = Number(cost)};
}

PathCriterion Gains(const std::string& gain, const std::string& cost = "1", const std::string& coefficient = "1") {
  PathCriterion criterion = Has("0", cost, coefficient);
  criterion.gain = Number(gain);
  return criterion;
}

Contender Other(const std::string& total, const std::vector<std::string>& tie_breaks = {}) {
  Contender contender{.unit = "u", .total = Number(total)};
  for (const std::string& value : tie_breaks) contender.tie_breaks.push_back(Number(value));
  return contender;
}

Total By(Total::Method method, int places = 2, const std::string& cap = "") {
  Total total{.method = method, .places = places};
  if (!cap.empty()) Decimal::Parse(cap, total.cap.emplace());
  return total;
}

WantedTotal TotalOf(const std::string& total) { return {Number(total)}; }

// "outcome {chosen} cost c total t by tie-breaks rank r".
std::string Text(const Path& path) {
  const char* outcome = path.outcome == Path::Outcome::kReachable     ? "win"
                        : path.outcome == Path::Outcome::kUnreachable ? "never with"
                                                                      : "perhaps";
  std::string text = absl::StrCat(outcome, " {", absl::StrJoin(path.chosen, " "), "} cost ", path.cost.ToString(0),
                                  " total ", path.total.ToString(2));
  for (const Rational& value : path.tie_breaks) absl::StrAppend(&text, " by ", value.ToString(0));
  return absl::StrCat(text, " rank ", path.rank);
}

struct Case {
  std::string name;
  PathQuestion question;
  std::string path;

  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }
};

class CheapestPathTest : public ::testing::TestWithParam<Case> {};

TEST_P(CheapestPathTest, Finds) { EXPECT_EQ(Text(CheapestPath(GetParam().question)), GetParam().path); }

std::string Name(const ::testing::TestParamInfo<Case>& info) { return info.param.name; }

const Total kSum = By(Total::Method::kSum);

INSTANTIATE_TEST_SUITE_P(
    Ranks, CheapestPathTest,
    ::testing::Values(
        Case{"AloneIsFirst",
             {.total = kSum, .criteria = {Has("5")}, .target = WantedRank{1}},
             "win {} cost 0 total 5.00 rank 1"},
        Case{"NoCriterion", {.total = kSum, .target = WantedTotal{1}}, "never with {} cost 0 total 0.00 rank 1"},
        Case{"AlreadyThere",
             {.total = kSum, .criteria = {Has("5", "0")}, .others = {Other("4"), Other("6")}, .target = WantedRank{2}},
             "win {} cost 0 total 5.00 rank 2"},
        Case{"LastIsForEveryone",
             {.total = kSum, .criteria = {Has("5")}, .others = {Other("6"), Other("7")}, .target = WantedRank{3}},
             "win {} cost 0 total 5.00 rank 3"},
        Case{"NobodyIsBelowTheLast",
             {.total = kSum, .criteria = {Has("5")}, .others = {Other("6")}, .target = WantedRank{9}},
             "win {} cost 0 total 5.00 rank 2"},
        Case{"LastButOne",
             {.total = kSum,
              .criteria = {Gains("1"), Gains("2")},
              .others = {Other("2"), Other("3")},
              .target = WantedRank{2}},
             "win {1} cost 1 total 2.00 rank 2"},
        Case{"First",
             {.total = kSum,
              .criteria = {Gains("1"), Gains("2"), Gains("0.5")},
              .others = {Other("2"), Other("3.01")},
              .target = WantedRank{1}},
             "win {0 1 2} cost 3 total 3.50 rank 1"},
        Case{"SharingTheRankIsHavingIt",
             {.total = kSum,
              .criteria = {Gains("1"), Gains("2")},
              .others = {Other("3"), Other("3")},
              .target = WantedRank{1}},
             "win {0 1} cost 2 total 3.00 rank 1"},
        Case{"RanksThatOthersShare",
             {.total = kSum,
              .criteria = {Gains("1"), Gains("2")},
              .others = {Other("3"), Other("3"), Other("1")},
              .target = WantedRank{2}},
             "win {0 1} cost 2 total 3.00 rank 1"},
        Case{"NeverButTheBestIsSaid",
             {.total = kSum,
              .criteria = {Gains("1", "4"), Gains("0"), Gains("2", "3")},
              .others = {Other("3.01"), Other("4"), Other("2.5")},
              .target = WantedRank{2}},
             "never with {0 2} cost 7 total 3.00 rank 3"},
        Case{"ATotalThatIsNever",
             {.total = kSum, .criteria = {Has("9.99")}, .others = {Other("10")}, .target = TotalOf("10.01")},
             "never with {0} cost 1 total 10.00 rank 1"}),
    Name);

INSTANTIATE_TEST_SUITE_P(
    Costs, CheapestPathTest,
    ::testing::Values(
        Case{"FewestWhereAllCostTheSame",
             {.total = kSum, .criteria = {Gains("1"), Gains("2"), Gains("3")}, .target = WantedTotal{3}},
             "win {2} cost 1 total 3.00 rank 1"},
        Case{"TwoThatAreCheap",
             {.total = kSum, .criteria = {Gains("1", "0.5"), Gains("2", "0.25"), Gains("3")}, .target = WantedTotal{3}},
             "win {0 1} cost 0.75 total 3.00 rank 1"},
        Case{
            "TheGreediestByPointsIsNotTheCheapest",
            {.total = kSum, .criteria = {Gains("6", "5"), Gains("5", "5"), Gains("5", "5")}, .target = WantedTotal{10}},
            "win {1 2} cost 10 total 10.00 rank 1"},
        Case{"OfEqualCostTheLeastPoints",
             {.total = kSum, .criteria = {Gains("5"), Gains("3"), Gains("4")}, .target = WantedTotal{3}},
             "win {1} cost 1 total 3.00 rank 1"},
        Case{"OfEqualPointsTheFirst",
             {.total = kSum, .criteria = {Gains("2"), Gains("3"), Gains("1"), Gains("2")}, .target = WantedTotal{4}},
             "win {0 3} cost 2 total 4.00 rank 1"},
        Case{"PointsCountWithoutCoefficient",
             {.total = kSum, .criteria = {Gains("4"), Gains("2", "1", "2")}, .target = WantedTotal{4}},
             "win {1} cost 1 total 4.00 rank 1"},
        Case{"WhatIsFreeButUselessIsLeft",
             {.total = kSum, .criteria = {Gains("1", "0"), Gains("3", "0")}, .target = WantedTotal{3}},
             "win {1} cost 0 total 3.00 rank 1"},
        Case{"WhatIsFreeSavesCost",
             {.total = kSum, .criteria = {Gains("1", "0"), Gains("3", "2"), Gains("2", "1")}, .target = WantedTotal{3}},
             "win {0 2} cost 1 total 3.00 rank 1"},
        Case{"LostPointsUnlessToldOtherwise",
             {.total = kSum, .criteria = {Has("10"), Has("10.5"), Has("7.25")}, .target = TotalOf("30.5")},
             "win {2} cost 1 total 30.50 rank 1"},
        Case{"NoCoefficientNoUse",
             {.total = kSum, .criteria = {Gains("5", "0", "0"), Gains("1")}, .target = WantedTotal{1}},
             "win {1} cost 1 total 1.00 rank 1"}),
    Name);

INSTANTIATE_TEST_SUITE_P(
    Totals, CheapestPathTest,
    ::testing::Values(
        Case{"UnspecifiedIsTheSum",
             {.criteria = {Gains("3", "1", "2"), Gains("5")}, .target = WantedTotal{6}},
             "win {0} cost 1 total 6.00 rank 1"},
        Case{"Mean",
             {.total = By(Total::Method::kMean),
              .criteria = {Gains("3", "1", "2"), Gains("5"), Gains("4")},
              .target = TotalOf("1.5")},
             "win {0} cost 1 total 1.50 rank 1"},
        Case{"Normalized",
             {.total = By(Total::Method::kNormalized),
              .criteria = {Gains("3", "1", "2"), Gains("5"), Gains("7")},
              .target = TotalOf("17.5")},
             "win {2} cost 1 total 17.50 rank 1"},
        Case{"NoWeightAtAll",
             {.total = By(Total::Method::kMean), .criteria = {Gains("3", "1", "0")}, .target = TotalOf("0.01")},
             "never with {0} cost 1 total 0.00 rank 1"},
        Case{
            "RoundingLiftsOverTheEdge",
            {.total = By(Total::Method::kMean), .criteria = {Gains("2.99"), Gains("3", "2")}, .target = TotalOf("1.5")},
            "win {0} cost 1 total 1.50 rank 1"},
        Case{"RoundingDoesNotLiftFromBelowTheHalf",
             {.total = By(Total::Method::kMean),
              .criteria = {Gains("2.98"), Gains("2.9901", "2")},
              .target = TotalOf("1.5")},
             "win {1} cost 2 total 1.50 rank 1"},
        Case{"RoundingLiftsBeyondARival",
             {.total = By(Total::Method::kSum, 0),
              .criteria = {Gains("3.4"), Gains("3.5")},
              .tie_breaks = {CriterionStep{0}},
              .others = {Other("3", {"10"})},
              .target = WantedRank{1}},
             "win {1} cost 1 total 4.00 by 0 rank 1"},
        Case{"ATotalBetweenWhatRoundingLeaves",
             {.total = By(Total::Method::kSum, 0), .criteria = {Gains("3.4"), Gains("3.5")}, .target = TotalOf("3.2")},
             "win {1} cost 1 total 4.00 rank 1"},
        Case{"TheCapIsShared",
             {.total = By(Total::Method::kSum, 2, "5"),
              .criteria = {Gains("4"), Gains("8", "2")},
              .others = {Other("5")},
              .target = WantedRank{1}},
             "win {1} cost 2 total 5.00 rank 1"},
        Case{"NothingGoesBeyondTheCap",
             {.total = By(Total::Method::kSum, 2, "5"), .criteria = {Gains("8")}, .target = TotalOf("5.01")},
             "never with {0} cost 1 total 5.00 rank 1"},
        Case{"AtTheCapTheTieBreakDecides",
             {.total = By(Total::Method::kSum, 2, "5"),
              .criteria = {Gains("9"), Gains("2"), Gains("4")},
              .tie_breaks = {SubtotalStep{1, 3}},
              .others = {Other("5", {"4.5"})},
              .target = WantedRank{1}},
             "win {1 2} cost 2 total 5.00 by 5 rank 1"},
        Case{"CapThatIsNotOnTheGrid",
             {.total = By(Total::Method::kSum, 0, "4.5"),
              .criteria = {Gains("4.4"), Gains("4.6")},
              .others = {Other("4")},
              .target = TotalOf("4.5")},
             "win {1} cost 1 total 4.50 rank 1"}),
    Name);

INSTANTIATE_TEST_SUITE_P(TieBreaks, CheapestPathTest,
                         ::testing::Values(Case{"EqualTotalAndABetterGroup",
                                                {.total = kSum,
                                                 .criteria = {Gains("3"), Gains("3"), Gains("1", "9")},
                                                 .tie_breaks = {SubtotalStep{1, 3}},
                                                 .others = {Other("3", {"2"})},
                                                 .target = WantedRank{1}},
                                                "win {1} cost 1 total 3.00 by 3 rank 1"},
                                           Case{"OrBeyondTheTotalWhenThatIsCheaper",
                                                {.total = kSum,
                                                 .criteria = {Gains("4"), Gains("3", "2")},
                                                 .tie_breaks = {SubtotalStep{1, 2}},
                                                 .others = {Other("3", {"2"})},
                                                 .target = WantedRank{1}},
                                                "win {0} cost 1 total 4.00 by 0 rank 1"},
                                           Case{"ACriterionThatMustBeWon",
                                                {.total = kSum,
                                                 .criteria = {Gains("3"), Gains("3"), Gains("3", "2")},
                                                 .tie_breaks = {CriterionStep{2}},
                                                 .others = {Other("6", {"3"})},
                                                 .target = WantedRank{1}},
                                                "win {0 2} cost 3 total 6.00 by 3 rank 1"},
                                           Case{"ACriterionThatCannotBeWonEnough",
                                                {.total = kSum,
                                                 .criteria = {Gains("3"), Gains("3"), Gains("3", "2")},
                                                 .tie_breaks = {CriterionStep{2}},
                                                 .others = {Other("6", {"3.01"})},
                                                 .target = WantedRank{1}},
                                                "win {0 1 2} cost 4 total 9.00 by 3 rank 1"},
                                           Case{"ACriterionWithoutCoefficientCanDecide",
                                                {.total = kSum,
                                                 .criteria = {Gains("3"), Gains("3", "2", "0")},
                                                 .tie_breaks = {CriterionStep{1}},
                                                 .others = {Other("3", {"2"})},
                                                 .target = WantedRank{1}},
                                                "win {0 1} cost 3 total 3.00 by 3 rank 1"},
                                           Case{"SecondStep",
                                                {.total = kSum,
                                                 .criteria = {Gains("2"), Gains("2"), Gains("2"), Gains("2")},
                                                 .tie_breaks = {SubtotalStep{0, 2}, SubtotalStep{3, 4}},
                                                 .others = {Other("4", {"2", "1"})},
                                                 .target = WantedRank{1}},
                                                "win {0 1} cost 2 total 4.00 by 4 by 0 rank 1"},
                                           Case{"SecondStepWhereTheFirstCannotBeBeaten",
                                                {.total = kSum,
                                                 .criteria = {Gains("2"), Gains("0"), Gains("2"), Gains("2")},
                                                 .tie_breaks = {SubtotalStep{0, 2}, SubtotalStep{3, 4}},
                                                 .others = {Other("4", {"2", "1"})},
                                                 .target = WantedRank{1}},
                                                "win {0 3} cost 2 total 4.00 by 2 by 2 rank 1"},
                                           Case{"ThirdStepWithinTheFirst",
                                                {.total = kSum,
                                                 .criteria = {Gains("2"), Gains("2"), Gains("2"), Gains("2")},
                                                 .tie_breaks = {SubtotalStep{0, 3}, CriterionStep{0},
                                                                SubtotalStep{2, 3}},
                                                 .others = {Other("4", {"4", "2", "1"})},
                                                 .target = WantedRank{1}},
                                                "win {0 2} cost 2 total 4.00 by 4 by 2 by 2 rank 1"},
                                           Case{"EqualAtEveryStepShares",
                                                {.total = kSum,
                                                 .criteria = {Gains("2"), Gains("2"), Gains("2")},
                                                 .tie_breaks = {SubtotalStep{1, 3}, CriterionStep{2}},
                                                 .others = {Other("4", {"4", "2"})},
                                                 .target = WantedRank{1}},
                                                "win {1 2} cost 2 total 4.00 by 4 by 2 rank 1"},
                                           Case{"AStepThatTheUnitHasNothingOf",
                                                {.total = kSum,
                                                 .criteria = {Gains("2"), Gains("1")},
                                                 .tie_breaks = {SubtotalStep{0, 0}},
                                                 .others = {Other("2", {"0.01"})},
                                                 .target = WantedRank{1}},
                                                "win {0 1} cost 2 total 3.00 by 0 rank 1"},
                                           Case{"AStepThatNeitherHasAnythingOf",
                                                {.total = kSum,
                                                 .criteria = {Gains("2"), Gains("1")},
                                                 .tie_breaks = {SubtotalStep{0, 0}},
                                                 .others = {Other("2", {"0"})},
                                                 .target = WantedRank{1}},
                                                "win {0} cost 1 total 2.00 by 0 rank 1"},
                                           Case{"GroupsRoundAsTotalsDo",
                                                {.total = By(Total::Method::kMean, 0),
                                                 .criteria = {Gains("5"), Gains("1", "1"), Gains("2", "1")},
                                                 .tie_breaks = {SubtotalStep{1, 3}},
                                                 .others = {Other("2", {"1"})},
                                                 .target = WantedRank{1}},
                                                "win {0 1} cost 2 total 2.00 by 1 rank 1"},
                                           Case{"ATotalAsksForNoTieBreak",
                                                {.total = kSum,
                                                 .criteria = {Gains("2"), Gains("1")},
                                                 .tie_breaks = {CriterionStep{1}},
                                                 .others = {Other("2", {"1"})},
                                                 .target = WantedTotal{2}},
                                                "win {0} cost 1 total 2.00 by 0 rank 2"}),
                         Name);

PathQuestion ManyEqual(size_t criteria, int64_t total) {
  PathQuestion question{.total = kSum, .target = WantedTotal{total}};
  question.criteria.assign(criteria, Gains("1"));
  return question;
}

TEST(CheapestPathTest, EqualGainsAreChosenInTheOrderOfTheScale) {
  const Path path = CheapestPath(ManyEqual(200, 100));
  EXPECT_EQ(path.outcome, Path::Outcome::kReachable);
  std::vector<size_t> first_hundred(100);
  std::iota(first_hundred.begin(), first_hundred.end(), size_t{0});
  EXPECT_EQ(path.chosen, first_hundred);
}

TEST(CheapestPathTest, MoreGainsThanItTakesAreTooHard) {
  EXPECT_EQ(CheapestPath(ManyEqual(kMaxPathGains, 2)).outcome, Path::Outcome::kReachable);
  const Path path = CheapestPath(ManyEqual(kMaxPathGains + 1, 2));
  EXPECT_EQ(path.outcome, Path::Outcome::kTooHard);
  EXPECT_GE(path.total, Rational(2));
  EXPECT_EQ(CheapestPath(ManyEqual(kMaxPathGains + 1, 0)).outcome, Path::Outcome::kReachable);
  EXPECT_EQ(CheapestPath(ManyEqual(kMaxPathGains + 1, 1000)).outcome, Path::Outcome::kUnreachable);
}

TEST(CheapestPathTest, FiguresThatAreNoDecimalsOrTooLongAreTooHard) {
  PathQuestion question = ManyEqual(3, 2);
  question.criteria[1].cost = Rational(1) / Rational(3);
  EXPECT_EQ(CheapestPath(question).outcome, Path::Outcome::kTooHard);
  question.criteria[1].cost = Number("123456789012345678901234567890");
  EXPECT_EQ(CheapestPath(question).outcome, Path::Outcome::kTooHard);
}

TEST(CheapestPathTest, CostsOfSevenFiguresAndSixPlaces) {
  const PathQuestion question{
      .total = kSum,
      .criteria = {Gains("1234567.891", "1234567.123457"), Gains("2345678.912", "1234567.123456"), Gains("0.001")},
      .target = TotalOf("1234567.89")};
  EXPECT_EQ(Text(CheapestPath(question)), "win {1} cost 1234567.123456 total 2345678.91 rank 1");
}

// Figures of 15 digits that cost what they gain: no sums coincide, and no bound tells sets apart.
TEST(CheapestPathTest, GivesUpOpenly) {
  std::mt19937_64 random(1);
  PathQuestion question{.total = kSum, .target = {}};
  Rational half;
  for (int i = 0; i < 60; ++i) {
    PathCriterion criterion = Gains("0");
    criterion.gain = Rational(static_cast<int64_t>(random() % 1'000'000'000'000'000)) / Rational(1'000'000);
    criterion.cost = *criterion.gain;
    half += *criterion.gain / Rational(2);
    question.criteria.push_back(criterion);
  }
  question.target = WantedTotal{half.Rounded(2)};
  const Path path = CheapestPath(question);
  EXPECT_EQ(path.outcome, Path::Outcome::kTooHard);
  EXPECT_GE(path.total, half.Rounded(2));
}

}  // namespace
}  // namespace thidua::ranking
