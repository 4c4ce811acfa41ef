#include "services/ranking/domain/points_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace thidua::ranking {
namespace {

using scoring::Total;
using ::testing::ElementsAre;

constexpr int32_t kNone = PointsTable::kDoesNotApply;

Decimal Number(const std::string& text) {
  Decimal value;
  EXPECT_EQ(Decimal::Parse(text, value), Decimal::Fault::kNone) << text;
  return value;
}

// Two groups: the first two criteria, and the third. Ties go by the second group, then by the first criterion.
ScaleShape Shape(Total total) {
  return {.criteria = {{.max_points = Number("100")}, {.max_points = Number("10")}, {.max_points = Number("5.5")}},
          .groups = {{0, 2}, {2, 3}},
          .total = total,
          .tie_breaks = {{.is_group = true, .position = 1}, {.is_group = false, .position = 0}}};
}

std::vector<int> Ranks(const PointsTable& table) {
  std::vector<int> ranks;
  ranks.reserve(table.units());
  for (int unit = 0; unit < table.units(); ++unit) ranks.push_back(table.result(unit).in_cluster.rank);
  return ranks;
}

std::vector<int64_t> Totals(const PointsTable& table) {
  std::vector<int64_t> totals;
  totals.reserve(table.units());
  for (int unit = 0; unit < table.units(); ++unit) totals.push_back(table.result(unit).total);
  return totals;
}

// A scale of one criterion with these parameters.
ScaleShape OneCriterion(Total total, const std::string& coefficient, const std::string& max_points) {
  return {.criteria = {{.coefficient = Number(coefficient), .max_points = Number(max_points)}},
          .groups = {{0, 1}},
          .total = total};
}

TEST(InHundredthsTest, TakesWhatAnInt32OfHundredthsHolds) {
  EXPECT_EQ(InHundredths(Number("99.7")), 9970);
  EXPECT_EQ(InHundredths(Number("0")), 0);
  EXPECT_EQ(InHundredths(Number("21474836.47")), 2147483647);
  EXPECT_EQ(InHundredths(Number("21474836.48")), std::nullopt);
  EXPECT_EQ(InHundredths(Number("0.005")), std::nullopt);
  EXPECT_EQ(InHundredths(Number("-1")), std::nullopt);
}

TEST(PointsTableTest, RanksEachClusterAlone) {
  auto table = PointsTable::Make(Shape({.method = Total::Method::kSum}), {2, 0, 3},
                                 {
                                     9000, 1000, 550,  //
                                     9500, 1000, 550,  //
                                     100, 0, 0,        //
                                     200, 0, 0,        //
                                     300, 0, 0,        //
                                 });
  ASSERT_TRUE(table.has_value());
  EXPECT_THAT(Ranks(*table), ElementsAre(2, 1, 3, 2, 1));
  EXPECT_THAT(table->order(0), ElementsAre(1, 0));
  EXPECT_THAT(table->order(1), ElementsAre());
  EXPECT_THAT(table->order(2), ElementsAre(4, 3, 2));
  EXPECT_THAT(Totals(*table), ElementsAre(10550, 11050, 100, 200, 300));
}

TEST(PointsTableTest, TieBreaksDecideInOrderAndWhatIsLeftSharesTheRank) {
  auto table = PointsTable::Make(Shape({.method = Total::Method::kSum}), {5},
                                 {
                                     5000,
                                     500,
                                     500,  // Lost on the group.
                                     4900,
                                     550,
                                     550,  // Lost on the criterion.
                                     5000,
                                     450,
                                     550,  //
                                     5000,
                                     450,
                                     550,  //
                                     1,
                                     1,
                                     1,
                                 });
  ASSERT_TRUE(table.has_value());
  EXPECT_THAT(Ranks(*table), ElementsAre(4, 3, 1, 1, 5));
  EXPECT_EQ(table->result(0).in_cluster.decided_by, 0b01);
  EXPECT_EQ(table->result(1).in_cluster.decided_by, 0b11);
  EXPECT_EQ(table->result(4).in_cluster.decided_by, 0);
  EXPECT_TRUE(table->result(2).in_cluster.tied);
  EXPECT_FALSE(table->result(1).in_cluster.tied);
}

TEST(PointsTableTest, TotalsByEveryMethodLeaveOutWhatDoesNotApply) {
  const std::vector<int32_t> points = {10000, kNone, 275};
  const auto total = [&](Total of) { return PointsTable::Make(Shape(of), {1}, points)->result(0).total; };
  EXPECT_EQ(total({.method = Total::Method::kSum}), 10275);
  EXPECT_EQ(total({.method = Total::Method::kMean}), 5138);        // 51.375
  EXPECT_EQ(total({.method = Total::Method::kNormalized}), 9739);  // 102.75 / 105.5
  EXPECT_EQ(total({.method = Total::Method::kMean, .places = 0}), 51);
  EXPECT_EQ(total({.method = Total::Method::kMean, .cap = Number("51.3755")}), 513755);  // Between 51.37 and 51.38.
}

TEST(PointsTableTest, NothingThatAppliesIsATotalOfZero) {
  for (const auto method : {Total::Method::kSum, Total::Method::kMean, Total::Method::kNormalized}) {
    auto table = PointsTable::Make(Shape({.method = method}), {2}, std::vector<int32_t>(6, kNone));
    ASSERT_TRUE(table.has_value());
    EXPECT_THAT(Totals(*table), ElementsAre(0, 0));
    EXPECT_THAT(Ranks(*table), ElementsAre(1, 1));
    EXPECT_EQ(table->result(0).lost, 0);
  }
}

TEST(PointsTableTest, LostIsThePlainSumAndPointsAboveTheMaximumWinNothingBack) {
  auto table = PointsTable::Make(Shape({.method = Total::Method::kMean}), {1}, {10500, 250, kNone});
  EXPECT_EQ(table->result(0).lost, 750);
}

TEST(PointsTableTest, OverallRanksGoOverTheClusters) {
  auto table = PointsTable::Make(OneCriterion({.method = Total::Method::kSum}, "1", "100"), {2, 2}, {10, 20, 20, 1});
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->result(0).overall.rank, 0);
  EXPECT_THAT(table->RankOverall(), ElementsAre(1, 2, 0, 3));
  EXPECT_EQ(table->result(2).overall.rank, 1);
  EXPECT_TRUE(table->result(2).overall.tied);
  EXPECT_FALSE(table->result(2).in_cluster.tied);
  EXPECT_EQ(table->result(0).overall.rank, 3);
}

