#include "services/scoring/usecases/what_if.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/sql/location.h"
#include "common/status/problem.h"
#include "services/scoring/domain/scale_builder_for_test.h"
#include "services/scoring/usecases/record_codec.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;

constexpr int kYear = 2023;

ScaleDefinition ScaleOfTest() {
  Criterion communes_only = CriterionOf("I.3", Declared{});
  communes_only.except_unit_types = {"THI_TRAN"};
  return DefinitionOf({CriterionOf("I.1", Attainment{}), CriterionOf("I.2", Declared{}, "50"), communes_only,
                       CriterionOf("I.4", PeerRelative{.ratio_to_best = true})});
}

// A commune and a township: 21 has 90 + 40 + 5 and half of the best actual, 22 has 80 + 30 and the best.
class WhatIfTest : public ::testing::Test {
 protected:
  WhatIfTest() : catalog_([](const std::string&) { return ScaleOfTest(); }) {
    store_ = *OpenSqlScoringStore(sql::Location::InMemory(), 2, absl::UnixEpoch());
    const std::vector<Unit> units = {
        {"2", "Huyện B", "HUYEN", 2, ""}, {"21", "Xã X", "XA", 3, "2"}, {"22", "Thị trấn Y", "THI_TRAN", 3, "2"}};
    EXPECT_TRUE(store_
                    ->Write([&](WriteTransaction& transaction) -> absl::Status {
                      EXPECT_TRUE(transaction.PutUnits(units).ok());
                      EXPECT_TRUE(transaction.AddScale({"s", 1, kYear, 3, {}, "{}", 1}).ok());
                      Report("21", "90", "40", "5", "50", transaction);
                      Report("22", "80", "30", "", "100", transaction);
                      return transaction.PutClusterYear({"k", kYear, "Cụm K", "2", {{"21"}, {"22"}}});
                    })
                    .ok());
    EXPECT_TRUE(store_
                    ->Read([&](ReadTransaction& transaction) -> absl::Status {
                      cluster_ = *LoadClusterSheets(transaction, catalog_, "k", kYear);
                      return absl::OkStatus();
                    })
                    .ok());
  }

  static void Report(const std::string& unit, const std::string& attained, const std::string& declared,
                     const std::string& third, const std::string& actual, WriteTransaction& transaction) {
    SheetRecord record{.unit = unit,
                       .year = kYear,
                       .version = 1,
                       .figures = {{{"I.1", "plan"}, {"100", "QĐ 1"}},
                                   {{"I.1", "actual"}, {attained, "báo cáo"}},
                                   {{"I.2", "points"}, {declared}},
                                   {{"I.4", "actual"}, {actual}}}};
    if (!third.empty()) record.figures[{"I.3", "points"}] = {third};
    EXPECT_TRUE(transaction.PutSheet({.unit = unit, .year = kYear, .version = 1, .body = EncodeRecord(record)}).ok());
  }

  // Points of each member by criterion, "-" where one does not apply; or the refused fields.
  std::vector<std::string> Apply(const std::vector<ScoreOverride>& overrides) {
    ClusterSheets cluster = cluster_;
    const absl::Status status = ApplyOverrides(overrides, cluster);
    std::vector<std::string> out;
    if (!status.ok()) {
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
      const Problem problem = Problem::FromStatus(status);
      EXPECT_EQ(problem.reason, "BAD_OVERRIDE");
      for (const Problem::Violation& violation : problem.violations) {
        EXPECT_FALSE(violation.message.vi.empty());
        EXPECT_FALSE(violation.message.en.empty());
        out.push_back(violation.field);
      }
      return out;
    }
    for (const UnitScore& unit : ScoreWhereTheyStand(cluster)) {
      std::string points;
      for (const CriterionScore& one : unit.criteria) {
        if (!points.empty()) points += ' ';
        points += one.points.ToString(0);
      }
      out.push_back(points);
    }
    return out;
  }

  ScaleCatalog catalog_;
  std::unique_ptr<ScoringStore> store_;
  ClusterSheets cluster_;
};

TEST_F(WhatIfTest, NothingMovesNothing) { EXPECT_THAT(Apply({}), ElementsAre("90 40 5 50", "80 30 0 100")); }

TEST_F(WhatIfTest, AnotherFigureIsScoredByTheRule) {
  EXPECT_THAT(Apply({{"21", "I.1", "actual", "70"}}), ElementsAre("70 40 5 50", "80 30 0 100"));
  EXPECT_THAT(Apply({{"21", "I.1", "plan", "90"}}), ElementsAre("100 40 5 50", "80 30 0 100"));
  EXPECT_THAT(Apply({{"21", "I.1", "actual", "70"}, {"21", "I.1", "plan", "70"}}),
              ElementsAre("100 40 5 50", "80 30 0 100"));
}

TEST_F(WhatIfTest, AFigureCanBeTakenAway) {
  EXPECT_THAT(Apply({{"21", "I.2", "points", ""}}), ElementsAre("90 0 5 50", "80 30 0 100"));
}

TEST_F(WhatIfTest, PeersMoveToo) {
  EXPECT_THAT(Apply({{"22", "I.4", "actual", "200"}}), ElementsAre("90 40 5 25", "80 30 0 100"));
  EXPECT_THAT(Apply({{"21", "I.4", "actual", "200"}}), ElementsAre("90 40 5 100", "80 30 0 50"));
}

TEST_F(WhatIfTest, PointsCanBeDecidedWhateverTheFiguresSay) {
  EXPECT_THAT(Apply({{"21", "I.1", "", "33"}}), ElementsAre("33 40 5 50", "80 30 0 100"));
  EXPECT_THAT(Apply({{"21", "I.1", "", "0"}, {"21", "I.1", "actual", "77"}}), ElementsAre("0 40 5 50", "80 30 0 100"));
}

TEST_F(WhatIfTest, NamesEachOverrideThatCannotBe) {
  EXPECT_THAT(Apply({{"99", "I.1", "actual", "1"}}), ElementsAre("overrides[0].unit"));
  EXPECT_THAT(Apply({{"21", "I.9", "actual", "1"}}), ElementsAre("overrides[0].criterion"));
  EXPECT_THAT(Apply({{"21", "I.1", "parts", "1"}}), ElementsAre("overrides[0].input.name"));
  EXPECT_THAT(Apply({{"21", "I.1", "actual", "x"}}), ElementsAre("overrides[0].input.value"));
  EXPECT_THAT(Apply({{"21", "I.9", "", "1"}}), ElementsAre("overrides[0].criterion"));
  EXPECT_THAT(Apply({{"22", "I.3", "", "1"}}), ElementsAre("overrides[0].criterion")) << "not for townships";
  for (const char* points : {"", "x", "-1", "1.005", "50.01"}) {
    EXPECT_THAT(Apply({{"21", "I.2", "", points}}), ElementsAre("overrides[0].points")) << points;
  }
  EXPECT_THAT(Apply({{"21", "I.1", "actual", "70"}, {"99", "I.1", "actual", "1"}, {"21", "I.2", "", "51"}}),
              ElementsAre("overrides[1].unit", "overrides[2].points"));
}

TEST_F(WhatIfTest, TheStoreStaysAsItIs) {
  Apply({{"21", "I.1", "actual", "70"}});
  EXPECT_THAT(Apply({}), ElementsAre("90 40 5 50", "80 30 0 100"));
}

}  // namespace
}  // namespace thidua::scoring
