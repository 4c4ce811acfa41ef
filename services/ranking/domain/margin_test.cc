#include "services/ranking/domain/margin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace thidua::ranking {
namespace {

using ::testing::ElementsAreArray;

Contender Unit(const std::string& unit, const std::string& total, const std::vector<std::string>& tie_breaks = {}) {
  Contender contender{.unit = unit, .total = *Rational::FromString(total)};
  for (const std::string& value : tie_breaks) contender.tie_breaks.push_back(*Rational::FromString(value));
  return contender;
}

std::string Text(const std::optional<Gap>& gap) {
  if (!gap.has_value()) return "-";
  return gap->step.empty() ? gap->total.ToString(2) : absl::StrCat(gap->total.ToString(0), " by ", gap->step);
}

// "unit rank: over the next, under the one above, safe"
std::vector<std::string> Texts(const std::vector<Contender>& contenders, const std::vector<Margin>& margins) {
  std::vector<std::string> texts;
  for (const Margin& margin : margins) {
    texts.push_back(absl::StrCat(contenders[margin.contender].unit, " ", margin.rank, ": ", Text(margin.over_next),
                                 ", ", Text(margin.under_above), ", ",
                                 margin.safe.has_value() ? margin.safe->ToString(2) : "-"));
  }
  return texts;
}

struct Case {
  std::string name;
  std::vector<std::string> tie_breaks;
  std::vector<Contender> contenders;
  std::vector<std::string> margins;

  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }
};

class MarginsTest : public ::testing::TestWithParam<Case> {};

TEST_P(MarginsTest, Margins) {
  const Case& c = GetParam();
  EXPECT_THAT(Texts(c.contenders, Margins(c.contenders, c.tie_breaks)), ElementsAreArray(c.margins));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, MarginsTest,
    ::testing::Values(
        Case{.name = "NoMember"},
        Case{.name = "OneMember", .contenders = {Unit("a", "99")}, .margins = {"a 1: -, -, -"}},
        Case{.name = "ByTotal",
             .contenders = {Unit("a", "99.28"), Unit("b", "99.70"), Unit("c", "100.28")},
             .margins = {"c 1: 0.58, -, 0.58", "b 2: 0.42, 0.58, 0.42", "a 3: -, 0.42, -"}},
        Case{.name = "HeldByTheFirstTieBreak",
             .tie_breaks = {"I", "II"},
             .contenders = {Unit("a", "99", {"8", "9"}), Unit("b", "99", {"9", "1"}), Unit("c", "98", {"0", "0"})},
             .margins = {"b 1: 0 by I, -, 0.00", "a 2: 1.00, 0 by I, 1.00", "c 3: -, 1.00, -"}},
        Case{.name = "EachNeighbourByItsOwnStep",
             .tie_breaks = {"I", "II", "III"},
             .contenders = {Unit("a", "99", {"9", "1", "0"}), Unit("b", "99", {"8", "1", "5"}),
                            Unit("c", "99", {"8", "1", "4"})},
             .margins = {"a 1: 0 by I, -, 0.00", "b 2: 0 by III, 0 by I, 0.00", "c 3: -, 0 by III, -"}},
        Case{.name = "ThoseWhoShareAreNotNeighbours",
             .tie_breaks = {"I"},
             .contenders = {Unit("a", "98", {"1"}), Unit("b", "97", {"5"}), Unit("c", "98", {"1"}),
                            Unit("d", "100", {"0"})},
             .margins = {"d 1: 2.00, -, 2.00", "a 2: 1.00, 2.00, 0.00", "c 2: 1.00, 2.00, 0.00", "b 4: -, 1.00, -"}},
        Case{.name = "SharedLastIsNotSafe",
             .contenders = {Unit("a", "97"), Unit("b", "97"), Unit("c", "98")},
             .margins = {"c 1: 1.00, -, 1.00", "a 2: -, 1.00, 0.00", "b 2: -, 1.00, 0.00"}},
        Case{.name = "AllShare",
             .tie_breaks = {"I"},
             .contenders = {Unit("a", "97", {"1"}), Unit("b", "97", {"1"})},
             .margins = {"a 1: -, -, 0.00", "b 1: -, -, 0.00"}}),
    [](const auto& info) { return info.param.name; });

int RankOf(const std::vector<Contender>& contenders, const std::vector<std::string>& tie_breaks, size_t contender) {
  for (const Place& place : CompetitionRank(contenders, tie_breaks).places) {
    if (place.contender == contender) return place.rank;
  }
  return 0;
}

// Few different figures, so that ties of every depth occur.
TEST(MarginsPropertyTest, LosingLessThanWhatIsSafeKeepsTheRankAndMoreLosesIt) {
  std::mt19937 random(1);
  const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  const std::vector<std::string> tie_breaks = {"I", "II"};
  int kept = 0, lost = 0;
  for (int round = 0; round < 1000; ++round) {
    std::vector<Contender> contenders;
    for (int members = 1 + below(8); members > 0; --members) {
      contenders.push_back(
          {.unit = absl::StrCat("u", members), .total = 90 + below(6), .tie_breaks = {below(2), below(2)}});
    }
    for (const Margin& margin : Margins(contenders, tie_breaks)) {
      const auto rank_after_losing = [&](const Rational& points) {
        std::vector<Contender> after = contenders;
        after[margin.contender].total -= points;
        after[margin.contender].tie_breaks = {below(3), below(3)};
        return RankOf(after, tie_breaks, margin.contender);
      };
      const Rational safe = margin.safe.value_or(Rational(50));
      if (safe.sign() > 0) {
        EXPECT_EQ(rank_after_losing(safe * Rational(1 + below(99)) / Rational(100)), margin.rank);
        ++kept;
      }
      if (margin.safe.has_value()) {
        EXPECT_GT(rank_after_losing(safe + Rational(1) / Rational(100)), margin.rank);
        ++lost;
      }
    }
  }
  EXPECT_GT(kept, 500);
  EXPECT_GT(lost, 500);
}

}  // namespace
}  // namespace thidua::ranking
