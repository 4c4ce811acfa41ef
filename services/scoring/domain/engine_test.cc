#include "services/scoring/domain/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "services/scoring/domain/narration.h"
#include "services/scoring/domain/scale_builder_for_test.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Inputs = std::map<std::string, std::string>;

constexpr char kMissing[] = "missing";

// Points of a one-criterion scale, or kMissing.
std::string PointsOf(const Criterion& criterion, const Inputs& inputs) {
  const Scale scale(DefinitionOf({criterion}));
  const std::vector<Sheet> sheets = {SheetOf(scale, inputs)};
  const CriterionScore score = ScoreCluster(scale, sheets)[0].criteria[0];
  return score.reported ? score.points.ToString(2) : kMissing;
}

struct Case {
  const char* name;
  Criterion criterion;
  Inputs inputs;
  const char* points;
};

Criterion With(Criterion criterion, std::vector<Adjustment> deductions, std::vector<Adjustment> bonuses = {},
               std::vector<std::string> zero_if = {}) {
  criterion.deductions = std::move(deductions);
  criterion.bonuses = std::move(bonuses);
  criterion.zero_if = std::move(zero_if);
  return criterion;
}

// The rule table of SCORING.md, row by row; the first four are figures that Ba Bích's plan states.
std::vector<Case> RuleTable() {
  const Rounding whole{.places = 0};
  const auto attainment = [&](Attainment rule) { return CriterionOf("a", rule); };
  const Criterion plan_i2 = attainment({.bonus_per_percent = D("0.5"), .bonus_cap = D("5"), .rounding = whole});
  const Criterion milestones = CriterionOf("a", Milestones{.required = D("19"), .points_per_unit = D("5")});
  const Criterion tiers = CriterionOf(
      "a", Tiers{.tiers = {{D("75"), D("100")}, {D("40"), D("50")}, {D("60"), D("80")}}, .otherwise = D("7")});
  const auto year = [](YearOverYear::Better better, const char* bonus, std::optional<Decimal> cap) {
    return CriterionOf(
        "a", YearOverYear{.better = better, .deduct_per_unit = D("2"), .bonus_per_unit = D(bonus), .bonus_cap = cap});
  };
  const Criterion grade = CriterionOf("a", Grade{.levels = {{"TOT", D("100")}, {"KHA", D("80")}}});
  const Adjustment incidents{.input = "n", .title = "n", .points_each = D("2")};
  const Adjustment capped{.input = "n", .title = "n", .points_each = D("2"), .cap = D("5")};
  using B = YearOverYear::Better;
  return {
      {"plan I.2: 34,265,077 of 36,000,000", plan_i2, {{"a.plan", "36000000"}, {"a.actual", "34265077"}}, "95.00"},
      {"plan I.4: one case of forest loss", With(grade, {incidents}), {{"a.grade", "TOT"}, {"a.n", "1"}}, "98.00"},
      {"plan I.6: 4 of 337 pupils",
       CriterionOf("a", AdverseRate{.rounding = whole}),
       {{"a.part", "4"}, {"a.whole", "337"}},
       "99.00"},
      {"plan I.10: 12 of 19", milestones, {{"a.achieved", "12"}}, "60.00"},

      {"full", CriterionOf("a", Full{}), {}, "100.00"},
      {"attainment exactly", plan_i2, {{"a.plan", "3"}, {"a.actual", "3"}}, "100.00"},
      {"attainment above, bonus", plan_i2, {{"a.plan", "100"}, {"a.actual", "103"}}, "101.50"},
      {"attainment bonus at most its cap", plan_i2, {{"a.plan", "1"}, {"a.actual", "50"}}, "105.00"},
      {"attainment without a bonus", attainment({}), {{"a.plan", "1"}, {"a.actual", "50"}}, "100.00"},
      {"attainment bonus without a cap",
       attainment({.bonus_per_percent = D("1")}),
       {{"a.plan", "1"}, {"a.actual", "3"}},
       "300.00"},
      {"attainment never below 0",
       attainment({.deduct_per_percent = D("3")}),
       {{"a.plan", "1"}, {"a.actual", "0"}},
       "0.00"},
      {"attainment rounds to 2 places by default", attainment({}), {{"a.plan", "3"}, {"a.actual", "2"}}, "66.67"},
      {"attainment rounding down",
       attainment({.rounding = {.places = 0, .mode = RoundingMode::kDown}}),
       {{"a.plan", "3"}, {"a.actual", "2"}},
       "66.00"},
      {"attainment rounding up",
       attainment({.rounding = {.places = 0, .mode = RoundingMode::kUp}}),
       {{"a.plan", "3"}, {"a.actual", "1"}},
       "34.00"},
      {"attainment half up", attainment({.rounding = whole}), {{"a.plan", "200"}, {"a.actual", "189"}}, "95.00"},
      {"attainment no actual", attainment({}), {{"a.plan", "3"}}, kMissing},
      {"attainment no plan", attainment({}), {{"a.actual", "3"}}, kMissing},

      {"adverse none", CriterionOf("a", AdverseRate{}), {{"a.part", "0"}, {"a.whole", "7"}}, "100.00"},
      {"adverse all",
       CriterionOf("a", AdverseRate{.deduct_per_percent = D("2")}),
       {{"a.part", "7"}, {"a.whole", "7"}},
       "0.00"},
      {"adverse third", CriterionOf("a", AdverseRate{}), {{"a.part", "1"}, {"a.whole", "3"}}, "66.67"},
      {"adverse half reported", CriterionOf("a", AdverseRate{}), {{"a.part", "1"}}, kMissing},

      {"grade", grade, {{"a.grade", "KHA"}}, "80.00"},
      {"grade missing", grade, {}, kMissing},

      {"milestones all", milestones, {{"a.achieved", "19"}}, "100.00"},
      {"milestones more than all", milestones, {{"a.achieved", "25"}}, "100.00"},
      {"milestones at most M",
       CriterionOf("a", Milestones{.required = D("19"), .points_per_unit = D("50")}),
       {{"a.achieved", "18"}},
       "100.00"},
      {"milestones none", milestones, {{"a.achieved", "0"}}, "0.00"},

      {"tiers top by value", tiers, {{"a.value", "75"}}, "100.00"},
      {"tiers between", tiers, {{"a.value", "74.999999"}}, "80.00"},
      {"tiers below all", tiers, {{"a.value", "-3"}}, "7.00"},
      {"tiers by part and whole", tiers, {{"a.part", "2"}, {"a.whole", "3"}}, "80.00"},
      {"tiers rounded up to a bound", tiers, {{"a.part", "74995"}, {"a.whole", "100000"}}, "100.00"},
      {"tiers value goes before part and whole",
       tiers,
       {{"a.value", "40"}, {"a.part", "3"}, {"a.whole", "3"}},
       "50.00"},
      {"tiers half reported", tiers, {{"a.part", "2"}}, kMissing},

      {"year: higher is better, worse",
       year(B::kHigher, "0", {}),
       {{"a.current", "78"}, {"a.previous", "80"}},
       "96.00"},
      {"year: higher is better, better",
       year(B::kHigher, "1.5", D("2")),
       {{"a.current", "84"}, {"a.previous", "80"}},
       "102.00"},
      {"year: lower is better, worse", year(B::kLower, "0", {}), {{"a.current", "3"}, {"a.previous", "0"}}, "94.00"},
      {"year: lower is better, better, no cap",
       year(B::kLower, "1", {}),
       {{"a.current", "0"}, {"a.previous", "30"}},
       "130.00"},
      {"year: same", year(B::kLower, "1", {}), {{"a.current", "5"}, {"a.previous", "5"}}, "100.00"},
      {"year: below zero", year(B::kHigher, "0", {}), {{"a.current", "-2"}, {"a.previous", "-1"}}, "98.00"},
      {"year: no previous", year(B::kHigher, "0", {}), {{"a.current", "5"}}, kMissing},

      {"checklist part", CriterionOf("a", Checklist{.required = D("6")}), {{"a.done", "5"}}, "83.33"},
      {"checklist more than all", CriterionOf("a", Checklist{.required = D("6")}), {{"a.done", "9"}}, "100.00"},
      {"declared", CriterionOf("a", Declared{}), {{"a.points", "99.5"}}, "99.50"},

      {"deduction at most its cap", With(CriterionOf("a", Full{}), {capped}), {{"a.n", "9"}}, "95.00"},
      {"deductions never below 0", With(CriterionOf("a", Full{}), {incidents}), {{"a.n", "60"}}, "0.00"},
      {"bonus on top of nothing",
       With(CriterionOf("a", Full{}), {incidents}, {{.input = "b", .points_each = D("3")}}),
       {{"a.n", "60"}, {"a.b", "2"}},
       "6.00"},
      {"bonus above M",
       With(CriterionOf("a", Full{}), {}, {{.input = "b", .points_each = D("3"), .cap = D("4")}}),
       {{"a.b", "2"}},
       "104.00"},
      {"no points, bonuses included",
       With(CriterionOf("a", Full{}), {}, {{.input = "b", .points_each = D("3")}}, {"z"}),
       {{"a.b", "2"}, {"a.z", "1"}},
       "0.00"},
      {"zeroIf of 0 does nothing", With(CriterionOf("a", Full{}), {}, {}, {"z"}), {{"a.z", "0"}}, "100.00"},
      {"not reported earns no bonus",
       With(grade, {}, {{.input = "b", .points_each = D("3")}}),
       {{"a.b", "2"}},
       kMissing},
      {"points rounded half up once", With(CriterionOf("a", Full{}, "0.005"), {}), {}, "0.01"},
      {"figures beyond 128 bits",
       attainment({.bonus_per_percent = D("999999999999.999999")}),
       {{"a.plan", "0.000001"}, {"a.actual", "999999999999999999"}},
       "99999999999999999799999900000000000200.00"},
  };
}

