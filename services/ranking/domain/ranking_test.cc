#include "services/ranking/domain/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/ranking/domain/previous_place.h"

namespace thidua::ranking {
namespace {

using ::testing::ElementsAreArray;

Contender Unit(const std::string& unit, const std::string& total, const std::vector<std::string>& tie_breaks = {}) {
  Contender contender{.unit = unit, .total = *Rational::FromString(total)};
  for (const std::string& value : tie_breaks) contender.tie_breaks.push_back(*Rational::FromString(value));
  return contender;
}

// "unit rank" or "unit rank by I,II.1".
std::vector<std::string> Places(const std::vector<Contender>& contenders, const Order& order) {
  std::vector<std::string> places;
  for (const Place& place : order.places) {
    std::string text = absl::StrCat(contenders[place.contender].unit, " ", place.rank);
    if (!place.decided_by.empty()) absl::StrAppend(&text, " by ", absl::StrJoin(place.decided_by, ","));
    places.push_back(text);
  }
  return places;
}

// "rank: unit unit".
std::vector<std::string> Ties(const Order& order) {
  std::vector<std::string> ties;
  for (const Tie& tie : order.ties) ties.push_back(absl::StrCat(tie.rank, ": ", absl::StrJoin(tie.units, " ")));
  return ties;
}

struct Case {
  std::string name;
  std::vector<std::string> tie_breaks;
  std::vector<Contender> contenders;
  std::vector<std::string> places;
  std::vector<std::string> ties;

  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }
};

class CompetitionRankTest : public ::testing::TestWithParam<Case> {};

TEST_P(CompetitionRankTest, Ranks) {
  const Case& c = GetParam();
  const Order order = CompetitionRank(c.contenders, c.tie_breaks);
  EXPECT_THAT(Places(c.contenders, order), ElementsAreArray(c.places));
  EXPECT_THAT(Ties(order), ElementsAreArray(c.ties));
  for (const Tie& tie : order.ties) EXPECT_EQ(tie.tried, c.tie_breaks);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, CompetitionRankTest,
    ::testing::Values(
        Case{.name = "NoMember"}, Case{.name = "NoMemberWithTieBreaks", .tie_breaks = {"I"}},
        Case{.name = "OneMember", .tie_breaks = {"I"}, .contenders = {Unit("a", "0", {"0"})}, .places = {"a 1"}},
        Case{.name = "ByTotal",
             .contenders = {Unit("a", "99.28"), Unit("b", "99.70"), Unit("c", "100.28")},
             .places = {"c 1", "b 2", "a 3"}},
        Case{.name = "NumbersAndNotTexts",
             .contenders = {Unit("a", "9.5"), Unit("b", "100.10"), Unit("c", "99.9")},
             .places = {"b 1", "c 2", "a 3"}},
        Case{.name = "TotalsAboveAHundred",
             .contenders = {Unit("a", "100.00"), Unit("b", "113.67"), Unit("c", "113.66")},
             .places = {"b 1", "c 2", "a 3"}},
        Case{.name = "EqualNumbersSpelledDifferently",
             .contenders = {Unit("b", "99.5"), Unit("a", "99.50")},
             .places = {"a 1", "b 1"},
             .ties = {"1: a b"}},
        Case{.name = "SharedFirstSkipsSecond",
             .contenders = {Unit("c", "98"), Unit("b", "99"), Unit("a", "99")},
             .places = {"a 1", "b 1", "c 3"},
             .ties = {"1: a b"}},
        Case{.name = "SharedMiddle",
             .contenders = {Unit("a", "97"), Unit("b", "98"), Unit("c", "98"), Unit("d", "98"), Unit("e", "99")},
             .places = {"e 1", "b 2", "c 2", "d 2", "a 5"},
             .ties = {"2: b c d"}},
        Case{.name = "SharedLast",
             .contenders = {Unit("a", "97"), Unit("b", "97"), Unit("c", "98")},
             .places = {"c 1", "a 2", "b 2"},
             .ties = {"2: a b"}},
        Case{.name = "AllEqual",
             .tie_breaks = {"I", "II"},
             .contenders = {Unit("c", "99", {"1", "2"}), Unit("b", "99", {"1", "2"}), Unit("a", "99", {"1", "2"})},
             .places = {"a 1", "b 1", "c 1"},
             .ties = {"1: a b c"}},
        Case{.name = "TwoTies",
             .contenders = {Unit("a", "1"), Unit("b", "2"), Unit("c", "1"), Unit("d", "2")},
             .places = {"b 1", "d 1", "a 3", "c 3"},
             .ties = {"1: b d", "3: a c"}},
        Case{.name = "FirstTieBreakDecides",
             .tie_breaks = {"I", "II"},
             .contenders = {Unit("a", "99", {"90", "95"}), Unit("b", "99", {"91", "10"})},
             .places = {"b 1 by I", "a 2 by I"}},
        Case{.name = "TieBreaksDoNotOutweighTotals",
             .tie_breaks = {"I"},
             .contenders = {Unit("a", "99.01", {"0"}), Unit("b", "99", {"100"})},
             .places = {"a 1", "b 2"}},
        Case{.name = "SecondTieBreakDecides",
             .tie_breaks = {"I", "II"},
             .contenders = {Unit("a", "99", {"90", "95"}), Unit("b", "99", {"90", "96"})},
             .places = {"b 1 by II", "a 2 by II"}},
        Case{.name = "ThirdTieBreakDecides",
             .tie_breaks = {"I", "II", "III"},
             .contenders = {Unit("a", "99", {"1", "2", "3"}), Unit("b", "99", {"1", "2", "3.01"})},
             .places = {"b 1 by III", "a 2 by III"}},
        Case{.name = "EachUnitNamesWhatItNeeded",
             .tie_breaks = {"I", "II"},
             .contenders = {Unit("a", "99", {"9", "1"}), Unit("b", "99", {"8", "1"}), Unit("c", "99", {"8", "2"}),
                            Unit("d", "98", {"8", "2"})},
             .places = {"a 1 by I", "c 2 by I,II", "b 3 by I,II", "d 4"}},
        Case{.name = "PartlyResolved",
             .tie_breaks = {"I", "II"},
             .contenders = {Unit("a", "99", {"9", "1"}), Unit("b", "99", {"8", "1"}), Unit("c", "99", {"8", "1"})},
             .places = {"a 1 by I", "b 2 by I", "c 2 by I"},
             .ties = {"2: b c"}},
        Case{.name = "AnAbsentCriterionCountsZero",
             .tie_breaks = {"I.5"},
             .contenders = {Unit("a", "99", {"0"}), Unit("b", "99", {"0.01"}), Unit("c", "99", {"0"})},
             .places = {"b 1 by I.5", "a 2 by I.5", "c 2 by I.5"},
             .ties = {"2: a c"}}),
    [](const auto& info) { return info.param.name; });

TEST(MovementTest, ComparesWithinOneClusterOnly) {
  const PreviousPlace previous{.cluster = "khu-trung", .rank = 4, .members = 5};
  EXPECT_EQ(Movement(previous, "khu-trung", 2), 2);
  EXPECT_EQ(Movement(previous, "khu-trung", 5), -1);
  EXPECT_EQ(Movement(previous, "khu-dong", 1), 0);
}

}  // namespace
}  // namespace thidua::ranking
