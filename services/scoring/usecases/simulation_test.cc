#include "services/scoring/usecases/simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/sql/location.h"
#include "services/scoring/domain/scale_builder_for_test.h"
#include "services/scoring/usecases/record_codec.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A scale of one declared criterion and one attainment.
ScaleDefinition ScaleOf(const std::string& scale_id, int year, const std::string& deduct_per_percent) {
  ScaleDefinition scale = DefinitionOf(
      {CriterionOf("I.1", Declared{}), CriterionOf("I.2", Attainment{.deduct_per_percent = D(deduct_per_percent)})});
  scale.scale_id = scale_id;
  scale.year = year;
  return scale;
}

// Two communes in 2022 and 2023, each year with its scale. In 2023, X has 50 + 90 and Y 60 + 85 points.
class SimulationTest : public ::testing::Test {
 protected:
  SimulationTest()
      : catalog_([](const std::string& definition) { return ScaleOf("s" + definition, std::stoi(definition), "1"); }) {
    store_ = *OpenSqlScoringStore(sql::Location::InMemory(), 2, absl::UnixEpoch());
    Write([](WriteTransaction& transaction) {
      const std::vector<Unit> units = {
          {"2", "Huyện B", "HUYEN", 2, ""}, {"21", "Xã X", "XA", 3, "2"}, {"22", "Xã Y", "XA", 3, "2"}};
      EXPECT_TRUE(transaction.PutUnits(units).ok());
      for (const int year : {2022, 2023}) {
        const std::string definition = std::to_string(year);
        EXPECT_TRUE(transaction.AddScale({"s" + definition, 1, year, 3, {}, definition, 1}).ok());
        EXPECT_TRUE(transaction.PutClusterYear({"k", year, "Cụm K", "2", {{"21"}, {"22"}}}).ok());
      }
      return absl::OkStatus();
    });
    Report("21", 2023, "50", "90");
    Report("22", 2023, "60", "85");
  }

  void Write(const std::function<absl::Status(WriteTransaction&)>& body) { EXPECT_TRUE(store_->Write(body).ok()); }

  void Report(const std::string& unit, int year, const std::string& declared, const std::string& actual) {
    const SheetRecord record{
        .unit = unit,
        .year = year,
        .version = 1,
        .figures = {{{"I.1", "points"}, {declared}}, {{"I.2", "plan"}, {"100"}}, {{"I.2", "actual"}, {actual}}}};
    Write([&](WriteTransaction& transaction) {
      return transaction.PutSheet({.unit = unit, .year = year, .version = 1, .body = EncodeRecord(record)});
    });
  }

  std::vector<SimulatedYear> Simulate(const ScaleDefinition& definition) {
    return *SimulateScale(*store_, catalog_, definition);
  }

  ScaleCatalog catalog_;
  std::unique_ptr<ScoringStore> store_;
};

TEST_F(SimulationTest, TheScaleInForceMovesNothing) {
  const auto years = Simulate(ScaleOf("s2023", 2023, "1"));
  ASSERT_THAT(years, SizeIs(2));
  EXPECT_EQ(years[0].year, 2023);
  EXPECT_EQ(years[0].compared, 2);
  EXPECT_THAT(years[0].moved, IsEmpty());
  EXPECT_THAT(years[1].skipped, SizeIs(1)) << "nothing was reported in 2022";
}

TEST_F(SimulationTest, NamesWhosePointsAndRanksMove) {
  // Four points for each percent: X 50 + 60, Y 60 + 40; before, 50 + 90 and 60 + 85.
  const auto years = Simulate(ScaleOf("s2023", 2023, "4"));
  ASSERT_THAT(years[0].moved, SizeIs(2));
  const SimulatedUnit& first = years[0].moved[0];
  EXPECT_EQ(first.unit.code, "21") << "50 + 60 = 110 now beats 60 + 40 = 100";
  EXPECT_EQ(std::pair(first.rank_before, first.rank_after), std::pair(2, 1));
  EXPECT_EQ(std::pair(first.total_before, first.total_after), std::pair(std::string("140.00"), std::string("110.00")));
  ASSERT_THAT(first.criteria, SizeIs(1));
  EXPECT_EQ(first.criteria[0].code, "I.2");
  EXPECT_EQ(first.criteria[0].before, "90.00");
  EXPECT_EQ(first.criteria[0].after, "60.00");
}

TEST_F(SimulationTest, AlsoByLastYearsFigures) {
  Report("21", 2022, "10", "100");
  Report("22", 2022, "12", "99");
  const auto years = Simulate(ScaleOf("s2023", 2023, "4"));
  ASSERT_THAT(years[1].moved, SizeIs(2));
  EXPECT_EQ(years[1].year, 2022);
  EXPECT_EQ(years[1].moved[0].unit.code, "21") << "10 + 100 beats 12 + 96; under 2022's scale 12 + 99 was ahead";
  EXPECT_EQ(years[1].moved[0].rank_before, 2);
}

TEST_F(SimulationTest, AClusterWhoseFiguresDoNotFitIsSaidToBe) {
  ScaleDefinition other = ScaleOf("s2023", 2023, "1");
  other.groups[0].criteria.erase(other.groups[0].criteria.begin());
  const auto years = Simulate(other);
  EXPECT_THAT(years[0].moved, IsEmpty());
  ASSERT_THAT(years[0].skipped, SizeIs(1));
  EXPECT_THAT(years[0].skipped[0].en, ::testing::HasSubstr("I.1"));
}

}  // namespace
}  // namespace thidua::scoring
