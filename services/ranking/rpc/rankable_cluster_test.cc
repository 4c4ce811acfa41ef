#include "services/ranking/rpc/rankable_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "services/ranking/rpc/fake_scoring.h"
#include "services/ranking/rpc/ranking_reply.h"

namespace thidua::ranking {
namespace {

using scoring::v1::ClusterScores;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

ClusterScores Sheet() {
  return MakeScores("khu-trung", 2023,
                    {{"3", "Ba", "99.70", {"99.15", "90.00", "100.00"}, {"95.00", "", "100.00"}, {"I.1"}},
                     {"1", "Một", "99.70", {"99.15", "91.00", "100.00"}, {"", "101.50", "99.00"}},
                     {"2", "Hai", "100.28", {"100.05", "92.00", "100.00"}, {"102.50", "100.00", "100.00"}}});
}

v1::ClusterRanking Ranked(const ClusterScores& scores, v1::RankingView view, const PreviousPlaces& previous = {}) {
  return *RankCluster(*MakeRankable(scores), previous, view);
}

std::vector<std::string> Units(const v1::ClusterRanking& ranking) {
  std::vector<std::string> units;
  for (const auto& unit : ranking.units()) units.push_back(unit.unit() + ":" + std::to_string(unit.rank().rank()));
  return units;
}

TEST(RankClusterTest, RanksByTotalAndTheScalesTieBreaks) {
  const v1::ClusterRanking ranking = Ranked(Sheet(), v1::BASIC);
  EXPECT_THAT(Units(ranking), ElementsAre("2:1", "3:2", "1:3"));
  EXPECT_THAT(ranking.units(0).decided_by(), IsEmpty());
  EXPECT_THAT(ranking.units(1).decided_by(), ElementsAre("I.1")) << "equal in II; I.1 does not apply to 1";
  EXPECT_THAT(ranking.units(2).decided_by(), ElementsAre("I.1"));
  EXPECT_EQ(ranking.units(0).rank().members(), 3);
  EXPECT_THAT(ranking.ties(), IsEmpty());
}

TEST(RankClusterTest, GivesWhatScoringGave) {
  const v1::ClusterRanking ranking = Ranked(Sheet(), v1::BASIC);
  EXPECT_EQ(ranking.name(), "Cụm khu-trung");
  EXPECT_EQ(ranking.authority(), "535");
  EXPECT_EQ(ranking.scale().scale_id(), "ba-to");
  EXPECT_EQ(ranking.headings_size(), 6);
  const v1::RankedUnit& unit = ranking.units(1);
  EXPECT_EQ(unit.name(), "Ba");
  EXPECT_EQ(unit.total(), "99.70");
  EXPECT_EQ(unit.lost(), "1.00");
  EXPECT_THAT(unit.subtotals(), ElementsAre("99.15", "100.00")) << "top-level groups only";
  EXPECT_THAT(unit.missing(), ElementsAre("I.1"));
  EXPECT_FALSE(unit.has_previous());
}

TEST(RankClusterTest, NamesWhatStaysTied) {
  ClusterScores scores = Sheet();
  scores.mutable_units(0)->set_points(0, "0.00");
  const v1::ClusterRanking ranking = Ranked(scores, v1::BASIC);
  EXPECT_THAT(Units(ranking), ElementsAre("2:1", "1:2", "3:2"));
  ASSERT_EQ(ranking.ties_size(), 1);
  EXPECT_EQ(ranking.ties(0).rank(), 2);
  EXPECT_THAT(ranking.ties(0).units(), ElementsAre("1", "3"));
  EXPECT_THAT(ranking.ties(0).tried(), ElementsAre("II", "I.1"));
}

TEST(RankClusterTest, OnlyFullHasPointsAndStandings) {
  const v1::ClusterRanking basic = Ranked(Sheet(), v1::RANKING_VIEW_UNSPECIFIED);
  EXPECT_THAT(basic.standings(), IsEmpty());
  EXPECT_THAT(basic.units(0).points(), IsEmpty());

  const v1::ClusterRanking full = Ranked(Sheet(), v1::FULL);
  EXPECT_THAT(full.units(1).points(), ElementsAre("95.00", "", "100.00"));
  ASSERT_EQ(full.standings_size(), 3);
  EXPECT_EQ(full.standings(0).criterion(), "I.1");
  EXPECT_EQ(full.standings(0).units(), 2);
  EXPECT_EQ(full.standings(0).highest(), "102.50");
  EXPECT_THAT(full.standings(0).highest_units(), ElementsAre("2"));
  EXPECT_EQ(full.standings(0).lowest(), "95.00");
  EXPECT_THAT(full.standings(0).lowest_units(), ElementsAre("3"));
  EXPECT_EQ(full.standings(2).criterion(), "II.1");
  EXPECT_THAT(full.standings(2).highest_units(), ElementsAre("2", "3"));
  EXPECT_THAT(full.standings(2).lowest_units(), ElementsAre("1"));
}

TEST(RankClusterTest, ACriterionThatAppliesToNobodyHasNobody) {
  ClusterScores scores = Sheet();
  for (auto& unit : *scores.mutable_units()) unit.set_points(1, "");
  const v1::ClusterRanking ranking = Ranked(scores, v1::FULL);
  EXPECT_EQ(ranking.standings(1).criterion(), "I.A.1");
  EXPECT_EQ(ranking.standings(1).units(), 0);
  EXPECT_EQ(ranking.standings(1).highest(), "");
  EXPECT_THAT(ranking.standings(1).lowest_units(), IsEmpty());
}

TEST(RankClusterTest, AClusterWithoutMembersIsEmpty) {
  const v1::ClusterRanking ranking = Ranked(MakeScores("khu-trung", 2023, {}), v1::FULL);
  EXPECT_THAT(ranking.units(), IsEmpty());
  EXPECT_EQ(ranking.standings_size(), 3);
}

TEST(RankClusterTest, SaysWhereUnitsStoodBefore) {
  const PreviousPlaces previous = {
      {"3",
       {.cluster = "khu-trung", .rank = 4, .members = 5, .total = "97.85", .source = PreviousPlace::Source::kResults}},
      {"1", {.cluster = "khu-dong", .rank = 1, .members = 6, .total = "98.00"}},
      {"9", {.cluster = "khu-trung", .rank = 2, .members = 5, .total = "98.00"}}};
  const v1::ClusterRanking ranking = Ranked(Sheet(), v1::BASIC, previous);
  EXPECT_FALSE(ranking.units(0).has_previous());
  const v1::PreviousRank& stayed = ranking.units(1).previous();
  EXPECT_EQ(stayed.rank().rank(), 4);
  EXPECT_EQ(stayed.rank().members(), 5);
  EXPECT_EQ(stayed.total(), "97.85");
  EXPECT_EQ(stayed.source(), v1::PreviousRank::RESULTS);
  EXPECT_EQ(stayed.movement(), 2);
  const v1::PreviousRank& moved = ranking.units(2).previous();
  EXPECT_EQ(moved.cluster(), "khu-dong");
  EXPECT_EQ(moved.source(), v1::PreviousRank::COMPUTED);
  EXPECT_EQ(moved.movement(), 0);
}

TEST(ComputedPlacesTest, NeedSomethingReported) {
  ClusterScores scores = Sheet();
  EXPECT_EQ(ComputedPlaces(*MakeRankable(scores)).at("3").rank, 2);
  for (auto& unit : *scores.mutable_units()) unit.set_state(scoring::v1::UnitScores::EMPTY);
  EXPECT_THAT(ComputedPlaces(*MakeRankable(scores)), IsEmpty());
  scores.mutable_units(1)->set_state(scoring::v1::UnitScores::INCOMPLETE);
  EXPECT_EQ(ComputedPlaces(*MakeRankable(scores)).size(), 3u);
}

TEST(MakeRankableTest, RefusesScoresThatContradictThemselves) {
  const std::vector<std::function<void(ClusterScores&)>> faults = {
      [](ClusterScores& scores) { scores.mutable_units(0)->add_points("1"); },
      [](ClusterScores& scores) { scores.mutable_units(0)->mutable_subtotals()->RemoveLast(); },
      [](ClusterScores& scores) { scores.mutable_units(0)->set_total(""); },
      [](ClusterScores& scores) { scores.mutable_units(0)->set_total("9,5"); },
      [](ClusterScores& scores) { scores.mutable_units(0)->set_subtotals(2, "x"); },
      [](ClusterScores& scores) { scores.add_tie_breaks()->set_group("IX"); },
      [](ClusterScores& scores) { scores.add_tie_breaks()->set_criterion("I"); },
  };
  for (const auto& fault : faults) {
    ClusterScores scores = Sheet();
    fault(scores);
    EXPECT_EQ(MakeRankable(scores).status().code(), absl::StatusCode::kInternal) << scores.ShortDebugString();
  }
  ClusterScores scores = Sheet();
  scores.mutable_units(0)->set_points(1, "x");
  EXPECT_EQ(RankCluster(*MakeRankable(scores), {}, v1::FULL).status().code(), absl::StatusCode::kInternal);
}

TEST(RankOverallTest, OneOrderForEachScaleRevision) {
  ClusterScores east = MakeScores("khu-dong", 2023,
                                  {{"5", "Năm", "99.70", {"1", "1", "100.00"}, {"96.00", "1", "1"}},
                                   {"4", "Bốn", "101.00", {"1", "1", "1"}, {"1", "1", "1"}}});
  ClusterScores revised = MakeScores("khu-tay", 2023, {{"6", "Sáu", "1.00", {"1", "1", "1"}, {"1", "1", "1"}}});
  revised.mutable_scale()->set_revision(2);
  std::vector<std::shared_ptr<const RankableCluster>> clusters;
  for (const ClusterScores& scores : {revised, Sheet(), east}) {
    clusters.push_back(std::make_shared<const RankableCluster>(*MakeRankable(scores)));
  }
  const std::vector<v1::OverallRanking> overall = *RankOverall(clusters, v1::BASIC);
  ASSERT_EQ(overall.size(), 2u);
  EXPECT_EQ(overall[0].scale().revision(), 1);
  std::vector<std::string> units;
  for (const auto& unit : overall[0].units()) {
    units.push_back(unit.unit() + " " + unit.cluster() + " " + std::to_string(unit.rank().rank()) + "/" +
                    std::to_string(unit.rank().members()));
  }
  EXPECT_THAT(units,
              ElementsAre("4 khu-dong 1/5", "2 khu-trung 2/5", "5 khu-dong 3/5", "3 khu-trung 4/5", "1 khu-trung 5/5"));
  ASSERT_EQ(overall[1].units_size(), 1);
  EXPECT_EQ(overall[1].units(0).rank().rank(), 1);
}

}  // namespace
}  // namespace thidua::ranking
