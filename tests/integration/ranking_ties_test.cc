// Places of equal, best, worst and single units, from figures to replies through the real services in one process.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/rpc/ranking_calls.h"
#include "services/scoring/rpc/scoring_server.h"

namespace thidua::integration {
namespace {

namespace v1 = thidua::ranking::v1;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kYear = 2023;

// Three groups of one declared criterion each. Equal totals are told apart by group II, then by criterion I.1.
std::string Scale(const std::string& id, const std::string& under) {
  const auto group = [](const char* code) {
    return absl::StrCat(R"({"code": ")", code, R"(", "title": "g", "criteria": [{"code": ")", code,
                        R"(.1", "title": "c", "maxPoints": "100", "rule": {"declared": {}}}]})");
  };
  return absl::StrCat(R"({"scaleId": ")", id, R"(", "year": 2023, "level": "COMMUNE", "under": [")", under,
                      R"("], "title": "t",
                      "total": {"method": "SUM"}, "tieBreaks": [{"group": "II"}, {"criterion": "I.1"}],
                      "groups": [)",
                      group("I"), ",", group("II"), ",", group("III"), "]}");
}

using Points = std::vector<int>;  // In I.1, II.1, III.1.

class RankingTiesTest : public ::testing::Test {
 protected:
  RankingTiesTest() {
    Import(&scoring::ScoringServer::ImportUnits,
           "code,name,type,level,parent\n1,Tỉnh,TINH,PROVINCE,\n2,Huyện B,HUYEN,DISTRICT,1\n"
           "3,Huyện C,HUYEN,DISTRICT,1\n"
           "201,Xã a,XA,COMMUNE,2\n202,Xã b,XA,COMMUNE,2\n203,Xã c,XA,COMMUNE,2\n204,Xã d,XA,COMMUNE,2\n"
           "205,Xã e,XA,COMMUNE,2\n206,Xã f,XA,COMMUNE,2\n211,Xã một,XA,COMMUNE,2\n301,Xã x,XA,COMMUNE,3\n"
           "302,Xã y,XA,COMMUNE,3\n");
    std::string clusters = "cluster,name,authority,year,unit,role\n";
    for (const char* unit : {"201", "202", "203", "204", "205", "206"}) {
      absl::StrAppend(&clusters, "six,Cụm,2,2023,", unit, ",MEMBER\n");
    }
    Import(&scoring::ScoringServer::ImportClusters,
           clusters + "one,Cụm,2,2023,211,MEMBER\nother,Cụm,3,2023,301,MEMBER\nother,Cụm,3,2023,302,MEMBER\n");
    Import(&scoring::ScoringServer::ImportScale, Scale("b", "2"));
    Import(&scoring::ScoringServer::ImportScale, Scale("c", "3"));
  }

  template <typename Response>
  Response Import(absl::StatusOr<Response> (scoring::ScoringServer::*import)(const imports::File&, Language,
                                                                             const rpc::Call&),
                  const std::string& content) {
    const auto response = (scoring_.*import)({.name = "f", .content = content}, Language::kEnglish, {});
    EXPECT_TRUE(response.ok()) << response.status();
    EXPECT_TRUE(response->report().stored()) << response->report().DebugString();
    return *response;
  }

  void Report(const std::map<std::string, Points>& points) {
    std::string rows = "unit,year,criterion,input,value,source\n";
    for (const auto& [unit, figures] : points) {
      for (size_t i = 0; i < figures.size(); ++i) {
        absl::StrAppend(&rows, unit, ",", kYear, ",", std::string(i + 1, 'I'), ".1,points,", figures[i], ",t\n");
      }
    }
    Import(&scoring::ScoringServer::ImportInputs, rows);
  }

  v1::ClusterRanking Ranking(const std::string& cluster) {
    v1::GetClusterRankingRequest request;
    request.set_cluster(cluster);
    request.set_year(kYear);
    request.set_view(v1::FULL);
    request.mutable_freshness()->set_latest(true);
    const auto response = calls_.GetClusterRanking(request, {});
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->ranking() : v1::ClusterRanking();
  }

  // "rank unit total", with what decided it.
  static std::vector<std::string> Places(const v1::ClusterRanking& ranking) {
    std::vector<std::string> places;
    for (const auto& unit : ranking.units()) {
      places.push_back(absl::StrCat(unit.rank().rank(), " ", unit.unit(), " ", unit.total()));
      if (!unit.decided_by().empty()) absl::StrAppend(&places.back(), " by ", absl::StrJoin(unit.decided_by(), ","));
    }
    return places;
  }
  static std::vector<std::string> Ties(const v1::ClusterRanking& ranking) {
    std::vector<std::string> ties;
    for (const auto& tie : ranking.ties())
      ties.push_back(absl::StrCat(tie.rank(), ": ", absl::StrJoin(tie.units(), " ")));
    return ties;
  }

