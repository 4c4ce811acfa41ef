#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/scale_builder_for_test.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Faults(const ScaleDefinition& definition) {
  imports::FaultList faults;
  CheckScale(definition, faults);
  std::vector<std::string> out;
  for (const imports::Fault& fault : faults.Sorted()) out.push_back(fault.field + " " + fault.reason);
  return out;
}

ScaleDefinition Valid() {
  ScaleDefinition definition = DefinitionOf({CriterionOf("I.1", Full{}),
                                             CriterionOf("I.2", Attainment{}),
                                             {.code = "I.3",
                                              .rule = Attainment{},
                                              .deductions = {{.input = "fires"}},
                                              .bonuses = {{.input = "prizes"}},
                                              .zero_if = {"disaster"}}});
  definition.tie_breaks = {{.code = "I", .is_group = true}, {.code = "I.2"}};
  definition.awards = {{.title = "Cờ thi đua", .scope = Award::Scope::kCluster, .count = D("1")},
                       {.title = "Giấy khen",
                        .scope = Award::Scope::kAll,
                        .percent = D("100"),
                        .min_total = D("0"),
                        .min_criterion_percent = D("100"),
                        .exclude_if = {{"I.3", "actual"}, {"I.3", "fires"}, {"I.3", "prizes"}, {"I.3", "disaster"}}}};
  return definition;
}

TEST(CheckScaleTest, AcceptsAGoodScale) { EXPECT_THAT(Faults(Valid()), IsEmpty()); }

