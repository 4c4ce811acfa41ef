#include "services/scoring/domain/sheet.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/scoring/domain/scale_builder_for_test.h"

namespace thidua::scoring {
namespace {

std::string Refused(const Criterion& criterion, const std::string& input, const std::string& text) {
  const Scale scale(DefinitionOf({criterion}));
  const auto slot = scale.FindSlot(0, input);
  if (!slot.has_value()) return "no such input";
  Cell cell{.value = Decimal(42)};
  const auto refusal = ReadInput(scale, *slot, text, cell);
  EXPECT_EQ(cell.present, !refusal.has_value());
  if (!refusal.has_value()) return "";
  EXPECT_EQ(cell.value, Decimal(42)) << "untouched by a refusal";
  EXPECT_FALSE(refusal->message.vi.empty() || refusal->message.en.empty());
  return refusal->reason;
}

TEST(ReadInputTest, RefusesWhatTheContractRefuses) {
  struct Case {
    Rule rule;
    const char* input;
    const char* text;
    const char* reason;
  };
  const std::vector<Case> cases = {
      {Attainment{}, "plan", "0", "NOT_POSITIVE"},
      {Attainment{}, "plan", "-1", "NOT_POSITIVE"},
      {Attainment{}, "plan", "0.000001", ""},
      {Attainment{}, "actual", "0", ""},
      {Attainment{}, "actual", "-0.5", "NEGATIVE"},
      {Attainment{}, "actual", "NaN", "NOT_A_DECIMAL"},
      {Attainment{}, "actual", "1e5", "NOT_A_DECIMAL"},
      {Attainment{}, "actual", "34.265.077", "NOT_A_DECIMAL"},
      {Attainment{}, "actual", "", "NOT_A_DECIMAL"},
      {Attainment{}, "actual", "1234567890123456789", "TOO_MANY_DIGITS"},
      {Attainment{}, "actual", "0.1234567", "TOO_MANY_PLACES"},
      {Attainment{}, "value", "1", "no such input"},
      {AdverseRate{}, "whole", "0", "NOT_POSITIVE"},
      {AdverseRate{}, "part", "0", ""},
      {AdverseRate{}, "part", "-1", "NEGATIVE"},
      {Grade{.levels = {{"TOT", Decimal(100)}}}, "grade", "TỐT", "UNKNOWN_GRADE"},
      {Grade{.levels = {{"TOT", Decimal(100)}}}, "grade", "TOT", ""},
      {Milestones{.required = Decimal(19)}, "achieved", "-1", "NEGATIVE"},
      {Tiers{.tiers = {{}}}, "value", "-1", ""},
      {Tiers{.tiers = {{}}}, "whole", "0", "NOT_POSITIVE"},
      {Tiers{.tiers = {{}}}, "part", "-1", "NEGATIVE"},
      {YearOverYear{.better = YearOverYear::Better::kLower}, "current", "-1", ""},
      {Checklist{.required = Decimal(1)}, "done", "-1", "NEGATIVE"},
      {Declared{}, "points", "100", ""},
      {Declared{}, "points", "100.01", "ABOVE_MAXIMUM"},
      {Declared{}, "points", "-0.01", "NEGATIVE"},
      {PeerRelative{}, "target", "0", "NOT_POSITIVE"},
      {PeerRelative{.ratio_to_best = true}, "target", "0", ""},
      {PeerRelative{.ratio_to_best = true}, "target", "-1", "NEGATIVE"},
      {PeerRelative{}, "actual", "-1", "NEGATIVE"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Refused(CriterionOf("a", c.rule), c.input, c.text), c.reason)
        << RuleName(c.rule) << "." << c.input << " = " << c.text;
  }
}

TEST(ReadInputTest, ReadsAdjustmentsAndZeroIf) {
  Criterion criterion = CriterionOf("a", Full{});
  criterion.deductions = {{.input = "n"}};
  criterion.zero_if = {"z"};
  EXPECT_EQ(Refused(criterion, "n", "-1"), "NEGATIVE");
  EXPECT_EQ(Refused(criterion, "n", "2"), "");
  EXPECT_EQ(Refused(criterion, "z", "1"), "");
}

TEST(CheckTogetherTest, RefusesAPartAboveItsWhole) {
  for (const Rule& rule : {Rule(AdverseRate{}), Rule(Tiers{.tiers = {{}}})}) {
    const Scale scale(DefinitionOf({CriterionOf("a", rule)}));
    EXPECT_FALSE(CheckTogether(scale, 0, SheetOf(scale, {{"a.part", "3"}, {"a.whole", "3"}})).has_value());
    EXPECT_FALSE(CheckTogether(scale, 0, SheetOf(scale, {{"a.part", "3"}})).has_value());
    const auto refusal = CheckTogether(scale, 0, SheetOf(scale, {{"a.part", "3.000001"}, {"a.whole", "3"}}));
    ASSERT_TRUE(refusal.has_value());
    EXPECT_EQ(scale.slots()[refusal->slot].name, "part");
    EXPECT_EQ(refusal->refusal.reason, "PART_ABOVE_WHOLE");
  }
}

}  // namespace
}  // namespace thidua::scoring
