#include "services/ranking/rpc/ranking_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cache/redis_server_for_test.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/rpc/fake_scoring.h"
#include "services/ranking/rpc/wait_until_for_test.h"

namespace thidua::ranking {
namespace {

using scoring::v1::ClusterScores;
using scoring::v1::UnitScores;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SheetRow Row(const std::string& unit, const std::string& total) {
  return {unit, absl::StrCat("Xã ", unit), total, {total, total, total}, {total, total, total}};
}

// Khu Trung of Ba Tơ.
ClusterScores Centre(int year = 2023) {
  return MakeScores("khu-trung", year,
                    {Row("21484", "99.28"), Row("21511", "97.17"), Row("21526", "99.70"), Row("21532", "100.28"),
                     Row("21535", "96.94")});
}
ClusterScores East(int year = 2023) {
  return MakeScores("khu-dong", year, {Row("21490", "99.28"), Row("21493", "98.00")});
}

std::string Reason(const absl::Status& status) { return Problem::FromStatus(status).reason; }

class RankingCallsTest : public ::testing::Test {
 protected:
  RankingCallsTest() : store_(*OpenResultsStore(folder_.File("ranking.db"))), calls_(Open()) {
    scoring_.AddUnit("51", "Tỉnh Quảng Ngãi", "");
    scoring_.AddUnit("535", "Huyện Ba Tơ", "51");
    scoring_.AddUnit("536", "Huyện khác", "51");
    for (const ClusterScores& scores : {Centre(), East()}) {
      for (const UnitScores& unit : scores.units()) scoring_.AddUnit(unit.unit(), unit.name(), "535");
    }
  }

  std::unique_ptr<RankingCalls> Open(const std::string& redis = "") {
    return std::make_unique<RankingCalls>(scoring_, *store_, *RankingCaches::Open(redis));
  }
  absl::StatusOr<v1::GetClusterRankingResponse> Ask(const std::string& cluster, int year,
                                                    v1::RankingView view = v1::BASIC) {
    v1::GetClusterRankingRequest request;
    request.set_cluster(cluster);
    request.set_year(year);
    request.set_view(view);
    return calls_->GetClusterRanking(request, {});
  }
  absl::StatusOr<v1::GetClusterRankingResponse> AskWith(int64_t min_version) {
    v1::GetClusterRankingRequest request;
    request.set_cluster("khu-trung");
    request.set_year(2023);
    request.mutable_freshness()->set_min_version(min_version);
    return calls_->GetClusterRanking(request, {.deadline = absl::Now() + absl::Seconds(1)});
  }
  v1::ClusterRanking Ranking(const std::string& cluster, int year) {
    const auto response = Ask(cluster, year);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->ranking() : v1::ClusterRanking();
  }
  absl::StatusOr<v1::AggregateRankingsResponse> Aggregate(const std::string& under, int year,
                                                          const std::string& language = "") {
    v1::AggregateRankingsRequest request;
    request.set_under(under);
    request.set_year(year);
    request.set_language_code(language);
    return calls_->AggregateRankings(request, {});
  }
  void Import(const std::string& rows) {
    const auto response = calls_->ImportResults(
        {.content = absl::StrCat("unit,year,cluster,total,rank,members,source\n", rows)}, Language::kVietnamese, {});
    ASSERT_TRUE(response.ok()) << response.status();
    ASSERT_TRUE(response->report().stored()) << response->report().DebugString();
  }

