#include "services/scoring/domain/record_sheet.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "services/scoring/domain/scale_builder_for_test.h"

namespace thidua::scoring {
namespace {

TEST(SheetReaderTest, ReadsInAnyOrderAndRefusesTheUnknown) {
  const Scale scale(DefinitionOf({CriterionOf("I.1", Attainment{}), CriterionOf("I.2", Declared{})}));
  const Sheet wanted = SheetOf(scale, {{"I.1.plan", "10"}, {"I.1.actual", "9.5"}, {"I.2.points", "7"}});
  using Figure = std::array<std::string_view, 3>;
  std::vector<Figure> figures = {{"I.1", "actual", "9.5"}, {"I.1", "plan", "10"}, {"I.2", "points", "7"}};
  SheetReader reader(scale);
  do {
    for (int pass = 0; pass < 2; ++pass) {
      Sheet sheet = EmptySheet(scale, "u", "XA");
      for (const auto& [criterion, input, value] : figures) {
        EXPECT_FALSE(reader.Read("I.3", "plan", "1", sheet));
        EXPECT_FALSE(reader.Read("I.2", "plan", "1", sheet)) << "an input of another criterion";
        EXPECT_FALSE(reader.Read("I.1", "plan", "0", sheet)) << "a plan is above 0";
        EXPECT_TRUE(reader.Read(criterion, input, value, sheet));
      }
      for (size_t i = 0; i < wanted.cells.size(); ++i) {
        EXPECT_EQ(sheet.cells[i].value, wanted.cells[i].value);
        EXPECT_TRUE(sheet.cells[i].present);
      }
    }
  } while (std::next_permutation(figures.begin(), figures.end()));
  const Scale without(ScaleDefinition{.groups = {{.criteria = {CriterionOf("I.1", Full{})}}}});
  Sheet empty = EmptySheet(without, "u", "XA");
  EXPECT_FALSE(SheetReader(without).Read("I.1", "plan", "1", empty)) << "a scale without inputs";
}

}  // namespace
}  // namespace thidua::scoring
