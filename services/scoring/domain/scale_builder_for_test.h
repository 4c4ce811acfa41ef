#ifndef THIDUA_SERVICES_SCORING_DOMAIN_SCALE_BUILDER_FOR_TEST_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_SCALE_BUILDER_FOR_TEST_H_

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/sheet.h"

namespace thidua::scoring {

inline Decimal D(const std::string& text) {
  Decimal value;
  EXPECT_EQ(Decimal::Parse(text, value), Decimal::Fault::kNone) << text;
  return value;
}

// A criterion of at most 100 points by `rule`.
inline Criterion CriterionOf(std::string code, Rule rule, const std::string& max = "100") {
  return {.code = std::move(code), .title = "t", .max_points = D(max), .rule = std::move(rule)};
}

// One group "I" with `criteria`, totals by `method`.
inline ScaleDefinition DefinitionOf(std::vector<Criterion> criteria, Total::Method method = Total::Method::kSum) {
  return {.scale_id = "s",
          .year = 2023,
          .level = Level::kCommune,
          .total = {.method = method},
          .groups = {{.code = "I", .title = "g", .criteria = std::move(criteria)}}};
}

// Figures by "criterion.input".
inline Sheet SheetOf(const Scale& scale, const std::map<std::string, std::string>& inputs,
                     const std::string& unit = "u", const std::string& type = "XA") {
  Sheet sheet{.unit = unit, .unit_type = type, .cells = std::vector<Cell>(scale.slots().size())};
  for (const auto& [path, text] : inputs) {
    const size_t dot = path.rfind('.');
    const auto criterion = scale.FindCriterion(path.substr(0, dot));
    EXPECT_TRUE(criterion.has_value()) << path;
    const auto slot = scale.FindSlot(*criterion, path.substr(dot + 1));
    EXPECT_TRUE(slot.has_value()) << path;
    const auto refusal = ReadInput(scale, *slot, text, sheet.cells[*slot]);
    EXPECT_FALSE(refusal.has_value()) << path << ": " << refusal->message.en;
  }
  return sheet;
}

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_SCALE_BUILDER_FOR_TEST_H_