  TempFolder folder_;
  FakeScoring scoring_;
  std::unique_ptr<ResultsStore> store_;
  std::unique_ptr<RankingCalls> calls_;
};

const v1::RankedUnit& UnitOf(const v1::ClusterRanking& ranking, const std::string& code) {
  for (const v1::RankedUnit& unit : ranking.units()) {
    if (unit.unit() == code) return unit;
  }
  ADD_FAILURE() << code << " is not ranked";
  return v1::RankedUnit::default_instance();
}

TEST_F(RankingCallsTest, RanksAClusterAndSaysFromWhichVersions) {
  scoring_.AddCluster("khu-trung", "535", 2022);
  const int64_t version = scoring_.SetScores(Centre());
  Import("21526,2022,khu-trung,97.85,4,5,kế hoạch\n");
  const v1::ClusterRanking ranking = Ranking("khu-trung", 2023);
  EXPECT_EQ(ranking.version().cluster(), "khu-trung");
  EXPECT_EQ(ranking.version().year(), 2023);
  EXPECT_EQ(ranking.version().version(), version);
  EXPECT_EQ(ranking.results_version(), 1);
  EXPECT_EQ(ranking.units(0).unit(), "21532");
  const v1::RankedUnit& ba_bich = UnitOf(ranking, "21526");
  EXPECT_EQ(ba_bich.rank().rank(), 2);
  EXPECT_EQ(ba_bich.rank().members(), 5);
  EXPECT_EQ(ba_bich.previous().rank().rank(), 4);
  EXPECT_EQ(ba_bich.previous().movement(), 2);
  EXPECT_EQ(ba_bich.previous().source(), v1::PreviousRank::RESULTS);
  EXPECT_FALSE(UnitOf(ranking, "21484").has_previous()) << "2022 has neither a scale nor a result of it";
}

TEST_F(RankingCallsTest, ANewVersionIsANewAnswer) {
  scoring_.SetScores(Centre());
  EXPECT_EQ(Ranking("khu-trung", 2023).units(0).unit(), "21532");
  ClusterScores changed = Centre();
  changed.mutable_units(2)->set_total("101.00");
  const int64_t version = scoring_.SetScores(changed);
  const v1::ClusterRanking ranking = Ranking("khu-trung", 2023);
  EXPECT_EQ(ranking.units(0).unit(), "21526");
  EXPECT_EQ(ranking.version().version(), version);
}

TEST_F(RankingCallsTest, StatesANewerVersionThanTheListedOne) {
  scoring_.SetScores(Centre());
  int64_t newer = 0;
  scoring_.BeforeScores([&](const rpc::Call&) { newer = scoring_.SetScores(Centre()); });
  EXPECT_EQ(Ranking("khu-trung", 2023).version().version(), newer);
}

TEST_F(RankingCallsTest, ManyThreadsAskScoringOnceForTheScores) {
  scoring_.SetScores(Centre());
  constexpr int kThreads = 16;
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      const auto response = Ask("khu-trung", 2023, v1::FULL);
      right += response.ok() && response->ranking().units(0).unit() == "21532" ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, kThreads);
  EXPECT_EQ(scoring_.calls("GetClusterScores"), 1);
}

TEST_F(RankingCallsTest, ComputesTheYearBeforeWhereNoResultIsImported) {
  ClusterScores before = Centre(2022);
  before.mutable_units(1)->set_total("101.00");
  const int64_t version = scoring_.SetScores(before);
  scoring_.SetScores(Centre());
  scoring_.AddCluster("khu-dong", "535", 2022);
  Import("21526,2022,khu-dong,97.85,4,6,\n");
  const v1::ClusterRanking ranking = Ranking("khu-trung", 2023);
  ASSERT_EQ(ranking.previous_versions_size(), 1);
  EXPECT_EQ(ranking.previous_versions(0).version(), version);
  EXPECT_EQ(ranking.previous_versions(0).year(), 2022);
  const v1::PreviousRank& computed = UnitOf(ranking, "21511").previous();
  EXPECT_EQ(computed.source(), v1::PreviousRank::COMPUTED);
  EXPECT_EQ(computed.rank().rank(), 1);
  EXPECT_EQ(computed.rank().members(), 5);
  EXPECT_EQ(computed.total(), "101.00");
  EXPECT_EQ(computed.movement(), -3);
  const v1::PreviousRank& imported = UnitOf(ranking, "21526").previous();
  EXPECT_EQ(imported.source(), v1::PreviousRank::RESULTS) << "an imported result wins";
  EXPECT_EQ(imported.cluster(), "khu-dong");
  EXPECT_EQ(imported.movement(), 0);
}

TEST_F(RankingCallsTest, AnEmptyYearBeforeGivesNoRanks) {
  ClusterScores before = Centre(2022);
  for (UnitScores& unit : *before.mutable_units()) unit.set_state(UnitScores::EMPTY);
  scoring_.SetScores(before);
  scoring_.SetScores(Centre());
  const v1::ClusterRanking ranking = Ranking("khu-trung", 2023);
  for (const v1::RankedUnit& unit : ranking.units()) EXPECT_FALSE(unit.has_previous());
}

TEST_F(RankingCallsTest, ResultsOfEveryoneWinOverTheSheetsOfTheYearBefore) {
  const int64_t version = scoring_.SetScores(Centre(2022));
  const ClusterScores scores = Centre();
  scoring_.SetScores(scores);
  std::string rows;
  for (const UnitScores& unit : scores.units()) absl::StrAppend(&rows, unit.unit(), ",2022,khu-trung,99,1,5,\n");
  Import(rows);
  const v1::ClusterRanking ranking = Ranking("khu-trung", 2023);
  ASSERT_EQ(ranking.previous_versions_size(), 1) << "what could move the answer is named";
  EXPECT_EQ(ranking.previous_versions(0).version(), version);
  for (const v1::RankedUnit& unit : ranking.units()) EXPECT_EQ(unit.previous().source(), v1::PreviousRank::RESULTS);
}

TEST_F(RankingCallsTest, VersionZeroBreaksNothing) {
  scoring_.SetScores(Centre());
  scoring_.SetScores(Centre(2022));
  scoring_.SetVersionZero("khu-trung", 2023);
  scoring_.SetVersionZero("khu-trung", 2022);
  scoring_.BreakWatches();  // Within one run of scoring, no version goes back.
  const v1::ClusterRanking ranking = Ranking("khu-trung", 2023);
  EXPECT_EQ(ranking.units_size(), 5);
  EXPECT_EQ(ranking.version().version(), 0);
  EXPECT_THAT(ranking.previous_versions(), IsEmpty());
  EXPECT_FALSE(ranking.units(0).has_previous());
}

TEST_F(RankingCallsTest, PassesOnWhatScoringSays) {
  EXPECT_EQ(Reason(Ask("khu-bac", 2023).status()), "UNKNOWN_CLUSTER");
  scoring_.AddCluster("khu-trung", "535", 2023);
  EXPECT_EQ(Reason(Ask("khu-trung", 2023).status()), "NO_SCALE");
  scoring_.SetFailure("khu-trung", 2023, FailedPrecondition("MIXED_SCALES", {.vi = "hai thang", .en = "two scales"}));
  EXPECT_EQ(Problem::FromStatus(Ask("khu-trung", 2023).status()).message.vi, "hai thang");

  scoring_.SetScores(Centre());
  scoring_.FailEverything(Unavailable("SERVICE_UNAVAILABLE", {.vi = "vi", .en = "en"}));
  EXPECT_EQ(Reason(Ask("khu-trung", 2023).status()), "SERVICE_UNAVAILABLE");
  EXPECT_EQ(Ask("khu-trung", 2023).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Reason(Aggregate("535", 2023).status()), "SERVICE_UNAVAILABLE");
}

TEST_F(RankingCallsTest, TellsTheLastAnswerAndItsAgeWhileScoringIsAway) {
  const int64_t version = scoring_.SetScores(Centre());
  const std::string fresh = Ask("khu-trung", 2023)->SerializeAsString();
  scoring_.FailEverything(Unavailable("SERVICE_UNAVAILABLE", {.vi = "vi", .en = "en"}));
  ASSERT_TRUE(WaitUntil([&] { return Ask("khu-trung", 2023)->has_stale(); }));
  auto stale = *Ask("khu-trung", 2023);
  EXPECT_GT(stale.stale().age_ms(), 1000);
  stale.clear_stale();
  EXPECT_EQ(stale.SerializeAsString(), fresh);
  EXPECT_TRUE(AskWith(version).ok()) << "what is known is new enough";
  EXPECT_EQ(AskWith(version + 10).status().code(), absl::StatusCode::kUnavailable);

  scoring_.FailEverything(absl::OkStatus());
  EXPECT_TRUE(WaitUntil([&] { return !Ask("khu-trung", 2023)->has_stale(); }));
}

TEST_F(RankingCallsTest, AVersionThatScoringDoesNotKnowIsNone) {
  const int64_t version = scoring_.SetScores(Centre());
  EXPECT_TRUE(AskWith(version).ok());
  EXPECT_EQ(Reason(AskWith(version + 10).status()), "UNKNOWN_VERSION");
  EXPECT_EQ(AskWith(version + 10).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(RankingCallsTest, FailsWhenTheYearBeforeCannotBeAsked) {
  scoring_.SetScores(Centre());
  scoring_.SetScores(Centre(2022));
  scoring_.SetFailure("khu-trung", 2022, Unavailable("SERVICE_UNAVAILABLE", {.vi = "vi", .en = "en"}));
  EXPECT_EQ(Reason(Ask("khu-trung", 2023).status()), "SERVICE_UNAVAILABLE");
}

TEST_F(RankingCallsTest, NamesTheFieldThatIsWrong) {
  const auto field = [](const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    const Problem problem = Problem::FromStatus(status);
    return problem.violations.empty() ? "" : problem.violations[0].field;
  };
  EXPECT_EQ(field(Ask("", 2023).status()), "cluster");
  EXPECT_EQ(field(Ask("khu-trung", 0).status()), "year");
  EXPECT_EQ(field(Ask("khu-trung", -2023).status()), "year");
  EXPECT_EQ(field(Ask("khu-trung", 2023, static_cast<v1::RankingView>(9)).status()), "view");
  EXPECT_EQ(field(Aggregate("535", 0).status()), "year");
}

TEST_F(RankingCallsTest, AggregatesAllClustersBelow) {
  scoring_.SetScores(Centre());
  scoring_.SetScores(East());
  for (const char* under : {"535", "51", ""}) {
    const auto response = Aggregate(under, 2023);
    ASSERT_TRUE(response.ok()) << response.status();
    ASSERT_EQ(response->clusters_size(), 2);
    EXPECT_EQ(response->clusters(0).cluster(), "khu-trung") << "in the order of their import";
    EXPECT_EQ(response->clusters(1).cluster(), "khu-dong");
    EXPECT_EQ(response->clusters(0).SerializeAsString(), Ranking("khu-trung", 2023).SerializeAsString());
    ASSERT_EQ(response->overall_size(), 1);
    std::vector<std::string> order;
    for (const auto& unit : response->overall(0).units()) {
      order.push_back(absl::StrCat(unit.unit(), " ", unit.rank().rank(), "/", unit.rank().members()));
    }
    EXPECT_THAT(order,
                ElementsAre("21532 1/7", "21526 2/7", "21484 3/7", "21490 3/7", "21493 5/7", "21511 6/7", "21535 7/7"));
    ASSERT_EQ(response->overall(0).ties_size(), 1);
    EXPECT_THAT(response->overall(0).ties(0).units(), ElementsAre("21484", "21490"));
    EXPECT_THAT(response->unranked(), IsEmpty());
  }
  EXPECT_EQ(Aggregate("535", 2023)->name(), "Huyện Ba Tơ");
  EXPECT_EQ(Aggregate("", 2023)->name(), "");
}

TEST_F(RankingCallsTest, NeverAsksForVersionsAndOnceForEachSheet) {
  for (const int year : {2022, 2023}) {
    scoring_.SetScores(Centre(year));
    scoring_.SetScores(East(year));
  }
  ASSERT_TRUE(Aggregate("535", 2023).ok());
  EXPECT_EQ(scoring_.calls("ListClusterVersions"), 0);
  EXPECT_EQ(scoring_.calls("GetClusterScores"), 4);
  EXPECT_EQ(scoring_.calls("ListClusters"), 0);
  ASSERT_TRUE(Aggregate("535", 2023).ok());
  EXPECT_EQ(scoring_.calls("GetClusterScores"), 4);
}

TEST_F(RankingCallsTest, FindsTheYearBeforeOfAClusterThatAnotherUnitAggregated) {
  ClusterScores before = Centre(2022);
  before.set_authority("536");
  scoring_.SetScores(before);
  scoring_.SetScores(Centre());
  const auto response = Aggregate("535", 2023);
  EXPECT_TRUE(response->clusters(0).units(0).has_previous());
  EXPECT_EQ(response->previous_versions_size(), 1);
  auto alone = Ranking("khu-trung", 2023);
  EXPECT_EQ(alone.previous_versions_size(), 1);
  alone.clear_previous_versions();
  EXPECT_EQ(response->clusters(0).SerializeAsString(), alone.SerializeAsString());
}

TEST_F(RankingCallsTest, SetsAsideWhatCannotBeRanked) {
  scoring_.SetScores(Centre());
  scoring_.AddCluster("khu-tay", "535", 2023);
  scoring_.SetFailure("khu-dong", 2023, FailedPrecondition("MIXED_SCALES", {.vi = "hai thang", .en = "two scales"}));
  scoring_.SetFailure("khu-bac", 2023, FailedPrecondition("INPUT_DOES_NOT_FIT", {.vi = "lệch", .en = "off"}));
  const auto response = Aggregate("535", 2023);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->clusters_size(), 1);
  ASSERT_EQ(response->unranked_size(), 3);
  EXPECT_EQ(response->unranked(2).reason(), "INPUT_DOES_NOT_FIT");
  EXPECT_EQ(response->unranked(0).cluster(), "khu-tay");
  EXPECT_EQ(response->unranked(0).name(), "Cụm khu-tay");
  EXPECT_EQ(response->unranked(0).reason(), "NO_SCALE");
  EXPECT_EQ(response->unranked(0).message(), "Chưa có thang điểm. Hãy nhập.");
  EXPECT_EQ(response->unranked(1).reason(), "MIXED_SCALES");
  EXPECT_EQ(Aggregate("535", 2023, "en-GB")->unranked(1).message(), "two scales");

  scoring_.SetFailure("khu-dong", 2023, Unavailable("SERVICE_UNAVAILABLE", {.vi = "vi", .en = "en"}));
  const auto last = Aggregate("535", 2023);
  ASSERT_TRUE(last.ok()) << "half an answer is none, but there is a whole one";
  EXPECT_TRUE(last->has_stale());
  EXPECT_EQ(last->unranked_size(), 3);
  calls_ = Open();
  EXPECT_EQ(Reason(Aggregate("535", 2023).status()), "SERVICE_UNAVAILABLE") << "half an answer is none";
}

TEST_F(RankingCallsTest, AnEmptyClusterIsRankedEmpty) {
  scoring_.SetScores(MakeScores("khu-trung", 2023, {}));
  EXPECT_THAT(Ranking("khu-trung", 2023).units(), IsEmpty());
  ASSERT_TRUE(Aggregate("535", 2023).ok());
  scoring_.SetScores(East());
  const auto response = Aggregate("535", 2023);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->clusters_size(), 2);
  EXPECT_THAT(response->clusters(0).units(), IsEmpty());
  EXPECT_EQ(response->overall(0).units_size(), 2);
}

TEST_F(RankingCallsTest, SaysWhatToDoWhenThereIsNothingToRank) {
  const Problem unknown = Problem::FromStatus(Aggregate("999", 2023).status());
  EXPECT_EQ(unknown.reason, "UNKNOWN_UNIT");

  const Problem none = Problem::FromStatus(Aggregate("535", 2023).status());
  EXPECT_EQ(none.code, absl::StatusCode::kNotFound);
  EXPECT_EQ(none.reason, "NO_CLUSTERS");
  for (const std::string& message : {none.message.vi, none.message.en}) {
    EXPECT_THAT(message, HasSubstr("Huyện Ba Tơ (535)"));
    EXPECT_THAT(message, HasSubstr("2023"));
    EXPECT_THAT(message, HasSubstr("thidua import clusters"));
  }
  EXPECT_THAT(Problem::FromStatus(Aggregate("", 2023).status()).message.vi, HasSubstr("cả nước"));

  scoring_.AddCluster("khu-trung", "535", 2023);
  scoring_.AddCluster("khu-dong", "535", 2023);
  const Problem unscaled = Problem::FromStatus(Aggregate("535", 2023).status());
  EXPECT_EQ(unscaled.code, absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(unscaled.reason, "NO_SCALE");
  EXPECT_THAT(unscaled.message.vi, HasSubstr("khu-trung: Chưa có thang điểm. Hãy nhập."));
  EXPECT_THAT(unscaled.message.en, HasSubstr("None of the 2 clusters under Huyện Ba Tơ (535)"));
}

TEST_F(RankingCallsTest, ImportFaultsSpeakTheLanguageAskedFor) {
  const imports::File file{.content = "unit,year,cluster,total,rank,members,source\n99999,2022,khu-trung,1,1,1,\n"};
  scoring_.AddCluster("khu-trung", "535", 2022);
  const auto vi = calls_->ImportResults(file, Language::kVietnamese, {});
  const auto en = calls_->ImportResults(file, Language::kEnglish, {});
  EXPECT_THAT(vi->report().faults(0).message(), HasSubstr("Không có đơn vị nào"));
  EXPECT_THAT(en->report().faults(0).message(), HasSubstr("No unit has the code"));
}

TEST_F(RankingCallsTest, TheAnswerIsTheSameWithWithoutAndAfterRedis) {
  for (const int year : {2022, 2023}) {
    scoring_.SetScores(Centre(year));
    scoring_.SetScores(East(year));
  }
  const std::string without = Aggregate("535", 2023)->SerializeAsString();
  cache::RedisServer redis;
  calls_ = Open(redis.address());
  EXPECT_EQ(Aggregate("535", 2023)->SerializeAsString(), without);
  const int asked = scoring_.calls("GetClusterScores");
  calls_ = Open(redis.address());
  EXPECT_EQ(Aggregate("535", 2023)->SerializeAsString(), without);
  EXPECT_EQ(scoring_.calls("GetClusterScores"), asked) << "the second instance is warm from the start";
  redis.Kill();
  EXPECT_EQ(Aggregate("535", 2023)->SerializeAsString(), without);
  calls_ = Open(redis.address());
  EXPECT_EQ(Aggregate("535", 2023)->SerializeAsString(), without);
}

}  // namespace
}  // namespace thidua::ranking
