#include "services/ranking/domain/standing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace thidua::ranking {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

UnitPoints Points(const std::string& unit, const std::string& points) {
  return {.unit = unit, .points = *Rational::FromString(points)};
}

TEST(StandingTest, NamesTheHighestAndTheLowest) {
  const Standing standing = StandingOf({Points("a", "95"), Points("b", "102.50"), Points("c", "100")});
  EXPECT_THAT(standing.highest, ElementsAre(1));
  EXPECT_THAT(standing.lowest, ElementsAre(0));
}

TEST(StandingTest, NamesAllThatShareInOrderOfCode) {
  const Standing standing =
      StandingOf({Points("c", "100"), Points("b", "9"), Points("a", "100.0"), Points("d", "9"), Points("e", "50")});
  EXPECT_THAT(standing.highest, ElementsAre(2, 0));
  EXPECT_THAT(standing.lowest, ElementsAre(1, 3));
}

TEST(StandingTest, BothAreEverybodyWhenAllAreEqual) {
  const Standing standing = StandingOf({Points("b", "100"), Points("a", "100")});
  EXPECT_THAT(standing.highest, ElementsAre(1, 0));
  EXPECT_THAT(standing.lowest, ElementsAre(1, 0));
}

TEST(StandingTest, OneUnitIsBoth) {
  const Standing standing = StandingOf({Points("a", "0")});
  EXPECT_THAT(standing.highest, ElementsAre(0));
  EXPECT_THAT(standing.lowest, ElementsAre(0));
}

TEST(StandingTest, NobodyWhereItAppliesToNobody) {
  const Standing standing = StandingOf({});
  EXPECT_THAT(standing.highest, IsEmpty());
  EXPECT_THAT(standing.lowest, IsEmpty());
}

}  // namespace
}  // namespace thidua::ranking
