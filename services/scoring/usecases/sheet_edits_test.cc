#include "services/scoring/usecases/sheet_edits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/scoring/domain/scale_builder_for_test.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SheetEditsTest : public ::testing::Test {
 protected:
  // What is refused, as "edit part reason".
  std::vector<std::string> Apply(const std::vector<FigureEdit>& edits) {
    static constexpr const char* kParts[] = {"criterion", "input", "value"};
    std::vector<std::string> refused;
    const bool accepted = ApplyEdits(
        {.scale = &scale_, .unit_name = "Xã X", .unit_type = "XA"}, edits,
        [&](size_t edit, MisplacedFigure::Part part, const Refusal& refusal) {
          refused.push_back(std::to_string(edit) + " " + kParts[static_cast<int>(part)] + " " + refusal.reason);
        },
        record_);
    EXPECT_EQ(accepted, refused.empty());
    return refused;
  }
  std::string Value(const std::string& criterion, const std::string& input) {
    const auto found = record_.figures.find({criterion, input});
    return found == record_.figures.end() ? "none" : found->second.value + "/" + found->second.source;
  }

  const Scale scale_{DefinitionOf({CriterionOf("I.1", Attainment{}), CriterionOf("I.2", AdverseRate{})})};
  SheetRecord record_{.unit = "1", .year = 2023};
};

TEST_F(SheetEditsTest, SetsCorrectsAndClears) {
  EXPECT_THAT(Apply({{"I.1", "plan", "100", "QĐ 12"}, {"I.1", "actual", "95", ""}}), IsEmpty());
  EXPECT_EQ(Value("I.1", "plan"), "100/QĐ 12");
  EXPECT_THAT(Apply({{"I.1", "plan", "120", ""}, {"I.1", "actual", "", ""}}), IsEmpty());
  EXPECT_EQ(Value("I.1", "plan"), "120/");
  EXPECT_EQ(Value("I.1", "actual"), "none");
}

TEST_F(SheetEditsTest, AMaskSparesTheOtherField) {
  Apply({{"I.1", "plan", "100", "QĐ 12"}});
  Apply({{.criterion = "I.1", .input = "plan", .source = "QĐ 13", .sets_value = false}});
  EXPECT_EQ(Value("I.1", "plan"), "100/QĐ 13");
  Apply({{.criterion = "I.1", .input = "plan", .value = "90", .sets_source = false}});
  EXPECT_EQ(Value("I.1", "plan"), "90/QĐ 13");
  Apply({{.criterion = "I.1", .input = "actual", .source = "QĐ 13", .sets_value = false}});
  EXPECT_EQ(Value("I.1", "actual"), "none") << "no source without a figure";
}

TEST_F(SheetEditsTest, NamesEachEditThatIsRefused) {
  EXPECT_THAT(Apply({{"I.9", "plan", "1", ""},
                     {"I.1", "parts", "1", ""},
                     {"I.1", "plan", "0", ""},
                     {"I.1", "actual", "1", std::string(301, 'x')},
                     {"I.1", "actual", "1", ""}}),
              ElementsAre("0 criterion UNKNOWN_CRITERION", "1 input UNKNOWN_INPUT", "2 value NOT_POSITIVE",
                          "3 value TOO_LONG", "4 input DUPLICATE_EDIT"));
}

TEST_F(SheetEditsTest, SeesFiguresThatContradictEachOther) {
  EXPECT_THAT(Apply({{"I.2", "part", "5", ""}, {"I.2", "whole", "3", ""}}), ElementsAre("0 value PART_ABOVE_WHOLE"));
  record_.figures.clear();
  Apply({{"I.2", "part", "5", ""}, {"I.2", "whole", "10", ""}});
  EXPECT_THAT(Apply({{"I.2", "whole", "4", ""}}), ElementsAre("0 value PART_ABOVE_WHOLE"))
      << "the part is stored, the whole is what is edited";
}

}  // namespace
}  // namespace thidua::scoring