TEST(EngineTest, FollowsTheRuleTable) {
  for (const Case& c : RuleTable()) EXPECT_EQ(PointsOf(c.criterion, c.inputs), c.points) << c.name;
}

// Every explanation ends at the figure that the engine gives, or says why there is none.
TEST(EngineTest, ExplainsWhatItScores) {
  for (const Case& c : RuleTable()) {
    const Scale scale(DefinitionOf({c.criterion}));
    const std::vector<Sheet> sheets = {SheetOf(scale, c.inputs)};
    std::vector<Message> steps;
    const CriterionScore score = ScoreCriterion(scale, 0, sheets[0], ComparePeers(scale, sheets)[0], &steps);
    ASSERT_FALSE(steps.empty()) << c.name;
    EXPECT_FALSE(steps.back().vi.empty() || steps.back().en.empty()) << c.name;
    if (!score.reported) {
      EXPECT_THAT(steps.back().en, HasSubstr("Not reported")) << c.name;
    } else if (score.points.sign() != 0) {
      std::string all;
      for (const Message& step : steps) all += step.vi + "\n";
      EXPECT_THAT(all, HasSubstr(FormatFigure(score.points.Rounded(2)).substr(0, 4))) << c.name;
    }
  }
}

std::vector<std::string> PeerPoints(bool ratio_to_best, const std::vector<Inputs>& units) {
  const Scale scale(DefinitionOf({CriterionOf("p", PeerRelative{.ratio_to_best = ratio_to_best})}));
  std::vector<Sheet> sheets;
  sheets.reserve(units.size());
  for (const Inputs& inputs : units) sheets.push_back(SheetOf(scale, inputs));
  std::vector<std::string> points;
  points.reserve(sheets.size());
  for (const UnitScore& unit : ScoreCluster(scale, sheets)) {
    points.push_back(unit.criteria[0].reported ? unit.criteria[0].points.ToString(2) : kMissing);
  }
  return points;
}