TEST(CheckScaleTest, NamesThePathOfEachFault) {
  using Change = std::function<void(ScaleDefinition&)>;
  const auto rule = [](const Rule& rule) {
    return [rule](ScaleDefinition& s) { s.groups[0].criteria[1].rule = rule; };
  };
  const std::vector<std::pair<std::string, Change>> cases = {
      {"scaleId REQUIRED", [](auto& s) { s.scale_id.clear(); }},
      {"year BAD_YEAR", [](auto& s) { s.year = 23; }},
      {"level REQUIRED", [](auto& s) { s.level = Level::kUnspecified; }},
      {"total.method REQUIRED", [](auto& s) { s.total.method = Total::Method::kUnspecified; }},
      {"level UNKNOWN_VALUE", [](auto& s) { s.level = static_cast<Level>(7); }},
      {"total.method UNKNOWN_VALUE", [](auto& s) { s.total.method = static_cast<Total::Method>(7); }},
      {"total.places BAD_PLACES", [](auto& s) { s.total.places = 7; }},
      {"total.cap NEGATIVE", [](auto& s) { s.total.cap = D("-1"); }},
      {"stages TOO_FEW_STAGES", [](auto& s) { s.stages = {DefaultStages().front()}; }},
      {"stages[1].code DUPLICATE_CODE", [](auto& s) { s.stages = DefaultStages(), s.stages[1].code = "SELF"; }},
      {"stages[2].code REQUIRED", [](auto& s) { s.stages = DefaultStages(), s.stages[2].code.clear(); }},
      {"stages[2].code RESERVED_CODE", [](auto& s) { s.stages = DefaultStages(), s.stages[2].code = "COMPUTED"; }},
      {"stages[0].title REQUIRED", [](auto& s) { s.stages = DefaultStages(), s.stages[0].title.clear(); }},
      {"stages[3].by REQUIRED",
       [](auto& s) { s.stages = DefaultStages(), s.stages[3].actor = StageActor::kUnspecified; }},
      {"stages[3].by UNKNOWN_VALUE",
       [](auto& s) { s.stages = DefaultStages(), s.stages[3].actor = static_cast<StageActor>(-1); }},
      {"stages[0].by BAD_STAGE_ORDER",
       [](auto& s) { s.stages = DefaultStages(), s.stages[0].actor = StageActor::kAuthority; }},
      {"stages[2].by BAD_STAGE_ORDER",
       [](auto& s) { s.stages = DefaultStages(), s.stages[2].actor = StageActor::kNobody; }},
      {"stages[4].by BAD_STAGE_ORDER",
       [](auto& s) { s.stages = DefaultStages(), s.stages[4].actor = StageActor::kAuthority; }},
      {"stages[1].by NO_VERIFIER", [](auto& s) { s.stages = {DefaultStages()[0], DefaultStages()[1], DefaultStages()[4]}; }},
      {"stages[3].due DUE_BEFORE_EARLIER_STAGE",
       [](auto& s) {
         s.stages = DefaultStages();
         s.stages[1].due = CivilDay(2023, 12, 20);
         s.stages[3].due = CivilDay(2023, 12, 19);
       }},
      {"under[1] DUPLICATE_UNIT",
       [](auto& s) {
         s.under = {"535", "535"};
       }},
      {"groups[0].criteria[1].code DUPLICATE_CODE",
       [](auto& s) {
         s.groups[0].criteria[1].code = "I";
         s.tie_breaks.pop_back();
       }},
      {"groups[1].code DUPLICATE_CODE", [](auto& s) { s.groups.push_back({.code = "I.1"}); }},
      {"groups[0].criteria[0].code REQUIRED", [](auto& s) { s.groups[0].criteria[0].code.clear(); }},
      {"groups[0].groups[0].criteria[0].maxPoints NEGATIVE",
       [](auto& s) { s.groups[0].groups = {{.code = "I.A", .criteria = {CriterionOf("x", Full{}, "-5")}}}; }},
      {"groups[0].criteria[1].coefficient NEGATIVE", [](auto& s) { s.groups[0].criteria[1].coefficient = D("-1"); }},
      {"groups[0].criteria[1].appliesTo BOTH_LISTS",
       [](auto& s) { s.groups[0].criteria[1].unit_types = s.groups[0].criteria[1].except_unit_types = {"XA"}; }},
      {"groups[0].criteria[1].rule REQUIRED", rule(std::monostate{})},
      {"groups[0].criteria[1].rule.attainment.bonusCap NEGATIVE", rule(Attainment{.bonus_cap = D("-1")})},
      {"groups[0].criteria[1].rule.attainment.rounding.places BAD_PLACES",
       rule(Attainment{.rounding = {.places = -1}})},
      {"groups[0].criteria[1].rule.adverseRate.deductPerPercent NEGATIVE",
       rule(AdverseRate{.deduct_per_percent = D("-1")})},
      {"groups[0].criteria[1].rule.grade.levels REQUIRED", rule(Grade{})},
      {"groups[0].criteria[1].rule.grade.levels[1].label DUPLICATE_LABEL",
       rule(Grade{.levels = {{"A", D("1")}, {"A", D("2")}}})},
      {"groups[0].criteria[1].rule.milestones.required NOT_POSITIVE", rule(Milestones{})},
      {"groups[0].criteria[1].rule.tiers.tiers REQUIRED", rule(Tiers{})},
      {"groups[0].criteria[1].rule.tiers.tiers[1].atLeast DUPLICATE_TIER",
       rule(Tiers{.tiers = {{D("1"), D("1")}, {D("1"), D("2")}}})},
      {"groups[0].criteria[1].rule.yearOverYear.better REQUIRED", rule(YearOverYear{})},
      {"groups[0].criteria[1].rule.yearOverYear.better UNKNOWN_VALUE",
       rule(YearOverYear{.better = static_cast<YearOverYear::Better>(7)})},
      {"groups[0].criteria[1].rule.checklist.required NOT_POSITIVE", rule(Checklist{})},
      {"groups[0].criteria[1].deductions[0].cap NEGATIVE",
       [](auto& s) { s.groups[0].criteria[1].deductions = {{.input = "n", .cap = D("-0.5")}}; }},
      {"groups[0].criteria[1].bonuses[0].input REQUIRED", [](auto& s) { s.groups[0].criteria[1].bonuses = {{}}; }},
      {"groups[0].criteria[1].zeroIf[0] NOT_A_NUMBER",
       [](auto& s) {
         s.groups[0].criteria[1].rule = Grade{.levels = {{"A", D("1")}}};
         s.groups[0].criteria[1].zero_if = {"grade"};
       }},
      {"tieBreaks[1].criterion UNKNOWN_CODE", [](auto& s) { s.tie_breaks[1].code = "I.9"; }},
      {"tieBreaks[0].group UNKNOWN_CODE", [](auto& s) { s.tie_breaks[0].code = "I.1"; }},
      {"tieBreaks[2] REQUIRED", [](auto& s) { s.tie_breaks.push_back({}); }},
      {"awards[0].title REQUIRED", [](auto& s) { s.awards[0].title.clear(); }},
      {"awards[1].title DUPLICATE_TITLE", [](auto& s) { s.awards[1].title = s.awards[0].title; }},
      {"awards[0].scope REQUIRED", [](auto& s) { s.awards[0].scope = Award::Scope::kUnspecified; }},
      {"awards[0].scope UNKNOWN_VALUE", [](auto& s) { s.awards[0].scope = static_cast<Award::Scope>(7); }},
      {"awards[0].count REQUIRED", [](auto& s) { s.awards[0].count.reset(); }},
      {"awards[0].percent BOTH_COUNT_AND_PERCENT", [](auto& s) { s.awards[0].percent = D("20"); }},
      {"awards[0].count NOT_POSITIVE", [](auto& s) { s.awards[0].count = D("0"); }},
      {"awards[0].count NOT_WHOLE", [](auto& s) { s.awards[0].count = D("1.5"); }},
      {"awards[1].percent NOT_POSITIVE", [](auto& s) { s.awards[1].percent = D("0"); }},
      {"awards[1].percent NOT_POSITIVE", [](auto& s) { s.awards[1].percent = D("-20"); }},
      {"awards[1].percent BAD_PERCENT", [](auto& s) { s.awards[1].percent = D("100.000001"); }},
      {"awards[1].minTotal NEGATIVE", [](auto& s) { s.awards[1].min_total = D("-0.01"); }},
      {"awards[1].minCriterionPercent NEGATIVE", [](auto& s) { s.awards[1].min_criterion_percent = D("-1"); }},
      {"awards[1].minCriterionPercent BAD_PERCENT", [](auto& s) { s.awards[1].min_criterion_percent = D("100.5"); }},
      {"awards[1].excludeIf[1].criterion REQUIRED", [](auto& s) { s.awards[1].exclude_if[1].criterion.clear(); }},
      {"awards[1].excludeIf[1].criterion UNKNOWN_CODE", [](auto& s) { s.awards[1].exclude_if[1].criterion = "I"; }},
      {"awards[1].excludeIf[1].input REQUIRED", [](auto& s) { s.awards[1].exclude_if[1].input.clear(); }},
      {"awards[1].excludeIf[1].input UNKNOWN_INPUT", [](auto& s) { s.awards[1].exclude_if[1].input = "floods"; }},
      {"awards[1].excludeIf[1].input DUPLICATE_EXCLUSION", [](auto& s) { s.awards[1].exclude_if[1].input = "actual"; }},
      {"awards[1].excludeIf[0].input NOT_A_NUMBER",
       [](auto& s) {
         s.groups[0].criteria[1].rule = Grade{.levels = {{"A", D("1")}}};
         s.awards[1].exclude_if = {{"I.2", "grade"}};
       }},
      {"groups[0].criteria[2].rule REQUIRED", [](auto& s) { s.groups[0].criteria[2].rule = std::monostate{}; }},
  };
  for (const auto& [wanted, change] : cases) {
    ScaleDefinition definition = Valid();
    change(definition);
    EXPECT_THAT(Faults(definition), ElementsAre(wanted));
  }
}

TEST(CheckScaleTest, RefusesAScaleWithoutCriteria) {
  ScaleDefinition definition = DefinitionOf({});
  EXPECT_THAT(Faults(definition), ElementsAre("groups NO_CRITERION"));
}

}  // namespace
}  // namespace thidua::scoring