TEST(PointsTableTest, OverallRanksOfTotalsFarApart) {
  auto table = PointsTable::Make(OneCriterion({.method = Total::Method::kSum}, "214", "100"), {4},
                                 {2147483647, 0, 2147483646, 1 << 20});
  ASSERT_TRUE(table.has_value());
  EXPECT_THAT(table->RankOverall(), ElementsAre(0, 2, 3, 1));
}

TEST(PointsTableTest, AnUpdateMovesItsClusterOnceThatIsRankedAgain) {
  auto table = PointsTable::Make(OneCriterion({.method = Total::Method::kSum}, "1", "100"), {2, 2}, {10, 20, 30, 40});
  ASSERT_TRUE(table.has_value());
  table->UpdateUnit(0, {25});
  EXPECT_THAT(Ranks(*table), ElementsAre(2, 1, 2, 1));
  table->RankClusterAgain(0);
  EXPECT_THAT(Ranks(*table), ElementsAre(1, 2, 2, 1));
  EXPECT_THAT(Totals(*table), ElementsAre(25, 20, 30, 40));
}

TEST(PointsTableTest, ExtremesAreOfTheUnitsThatACriterionAppliesTo) {
  auto table =
      PointsTable::Make(OneCriterion({.method = Total::Method::kSum}, "1", "100"), {3, 1}, {10, kNone, 30, kNone});
  ASSERT_TRUE(table.has_value());
  const PointsTable::Extremes extremes = table->ExtremesOf(0, 0);
  EXPECT_EQ(extremes.highest, 30);
  EXPECT_EQ(extremes.lowest, 10);
  EXPECT_EQ(extremes.units, 2);
  EXPECT_EQ(table->ExtremesOf(1, 0).units, 0);
}

TEST(PointsTableTest, ATableOfNobodyHasNothingToRank) {
  auto table = PointsTable::Make(Shape({.method = Total::Method::kSum}), {}, {});
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->units(), 0);
  EXPECT_EQ(table->clusters(), 0);
  EXPECT_TRUE(table->RankOverall().empty());
}

TEST(PointsTableTest, FiguresBeyond64BitsOnTheWayToATotalAreExact) {
  // 21,474,836.46 × 2147.483647 in a mean of six places: the dividend takes 82 bits.
  auto table =
      PointsTable::Make(OneCriterion({.method = Total::Method::kNormalized, .places = 6}, "2147.483647", "1000"), {2},
                        {2147483646, 2147483647});
  ASSERT_TRUE(table.has_value());
  EXPECT_THAT(Totals(*table), ElementsAre(2147483646000, 2147483647000));
}

TEST(PointsTableTest, RefusesWhatDoesNotFit) {
  const auto fits = [](const ScaleShape& shape) {
    return PointsTable::Make(shape, {1}, std::vector<int32_t>(shape.criteria.size())).has_value();
  };
  const Total sum{.method = Total::Method::kSum};
  EXPECT_TRUE(fits(OneCriterion(sum, "2147483647", "21474836.47")));
  EXPECT_FALSE(fits(OneCriterion(sum, "2147483648", "100")));
  EXPECT_FALSE(fits(OneCriterion(sum, "2147.483648", "100")));
  EXPECT_FALSE(fits(OneCriterion(sum, "1", "21474836.48")));
  EXPECT_FALSE(fits(OneCriterion(sum, "1", "0.125")));
  EXPECT_FALSE(fits(OneCriterion({.method = Total::Method::kSum, .places = 6}, "2147483647", "100")));
  EXPECT_TRUE(fits(OneCriterion({.method = Total::Method::kMean, .places = 6}, "2147483647", "100")));
  EXPECT_FALSE(
      fits(OneCriterion({.method = Total::Method::kSum, .cap = Number("99999999999999.9999")}, "2147483647", "1")));
  ScaleShape together = OneCriterion(sum, "2147483647", "100");
  together.criteria.push_back({.max_points = Number("100")});
  EXPECT_FALSE(fits(together));
  ScaleShape many = OneCriterion(sum, "1", "100");
  many.tie_breaks.resize(PointsTable::kMaxTieBreaks);
  EXPECT_TRUE(fits(many));
  many.tie_breaks.emplace_back();
  EXPECT_FALSE(fits(many));
}

TEST(PointsTableTest, MemoryIsPointsAndFewBytesMore) {
  constexpr size_t kUnits = 1000;
  ScaleShape shape = OneCriterion({.method = Total::Method::kMean}, "1", "100");
  shape.criteria.resize(40, shape.criteria.front());
  auto table = PointsTable::Make(shape, std::vector<int>(kUnits / 5, 5), std::vector<int32_t>(kUnits * 40, 9900));
  ASSERT_TRUE(table.has_value());
  EXPECT_GT(table->memory_bytes(), kUnits * 40 * sizeof(int32_t));
  EXPECT_LT(table->memory_bytes(), kUnits * (40 * sizeof(int32_t) + 48));
}

}  // namespace
}  // namespace thidua::ranking