TEST(EngineTest, ComparesPeersWithinTheCluster) {
  EXPECT_THAT(PeerPoints(false, {{{"p.target", "10"}, {"p.actual", "20"}},   // e = 1 = L
                                 {{"p.target", "10"}, {"p.actual", "15"}},   // e = 1/2
                                 {{"p.target", "10"}, {"p.actual", "10"}},   // e = 0
                                 {{"p.target", "10"}, {"p.actual", "6"}},    // e = −2/5
                                 {{"p.target", "10"}, {"p.actual", "0"}}}),  // e = −1
              ElementsAre("100.00", "75.00", "50.00", "30.00", "0.00"));
  EXPECT_THAT(PeerPoints(false, {{{"p.target", "10"}, {"p.actual", "9"}}, {{"p.target", "4"}, {"p.actual", "4"}}}),
              ElementsAre("45.00", "50.00"))
      << "nobody beyond the target";
  EXPECT_THAT(PeerPoints(false, {{{"p.actual", "9"}}, {{"p.target", "4"}}}), ElementsAre(kMissing, kMissing));
}

TEST(EngineTest, ComparesUnitsWithoutATargetAmongThemselves) {
  EXPECT_THAT(PeerPoints(true, {{{"p.target", "10"}, {"p.actual", "1000"}},
                                {{"p.target", "0"}, {"p.actual", "30"}},
                                {{"p.actual", "20"}},
                                {{"p.actual", "0"}},
                                {{"p.target", "5"}}}),
              ElementsAre("100.00", "100.00", "66.67", "0.00", kMissing));
  EXPECT_THAT(PeerPoints(true, {{{"p.actual", "0"}}, {{"p.target", "0"}, {"p.actual", "0"}}}),
              ElementsAre("0.00", "0.00"));
}

