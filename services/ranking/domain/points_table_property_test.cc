#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/ranking/domain/points_table.h"
#include "services/ranking/domain/ranking.h"

namespace thidua::ranking {
namespace {

using scoring::Total;

constexpr int kRounds = 1500;
constexpr int32_t kNone = PointsTable::kDoesNotApply;

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  int Below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  template <typename Value>
  Value OneOf(const std::vector<Value>& values) {
    return values[static_cast<size_t>(Below(static_cast<int>(values.size())))];
  }

 private:
  std::mt19937 random_;
};

Decimal Number(const std::string& text) {
  Decimal value;
  EXPECT_EQ(Decimal::Parse(text, value), Decimal::Fault::kNone) << text;
  return value;
}

// Few different figures, so that ties of every depth occur; now and then some that need more than 64 bits.
ScaleShape RandomShape(Dice& dice) {
  ScaleShape shape;
  const bool large = dice.Below(4) == 0;
  const int criteria = 1 + dice.Below(8);
  for (int i = 0; i < criteria; ++i) {
    shape.criteria.push_back(
        {.coefficient = Number(large ? dice.OneOf<std::string>({"0.000001", "30.5", "214"})
                                     : dice.OneOf<std::string>({"1", "1", "2", "0.5", "1.25", "0"})),
         .max_points = Number(dice.OneOf<std::string>({"100", "10", "2.5", "0.75", "0"}))});
  }
  for (int groups = 1 + dice.Below(3); groups > 0; --groups) {
    const int begin = dice.Below(criteria);
    shape.groups.push_back({.begin = begin, .end = begin + 1 + dice.Below(criteria - begin)});
  }
  shape.total.method = dice.OneOf<Total::Method>(
      {Total::Method::kSum, Total::Method::kMean, Total::Method::kNormalized, Total::Method::kUnspecified});
  shape.total.places = large ? 6 : dice.Below(4);
  if (dice.Below(3) == 0) shape.total.cap = Number(dice.OneOf<std::string>({"3", "100", "1.005", "12.5", "0"}));
  for (int tie_breaks = dice.Below(4); tie_breaks > 0; --tie_breaks) {
    const bool is_group = dice.Below(2) == 0;
    const int limit = is_group ? static_cast<int>(shape.groups.size()) : criteria;
    shape.tie_breaks.push_back({.is_group = is_group, .position = dice.Below(limit)});
  }
  return shape;
}

int32_t RandomPoints(const ScaleShape::Criterion& criterion, Dice& dice) {
  const int32_t full = *InHundredths(criterion.max_points);
  return dice.OneOf<int32_t>({full, full, full / 2, full + 50, 0, kNone, dice.Below(full + 1)});
}

Rational Exact(int64_t value, int places) {
  Rational exact = value;
  for (; places > 0; --places) exact = exact / 10;
  return exact;
}

Rational ExactTotal(const ScaleShape& shape, absl::Span<const int32_t> points, int begin, int end) {
  std::vector<scoring::Term> terms;
  for (int c = begin; c < end; ++c) {
    if (points[c] == kNone) continue;
    terms.push_back({shape.criteria[c].coefficient, shape.criteria[c].max_points, Exact(points[c], 2)});
  }
  return scoring::TotalOf(shape.total, terms);
}

Contender MakeContender(const ScaleShape& shape, const PointsTable& table, int unit) {
  const absl::Span<const int32_t> points = table.points(unit);
  Contender contender{.unit = absl::StrCat(absl::Dec(unit, absl::kZeroPad5)),
                      .total = ExactTotal(shape, points, 0, static_cast<int>(points.size()))};
  for (const ScaleShape::TieBreak& tie_break : shape.tie_breaks) {
    if (tie_break.is_group) {
      const ScaleShape::Group& group = shape.groups[tie_break.position];
      contender.tie_breaks.push_back(ExactTotal(shape, points, group.begin, group.end));
    } else {
      contender.tie_breaks.push_back(Exact(std::max(points[tie_break.position], 0), 2));
    }
  }
  return contender;
}

struct Seen {
  int unit;
  int rank;
  bool tied;
  std::vector<std::string> decided_by;