  TempFolder folder_;
  scoring::ScoringServer scoring_{*scoring::OpenSqlScoringStore(folder_.File("scoring.db"), 2, absl::Now())};
  std::unique_ptr<ranking::ResultsStore> results_ = *ranking::OpenResultsStore(folder_.File("ranking.db"));
  ranking::RankingCalls calls_{scoring_, *results_, *ranking::RankingCaches::Open("")};
};

TEST_F(RankingTiesTest, TiesOfEveryDepth) {
  // 201 by its total; 202 by group II; 203 and 204 by I.1 after II is equal; 205 and 206 by nothing at all.
  Report({{"201", {100, 100, 100}},
          {"202", {0, 90, 60}},
          {"203", {50, 80, 20}},
          {"204", {40, 80, 30}},
          {"205", {10, 10, 10}},
          {"206", {10, 10, 10}}});
  const v1::ClusterRanking ranking = Ranking("six");
  EXPECT_THAT(Places(ranking), ElementsAre("1 201 300.00", "2 202 150.00 by II", "3 203 150.00 by II,I.1",
                                           "4 204 150.00 by II,I.1", "5 205 30.00", "5 206 30.00"));
  EXPECT_THAT(Ties(ranking), ElementsAre("5: 205 206"));
  EXPECT_THAT(ranking.ties(0).tried(), ElementsAre("II", "I.1"));
}

TEST_F(RankingTiesTest, AfterATieTheNextPlaceIsSkipped) {
  Report({{"201", {50, 50, 0}},
          {"202", {50, 50, 0}},
          {"203", {50, 50, 0}},
          {"204", {0, 99, 0}},
          {"205", {1, 1, 1}},
          {"206", {1, 1, 1}}});
  const v1::ClusterRanking ranking = Ranking("six");
  std::vector<int> ranks;
  for (const auto& unit : ranking.units()) ranks.push_back(unit.rank().rank());
  EXPECT_THAT(ranks, ElementsAre(1, 1, 1, 4, 5, 5));
  EXPECT_THAT(Ties(ranking), ElementsAre("1: 201 202 203", "5: 205 206"));
}

TEST_F(RankingTiesTest, AllEqual) {
  std::map<std::string, Points> points;
  for (const char* unit : {"201", "202", "203", "204", "205", "206"}) points[unit] = {70, 70, 70};
  Report(points);
  const v1::ClusterRanking ranking = Ranking("six");
  for (const auto& unit : ranking.units()) {
    EXPECT_EQ(unit.rank().rank(), 1);
    EXPECT_EQ(unit.rank().members(), 6);
    EXPECT_EQ(unit.fairness().standard_score(), "") << "no spread";
    EXPECT_EQ(unit.fairness().share_of_best(), "100.00");
    EXPECT_EQ(unit.margin().safe(), "0.00");
  }
  EXPECT_THAT(Ties(ranking), ElementsAre("1: 201 202 203 204 205 206"));
  EXPECT_EQ(ranking.best_total(), ranking.median_total());
}

TEST_F(RankingTiesTest, OneMember) {
  Report({{"211", {10, 20, 30}}});
  const v1::ClusterRanking ranking = Ranking("one");
  EXPECT_THAT(Places(ranking), ElementsAre("1 211 60.00"));
  EXPECT_THAT(Ties(ranking), IsEmpty());
  EXPECT_EQ(ranking.units(0).rank().members(), 1);
  EXPECT_EQ(ranking.units(0).margin().safe(), "") << "nobody can overtake it";
  EXPECT_FALSE(ranking.units(0).margin().has_over_next());
  EXPECT_EQ(ranking.units(0).fairness().percentile_rank(), "");
  EXPECT_EQ(ranking.median_total(), "60.00");
}

TEST_F(RankingTiesTest, NothingReported) {
  const v1::ClusterRanking ranking = Ranking("six");
  ASSERT_EQ(ranking.units_size(), 6);
  for (const auto& unit : ranking.units()) {
    EXPECT_EQ(unit.rank().rank(), 1);
    EXPECT_EQ(unit.total(), "0.00");
    EXPECT_EQ(unit.state(), thidua::scoring::v1::UnitScores::EMPTY);
    EXPECT_EQ(unit.fairness().share_of_best(), "") << "the best is 0";
  }
  EXPECT_EQ(ranking.coverage().empty(), 6);
}

