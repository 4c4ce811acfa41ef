#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/ranking/domain/ranking.h"

namespace thidua::ranking {
namespace {

constexpr int kRounds = 400;

struct Field {
  std::vector<Contender> contenders;
  std::vector<std::string> tie_breaks;
};

// Few different figures, so that ties of every depth occur.
Field RandomField(std::mt19937& random) {
  const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  Field field;
  const int steps = below(4);
  for (int step = 0; step < steps; ++step) field.tie_breaks.push_back(absl::StrCat("T", step));
  const int members = below(13);
  for (int i = 0; i < members; ++i) {
    Contender contender{.unit = absl::StrCat("u", below(1000), "-", i), .total = Rational(below(4)) / Rational(3)};
    for (int step = 0; step < steps; ++step) contender.tie_breaks.emplace_back(below(2));
    field.contenders.push_back(std::move(contender));
  }
  return field;
}

std::map<std::string, int> Ranks(const Field& field) {
  std::map<std::string, int> ranks;
  for (const Place& place : CompetitionRank(field.contenders, field.tie_breaks).places) {
    ranks[field.contenders[place.contender].unit] = place.rank;
  }
  return ranks;
}

bool Better(const Contender& a, const Contender& b) {
  return a.total != b.total ? a.total > b.total : a.tie_breaks > b.tie_breaks;
}

TEST(CompetitionRankPropertyTest, RankIsOnePlusTheNumberOfBetterUnits) {
  std::mt19937 random(1);
  for (int round = 0; round < kRounds; ++round) {
    const Field field = RandomField(random);
    std::map<std::string, int> wanted;
    for (const Contender& unit : field.contenders) {
      wanted[unit.unit] = 1 + static_cast<int>(std::count_if(field.contenders.begin(), field.contenders.end(),
                                                             [&](const Contender& c) { return Better(c, unit); }));
    }
    EXPECT_EQ(Ranks(field), wanted);
  }
}

TEST(CompetitionRankPropertyTest, OrderOfInputDoesNotMatter) {
  std::mt19937 random(2);
  for (int round = 0; round < kRounds; ++round) {
    Field field = RandomField(random);
    const auto described = [&] {
      std::vector<std::string> text;
      const Order order = CompetitionRank(field.contenders, field.tie_breaks);
      for (const Place& place : order.places) {
        text.push_back(absl::StrCat(field.contenders[place.contender].unit, " ", place.rank));
        text.insert(text.end(), place.decided_by.begin(), place.decided_by.end());
      }
      for (const Tie& tie : order.ties) {
        text.push_back(absl::StrCat("tie ", tie.rank));
        text.insert(text.end(), tie.units.begin(), tie.units.end());
      }
      return text;
    };
    const std::vector<std::string> before = described();
    std::shuffle(field.contenders.begin(), field.contenders.end(), random);
    EXPECT_EQ(described(), before);
  }
}

TEST(CompetitionRankPropertyTest, PlacesAreInOrderOfRankThenCode) {
  std::mt19937 random(3);
  for (int round = 0; round < kRounds; ++round) {
    const Field field = RandomField(random);
    std::vector<std::pair<int, std::string>> places;
    for (const Place& place : CompetitionRank(field.contenders, field.tie_breaks).places) {
      places.emplace_back(place.rank, field.contenders[place.contender].unit);
    }
    EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
    EXPECT_EQ(places.size(), field.contenders.size());
  }
}

TEST(CompetitionRankPropertyTest, TiesAreExactlyTheSharedRanks) {
  std::mt19937 random(4);
  for (int round = 0; round < kRounds; ++round) {
    const Field field = RandomField(random);
    std::map<int, std::vector<std::string>> sharing;
    for (const auto& [unit, rank] : Ranks(field)) sharing[rank].push_back(unit);
    std::erase_if(sharing, [](const auto& entry) { return entry.second.size() < 2; });
    std::map<int, std::vector<std::string>> ties;
    for (const Tie& tie : CompetitionRank(field.contenders, field.tie_breaks).ties) ties[tie.rank] = tie.units;
    EXPECT_EQ(ties, sharing);
  }
}

TEST(CompetitionRankPropertyTest, DecidedByNamesTheStepsThatSetAUnitApart) {
  std::mt19937 random(5);
  for (int round = 0; round < kRounds; ++round) {
    const Field field = RandomField(random);
    for (const Place& place : CompetitionRank(field.contenders, field.tie_breaks).places) {
      const Contender& unit = field.contenders[place.contender];
      std::set<std::string> wanted;
      for (const Contender& other : field.contenders) {
        if (other.total != unit.total) continue;
        const auto differs =
            std::mismatch(unit.tie_breaks.begin(), unit.tie_breaks.end(), other.tie_breaks.begin()).first;
        if (differs != unit.tie_breaks.end()) {
          wanted.insert(field.tie_breaks[static_cast<size_t>(differs - unit.tie_breaks.begin())]);
        }
      }
      EXPECT_EQ(std::set<std::string>(place.decided_by.begin(), place.decided_by.end()), wanted);
      EXPECT_TRUE(std::is_sorted(place.decided_by.begin(), place.decided_by.end()));
    }
  }
}

TEST(CompetitionRankPropertyTest, AddingTheSameToAllChangesNothing) {
  std::mt19937 random(6);
  for (int round = 0; round < kRounds; ++round) {
    Field field = RandomField(random);
    const std::map<std::string, int> before = Ranks(field);
    for (Contender& contender : field.contenders) {
      contender.total += Rational(22) / Rational(7);
      for (Rational& value : contender.tie_breaks) value += Rational(1) / Rational(3);
    }
    EXPECT_EQ(Ranks(field), before);
  }
}

TEST(CompetitionRankPropertyTest, ACountryOfEqualUnitsTakesNoQuadraticTime) {
  Field field{.tie_breaks = {"T0", "T1"}};
  for (int i = 0; i < 20'000; ++i) {
    field.contenders.push_back({.unit = absl::StrCat(i), .total = 99, .tie_breaks = {Rational(1), Rational(i % 2)}});
  }
  const Order order = CompetitionRank(field.contenders, field.tie_breaks);
  ASSERT_EQ(order.ties.size(), 2u);
  EXPECT_EQ(order.ties[0].units.size(), 10'000u);
  EXPECT_EQ(order.ties[1].rank, 10'001);
}

}  // namespace
}  // namespace thidua::ranking