  bool operator==(const Seen&) const = default;
  friend void PrintTo(const Seen& seen, std::ostream* out) {
    *out << seen.unit << " rank " << seen.rank << (seen.tied ? " tied" : "") << " by "
         << ::testing::PrintToString(seen.decided_by);
  }
};

std::vector<std::string> TieBreakNames(const ScaleShape& shape) {
  std::vector<std::string> names;
  for (size_t i = 0; i < shape.tie_breaks.size(); ++i) names.push_back(absl::StrCat("T", i));
  return names;
}

// The units [begin, end) in order of place, by the ranking function for any figures.
std::vector<Seen> Wanted(const ScaleShape& shape, const PointsTable& table, int begin, int end) {
  std::vector<Contender> contenders;
  for (int unit = begin; unit < end; ++unit) contenders.push_back(MakeContender(shape, table, unit));
  const Order order = CompetitionRank(contenders, TieBreakNames(shape));
  std::vector<Seen> wanted;
  for (const Place& place : order.places) {
    const bool tied =
        std::any_of(order.ties.begin(), order.ties.end(), [&](const Tie& tie) { return tie.rank == place.rank; });
    wanted.push_back({begin + static_cast<int>(place.contender), place.rank, tied, place.decided_by});
  }
  return wanted;
}

std::vector<Seen> Found(const ScaleShape& shape, const PointsTable& table, absl::Span<const int> order,
                        PointsTable::Place PointsTable::Result::*scope) {
  const std::vector<std::string> names = TieBreakNames(shape);
  std::vector<Seen> found;
  for (const int unit : order) {
    const PointsTable::Place& place = table.result(unit).*scope;
    Seen& seen = found.emplace_back(Seen{unit, place.rank, place.tied, {}});
    for (size_t i = 0; i < names.size(); ++i) {
      if (place.decided_by >> i & 1) seen.decided_by.push_back(names[i]);
    }
  }
  return found;
}

void ExpectExact(const ScaleShape& shape, PointsTable& table) {
  for (int unit = 0; unit < table.units(); ++unit) {
    Rational lost;
    const absl::Span<const int32_t> points = table.points(unit);
    for (size_t c = 0; c < points.size(); ++c) {
      if (points[c] != kNone) lost += Max(0, Rational(shape.criteria[c].max_points) - Exact(points[c], 2));
    }
    const PointsTable::Result& result = table.result(unit);
    EXPECT_EQ(Exact(result.lost, 2), lost);
    EXPECT_EQ(Exact(result.total, table.total_places()), MakeContender(shape, table, unit).total)
        << result.total << " with " << table.total_places() << " places";
  }
  for (int cluster = 0; cluster < table.clusters(); ++cluster) {
    EXPECT_EQ(Found(shape, table, table.order(cluster), &PointsTable::Result::in_cluster),
              Wanted(shape, table, table.first_unit(cluster), table.first_unit(cluster + 1)));
  }
  EXPECT_EQ(Found(shape, table, table.RankOverall(), &PointsTable::Result::overall),
            Wanted(shape, table, 0, table.units()));
}

TEST(PointsTablePropertyTest, RanksAsCompetitionRankDoes) {
  Dice dice(1);
  int made = 0;
  for (int round = 0; round < kRounds && !::testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(round);
    const ScaleShape shape = RandomShape(dice);
    std::vector<int> cluster_sizes;
    std::vector<int32_t> points;
    for (int clusters = dice.Below(5); clusters > 0; --clusters) {
      cluster_sizes.push_back(dice.Below(8));
      for (int unit = 0; unit < cluster_sizes.back(); ++unit) {
        for (const ScaleShape::Criterion& criterion : shape.criteria) points.push_back(RandomPoints(criterion, dice));
      }
    }
    std::optional<PointsTable> table = PointsTable::Make(shape, cluster_sizes, points);
    if (!table.has_value()) continue;
    ++made;
    ExpectExact(shape, *table);

    if (table->units() == 0) continue;
    const int cluster = dice.Below(table->clusters());
    for (int unit = table->first_unit(cluster); unit < table->first_unit(cluster + 1); ++unit) {
      std::vector<int32_t> changed;
      for (const ScaleShape::Criterion& criterion : shape.criteria) changed.push_back(RandomPoints(criterion, dice));
      table->UpdateUnit(unit, changed);
    }
    table->RankClusterAgain(cluster);
    ExpectExact(shape, *table);
  }
  EXPECT_GT(made, kRounds * 3 / 4);
}

}  // namespace
}  // namespace thidua::ranking