TEST(EngineTest, LeavesPeersOfOtherTypesOutOfTheComparison) {
  Criterion criterion = CriterionOf("p", PeerRelative{});
  criterion.unit_types = {"XA"};
  const Scale scale(DefinitionOf({criterion}));
  const std::vector<Sheet> sheets = {SheetOf(scale, {{"p.target", "1"}, {"p.actual", "2"}}, "a", "XA"),
                                     SheetOf(scale, {{"p.target", "1"}, {"p.actual", "100"}}, "b", "THI_TRAN")};
  const auto scores = ScoreCluster(scale, sheets);
  EXPECT_EQ(scores[0].criteria[0].points, Rational(100));
  EXPECT_FALSE(scores[1].criteria[0].applies);
}

// Two groups, one nested: c1 (coefficient 2), c2 below it, c3 that townships do not have.
ScaleDefinition NestedDefinition(Total total) {
  Criterion c1 = CriterionOf("c1", Declared{}), c2 = CriterionOf("c2", Declared{}, "50"),
            c3 = CriterionOf("c3", Declared{});
  c1.coefficient = D("2");
  c3.except_unit_types = {"THI_TRAN"};
  ScaleDefinition definition = DefinitionOf({});
  definition.total = total;
  definition.groups = {{.code = "I", .criteria = {c1}, .groups = {{.code = "I.A", .criteria = {c2}}}},
                       {.code = "II", .criteria = {c3}}};
  return definition;
}

std::vector<std::string> Sums(const Total& total, const std::string& type) {
  const Scale scale(NestedDefinition(total));
  const std::vector<Sheet> sheets = {
      SheetOf(scale, {{"c1.points", "70"}, {"c2.points", "35.5"}, {"c3.points", "90"}}, "u", type)};
  const UnitScore unit = ScoreCluster(scale, sheets)[0];
  std::vector<std::string> sums;
  for (const Rational& subtotal : unit.subtotals) sums.push_back(subtotal.ToString(total.places));
  sums.push_back(unit.total.ToString(total.places));
  sums.push_back(unit.lost.ToString(2));
  return sums;
}

