#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "services/scoring/domain/engine.h"
#include "services/scoring/domain/scale_builder_for_test.h"

namespace thidua::scoring {
namespace {

// A scale with every rule, and clusters of random but valid figures.
class EngineProperty : public ::testing::TestWithParam<uint64_t> {
 protected:
  EngineProperty() : random_(GetParam()), scale_(Definition()) {
    for (int u = 0; u < 7; ++u) sheets_.push_back(RandomSheet(std::to_string(u)));
  }

  static ScaleDefinition Definition() {
    Criterion adjusted = CriterionOf("full", Full{});
    adjusted.deductions = {{.input = "n", .points_each = D("1.5"), .cap = D("20")}};
    adjusted.bonuses = {{.input = "b", .points_each = D("0.7")}};
    adjusted.zero_if = {"z"};
    Criterion only_communes = CriterionOf("declared", Declared{});
    only_communes.unit_types = {"XA"};
    return DefinitionOf(
        {CriterionOf("attainment", Attainment{.bonus_per_percent = D("0.5"), .bonus_cap = D("5")}),
         CriterionOf("adverse", AdverseRate{}),
         CriterionOf("grade", Grade{.levels = {{"A", D("100")}, {"B", D("70")}}}),
         CriterionOf("milestones", Milestones{.required = D("19"), .points_per_unit = D("5")}),
         CriterionOf("tiers", Tiers{.tiers = {{D("90"), D("100")}, {D("50"), D("60")}}}),
         CriterionOf("year", YearOverYear{.better = YearOverYear::Better::kHigher, .bonus_per_unit = D("0.3")}),
         CriterionOf("checklist", Checklist{.required = D("7")}), only_communes, adjusted,
         CriterionOf("peers", PeerRelative{.ratio_to_best = true})},
        Total::Method::kMean);
  }

  std::string Number(int low, int high) { return std::to_string(std::uniform_int_distribution<>(low, high)(random_)); }

  Sheet RandomSheet(const std::string& unit) {
    const std::string part = Number(0, 50);
    return SheetOf(scale_,
                   {{"attainment.plan", Number(1, 100)},
                    {"attainment.actual", Number(0, 150)},
                    {"adverse.part", part},
                    {"adverse.whole", Number(50, 90)},
                    {"grade.grade", Number(0, 1) == "0" ? "A" : "B"},
                    {"milestones.achieved", Number(0, 22)},
                    {"tiers.part", part},
                    {"tiers.whole", Number(50, 60)},
                    {"year.current", Number(-50, 100)},
                    {"year.previous", Number(-50, 100)},
                    {"checklist.done", Number(0, 9)},
                    {"declared.points", Number(0, 100)},
                    {"full.n", Number(0, 80)},
                    {"full.b", Number(0, 9)},
                    {"full.z", Number(0, 9) == "0" ? "1" : "0"},
                    {"peers.target", Number(0, 3)},
                    {"peers.actual", Number(0, 9)}},
                   unit, Number(0, 3) == "0" ? "THI_TRAN" : "XA");
  }

  int Peers() const { return *scale_.FindCriterion("peers"); }

  std::mt19937_64 random_;
  const Scale scale_;
  std::vector<Sheet> sheets_;
};

void ExpectSame(const UnitScore& a, const UnitScore& b) {
  EXPECT_EQ(a.total, b.total);
  EXPECT_EQ(a.lost, b.lost);
  for (size_t c = 0; c < a.criteria.size(); ++c) EXPECT_EQ(a.criteria[c].points, b.criteria[c].points) << c;
}

TEST_P(EngineProperty, OrderOfUnitsNeverMatters) {
  const auto before = ScoreCluster(scale_, sheets_);
  std::vector<int> order = {0, 1, 2, 3, 4, 5, 6};
  std::shuffle(order.begin(), order.end(), random_);
  std::vector<Sheet> shuffled;
  shuffled.reserve(order.size());
  for (int u : order) shuffled.push_back(sheets_[u]);
  const auto after = ScoreCluster(scale_, shuffled);
  for (size_t i = 0; i < order.size(); ++i) ExpectSame(before[order[i]], after[i]);
}

TEST_P(EngineProperty, OneUnitsFiguresMoveItsPeersOnlyUnderPeerRelative) {
  const auto before = ScoreCluster(scale_, sheets_);
  sheets_[3] = RandomSheet(sheets_[3].unit);
  const auto after = ScoreCluster(scale_, sheets_);
  for (size_t u = 0; u < sheets_.size(); ++u) {
    if (u == 3) continue;
    for (int c = 0; c < static_cast<int>(scale_.criteria().size()); ++c) {
      if (c == Peers()) continue;
      EXPECT_EQ(before[u].criteria[c].points, after[u].criteria[c].points);
    }
  }
}

TEST_P(EngineProperty, ScalingPlanAndActualTogetherNeverMatters) {
  const auto before = ScoreCluster(scale_, sheets_);
  for (const char* name : {"attainment", "adverse", "tiers"}) {
    const auto& slots = scale_.slots_of(*scale_.FindCriterion(name));
    for (Sheet& sheet : sheets_) {
      for (int slot = slots.begin; slot < slots.end; ++slot) {
        if (!sheet.cells[slot].present) continue;
        sheet.cells[slot].value = D((Rational(sheet.cells[slot].value) * Rational(D("1000.25"))).ToString(0));
      }
    }
  }
  const auto after = ScoreCluster(scale_, sheets_);
  for (size_t u = 0; u < sheets_.size(); ++u) ExpectSame(before[u], after[u]);
}

TEST_P(EngineProperty, PointsStayWithinZeroAndMaximumPlusBonuses) {
  for (const UnitScore& unit : ScoreCluster(scale_, sheets_)) {
    for (size_t c = 0; c < unit.criteria.size(); ++c) {
      EXPECT_GE(unit.criteria[c].points, Rational(0));
      EXPECT_GE(unit.criteria[c].Lost(scale_.criteria()[c]), Rational(0));
      EXPECT_LE(unit.criteria[c].points, Rational(100) + Rational(50)) << "the largest bonus here is 45";
    }
  }
}

TEST_P(EngineProperty, ReportingBetterNeverCostsPoints) {
  const auto before = ScoreCluster(scale_, sheets_);
  for (const char* name : {"attainment.actual", "milestones.achieved", "checklist.done", "year.current"}) {
    const std::string path = name;
    const int criterion = *scale_.FindCriterion(path.substr(0, path.find('.')));
    const int slot = *scale_.FindSlot(criterion, path.substr(path.find('.') + 1));
    std::vector<Sheet> better = sheets_;
    better[0].cells[slot].value = D((Rational(better[0].cells[slot].value) + Rational(1)).ToString(0));
    EXPECT_GE(ScoreCluster(scale_, better)[0].criteria[criterion].points, before[0].criteria[criterion].points) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, EngineProperty, ::testing::Range<uint64_t>(1, 61));

}  // namespace
}  // namespace thidua::scoring
