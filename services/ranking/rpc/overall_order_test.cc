#include "services/ranking/rpc/overall_order.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace thidua::ranking {
namespace {

using scoring::v1::ClusterScores;

// Two groups (I: I.1, I.2; II: II.1) with tie-breaks II and I.1, and totals that follow from the points.
ClusterScores Scores(const std::string& cluster, const std::vector<std::pair<std::string, std::vector<int>>>& units) {
  ClusterScores scores;
  scores.set_cluster(cluster);
  scores.set_year(2023);
  scores.mutable_total()->set_method(scoring::v1::Total::SUM);
  scores.mutable_total()->set_places(2);
  const auto add = [&](const std::string& code, int depth, bool is_criterion) {
    auto* heading = scores.add_headings();
    heading->set_code(code);
    heading->set_depth(depth);
    heading->set_is_criterion(is_criterion);
    if (!is_criterion) return;
    heading->set_coefficient("1");
    heading->set_max_points("10");
  };
  add("I", 0, false);
  add("I.1", 1, true);
  add("I.2", 1, true);
  add("II", 0, false);
  add("II.1", 1, true);
  scores.add_tie_breaks()->set_group("II");
  scores.add_tie_breaks()->set_criterion("I.1");
  const auto text = [](int points) { return std::to_string(points) + ".00"; };
  for (const auto& [code, points] : units) {
    auto* unit = scores.add_units();
    unit->set_unit(code);
    for (const int one : points) unit->add_points(text(one));
    unit->add_subtotals(text(points[0] + points[1]));
    unit->add_subtotals(text(points[2]));
    unit->set_total(text(points[0] + points[1] + points[2]));
  }
  return scores;
}

Order Reference(const std::vector<RankableCluster>& clusters) {
  std::vector<Contender> all;
  for (const RankableCluster& cluster : clusters) {
    all.insert(all.end(), cluster.contenders.begin(), cluster.contenders.end());
  }
  return CompetitionRank(all, clusters.front().tie_breaks);
}

std::vector<const RankableCluster*> Pointers(const std::vector<RankableCluster>& clusters) {
  std::vector<const RankableCluster*> pointers;
  for (const RankableCluster& cluster : clusters) pointers.push_back(&cluster);
  return pointers;
}

TEST(OverallOrderTest, IsThatOfTheOneRankingFunction) {
  std::mt19937 random(20231124);
  const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  for (int round = 0; round < 500; ++round) {
    std::vector<RankableCluster> clusters;
    int number = 0;
    for (int c = 1 + below(4); c > 0; --c) {
      std::vector<std::pair<std::string, std::vector<int>>> units;
      // Codes in no order across clusters: those of equals are still listed in order.
      for (int u = below(6); u > 0; --u) {
        units.push_back({std::to_string((++number * 37) % 101 + 100), {below(3), below(3), below(3)}});
      }
      clusters.push_back(*MakeRankable(Scores("c" + std::to_string(c), units)));
    }
    const absl::StatusOr<Order> order = OverallOrder(Pointers(clusters));
    ASSERT_TRUE(order.ok()) << order.status();
    const Order reference = Reference(clusters);
    ASSERT_EQ(order->places, reference.places) << "round " << round;
    ASSERT_EQ(order->ties, reference.ties) << "round " << round;
  }
}

TEST(OverallOrderTest, TakesTheWholeNumbersOfARealScale) { EXPECT_TRUE(ShapeOf(Scores("a", {})).has_value()); }

TEST(OverallOrderTest, FiguresThatDoNotFitAreRankedAllTheSame) {
  ClusterScores scores = Scores("a", {{"1", {1, 2, 3}}, {"2", {3, 2, 2}}});
  scores.mutable_headings(1)->set_coefficient("0.1234567890123");  // No decimal of ours.
  ASSERT_FALSE(ShapeOf(scores).has_value());
  const std::vector<RankableCluster> clusters = {*MakeRankable(scores)};
  const absl::StatusOr<Order> order = OverallOrder(Pointers(clusters));
  ASSERT_TRUE(order.ok());
  EXPECT_EQ(order->places.front().contender, 1u);
}

TEST(OverallOrderTest, ATotalThatDoesNotFollowIsOurFault) {
  ClusterScores scores = Scores("a", {{"1", {1, 2, 3}}});
  scores.mutable_units(0)->set_total("7.00");
  const std::vector<RankableCluster> clusters = {*MakeRankable(scores)};
  EXPECT_EQ(OverallOrder(Pointers(clusters)).status().code(), absl::StatusCode::kInternal);
}

TEST(OverallOrderTest, GroupsInGroupsEndWhereTheNextBegins) {
  ClusterScores scores;
  const auto add = [&](const std::string& code, int depth, bool is_criterion) {
    auto* heading = scores.add_headings();
    heading->set_code(code);
    heading->set_depth(depth);
    heading->set_is_criterion(is_criterion);
    heading->set_coefficient("1");
    heading->set_max_points("1");
  };
  add("I", 0, false);
  add("I.1", 1, true);
  add("I.A", 1, false);
  add("I.A.1", 2, true);
  add("I.B", 1, false);
  add("I.B.1", 2, true);
  add("II", 0, false);
  add("II.1", 1, true);
  const std::optional<ScaleShape> shape = ShapeOf(scores);
  ASSERT_TRUE(shape.has_value());
  std::vector<std::pair<int, int>> groups;
  for (const auto& group : shape->groups) groups.emplace_back(group.begin, group.end);
  EXPECT_EQ(groups, (std::vector<std::pair<int, int>>{{0, 3}, {1, 2}, {2, 3}, {3, 4}}));
}

}  // namespace
}  // namespace thidua::ranking