TEST(EngineTest, SumsUpByMethodOverWhatApplies) {
  using M = Total::Method;
  // Groups I, I.A, II; total; lost.
  EXPECT_THAT(Sums({.method = M::kSum}, "XA"), ElementsAre("175.50", "35.50", "90.00", "265.50", "54.50"));
  EXPECT_THAT(Sums({.method = M::kMean}, "XA"), ElementsAre("58.50", "35.50", "90.00", "66.38", "54.50"));
  EXPECT_THAT(Sums({.method = M::kNormalized}, "XA"), ElementsAre("70.20", "71.00", "90.00", "75.86", "54.50"));
  EXPECT_THAT(Sums({.method = M::kNormalized, .places = 0}, "XA"), ElementsAre("70", "71", "90", "76", "54.50"));
  EXPECT_THAT(Sums({.method = M::kSum, .cap = D("100")}, "XA"),
              ElementsAre("100.00", "35.50", "90.00", "100.00", "54.50"));
  EXPECT_THAT(Sums({.method = M::kMean}, "THI_TRAN"), ElementsAre("58.50", "35.50", "0.00", "58.50", "44.50"));
}

TEST(EngineTest, CountsWhatIsNotReportedAsZeroAndLost) {
  const Scale scale(NestedDefinition({.method = Total::Method::kMean}));
  const std::vector<Sheet> sheets = {SheetOf(scale, {{"c1.points", "70"}})};
  const UnitScore unit = ScoreCluster(scale, sheets)[0];
  EXPECT_EQ(unit.total, Rational(35));
  EXPECT_EQ(unit.lost, Rational(30 + 50 + 100));
}

TEST(EngineTest, ScoresNobodyInAnEmptyCluster) {
  EXPECT_TRUE(ScoreCluster(Scale(DefinitionOf({CriterionOf("a", Full{})})), {}).empty());
}

TEST(EngineTest, TakesLastYearsFigureWherePreviousIsAbsent) {
  const Scale scale(DefinitionOf({CriterionOf("y", YearOverYear{.better = YearOverYear::Better::kHigher})}));
  Sheet sheet = SheetOf(scale, {{"y.current", "70"}});
  InheritPrevious(
      scale, [](const std::string& code) { return code == "y" ? std::optional(D("75")) : std::nullopt; }, sheet);
  const std::vector<Sheet> sheets = {sheet};
  EXPECT_EQ(ScoreCluster(scale, sheets)[0].criteria[0].points, Rational(95));

  Sheet stated = SheetOf(scale, {{"y.current", "70"}, {"y.previous", "70"}});
  InheritPrevious(
      scale, [](const std::string&) { return std::optional(D("75")); }, stated);
  EXPECT_FALSE(stated.cells[scale.slots_of(0).second].inherited) << "a stated figure stands";
}

TEST(NarrationTest, WritesFiguresForPeople) {
  EXPECT_EQ(FormatFigure(Rational(36000000)),
            "36\xC2\xA0"
            "000\xC2\xA0"
            "000");
  EXPECT_EQ(FormatFigure(Rational(9999)), "9999");
  EXPECT_EQ(FormatFigure(Rational(-12345)),
            "-12\xC2\xA0"
            "345");
  EXPECT_EQ(FormatFigure(Rational(1) / Rational(3)), "0.3333…");
  EXPECT_EQ(FormatFigure(D("0.5")), "0.5");
}

TEST(NarrationTest, SaysWhatWouldWinLostPointsBack) {
  const Scale scale(DefinitionOf({CriterionOf("a", Milestones{.required = D("19"), .points_per_unit = D("5")})}));
  EXPECT_EQ(DescribeRemedy(scale, 0, SheetOf(scale, {{"a.achieved", "12"}})).vi, "Đạt thêm 7 để đủ 19.");
  EXPECT_EQ(DescribeRemedy(scale, 0, SheetOf(scale, {{"a.achieved", "19"}})).vi, "");
}

}  // namespace
}  // namespace thidua::scoring