TEST_F(RankingTiesTest, ZeroThatIsReportedIsAFigure) {
  Report({{"301", {0, 0, 0}}});
  const v1::ClusterRanking ranking = Ranking("other");
  EXPECT_THAT(Places(ranking), ElementsAre("1 301 0.00", "1 302 0.00"));
  EXPECT_EQ(ranking.coverage().complete(), 1);
  EXPECT_EQ(ranking.coverage().empty(), 1);
}

TEST_F(RankingTiesTest, UnitsUnderDifferentScalesAreInDifferentOrders) {
  Report({{"201", {1, 1, 1}}, {"301", {2, 2, 2}}, {"302", {90, 90, 90}}});
  v1::AggregateRankingsRequest request;
  request.set_under("1");
  request.set_year(kYear);
  request.mutable_freshness()->set_latest(true);
  const auto response = calls_.AggregateRankings(request, {});
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->overall_size(), 2);
  EXPECT_EQ(response->overall(0).scale().scale_id(), "b");
  EXPECT_EQ(response->overall(0).units_size(), 7);
  EXPECT_EQ(response->overall(0).units(0).unit(), "201");
  EXPECT_EQ(response->overall(1).scale().scale_id(), "c");
  ASSERT_EQ(response->overall(1).units_size(), 2);
  EXPECT_EQ(response->overall(1).units(0).unit(), "302");
  EXPECT_EQ(response->overall(1).units(0).rank().rank(), 1);
  EXPECT_EQ(response->branches_size(), 2);
}

TEST_F(RankingTiesTest, AClusterOfTwoScalesIsNotRanked) {
  Import(&scoring::ScoringServer::ImportClusters,
         "cluster,name,authority,year,unit,role\nmixed,Cụm,1,2023,211,MEMBER\nmixed,Cụm,1,2023,301,MEMBER\n"
         "one,Cụm,2,2023,201,MEMBER\nother,Cụm,3,2023,302,MEMBER\n"
         "six,Cụm,2,2023,202,MEMBER\nsix,Cụm,2,2023,203,MEMBER\n");
  v1::AggregateRankingsRequest request;
  request.set_under("1");
  request.set_year(kYear);
  request.mutable_freshness()->set_latest(true);
  const auto response = calls_.AggregateRankings(request, {});
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->unranked_size(), 1);
  EXPECT_EQ(response->unranked(0).cluster(), "mixed");
  EXPECT_EQ(response->unranked(0).reason(), "MIXED_SCALES");
  EXPECT_EQ(response->clusters_size(), 3);
}

// Nor can it be imported empty: what ranks an empty cluster is tested beside the ranking.
TEST_F(RankingTiesTest, AClusterCannotLoseItsOnlyMember) {
  const auto response = scoring_.ImportClusters(
      {.name = "f", .content = "cluster,name,authority,year,unit,role\nsix,Cụm,2,2023,211,MEMBER\n"},
      Language::kEnglish, {});
  ASSERT_TRUE(response.ok());
  EXPECT_FALSE(response->report().stored());
  EXPECT_EQ(Ranking("one").units_size(), 1);
}

// The definition itself: one more than the number of those ahead by total, then II, then I.1.
TEST_F(RankingTiesTest, ManyRandomClusters) {
  std::mt19937 random(20231205);
  for (int round = 0; round < 100; ++round) {
    std::map<std::string, Points> points;
    using Key = std::tuple<int, int, int>;
    std::map<std::string, Key> keys;
    const int values = 2 + round % 3;
    for (const char* unit : {"201", "202", "203", "204", "205", "206"}) {
      Points& figures = points[unit];
      for (int i = 0; i < 3; ++i) figures.push_back(static_cast<int>(random() % values));
      keys[unit] = {figures[0] + figures[1] + figures[2], figures[1], figures[0]};
    }
    Report(points);
    std::vector<std::string> expected;
    for (const auto& [unit, key] : keys) {
      const auto ahead = std::count_if(keys.begin(), keys.end(), [&](const auto& one) { return one.second > key; });
      expected.push_back(absl::StrCat(ahead + 1, " ", unit, " ", std::get<0>(key), ".00"));
    }
    std::sort(expected.begin(), expected.end());
    std::vector<std::string> given;
    const v1::ClusterRanking ranking = Ranking("six");
    for (const auto& unit : ranking.units()) {
      given.push_back(absl::StrCat(unit.rank().rank(), " ", unit.unit(), " ", unit.total()));
    }
    ASSERT_EQ(given, expected) << "round " << round;
  }
}

}  // namespace
}  // namespace thidua::integration
