#include "services/ranking/rpc/ranking_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/cache/memory_cache.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/rpc/fake_scoring.h"
#include "services/ranking/rpc/wait_until_for_test.h"

namespace thidua::ranking {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SheetRow Row(const std::string& unit, const std::string& total) {
  return {unit, absl::StrCat("Xã ", unit), total, {total, total, total}, {total, total, total}};
}

// "unit rank_before>rank total_before>total".
std::vector<std::string> Changes(const v1::WatchRankingsResponse::Event& event) {
  std::vector<std::string> changes;
  for (const v1::RankChange& change : event.changes()) {
    changes.push_back(absl::StrCat(change.unit(), " ", change.rank_before(), ">", change.rank(), " ",
                                   change.total_before(), ">", change.total()));
  }
  return changes;
}

class RankTellerTest : public ::testing::Test {
 protected:
  RankTellerTest() : store_(*OpenResultsStore(folder_.File("ranking.db"))) {
    scoring_.AddUnit("535", "Huyện Ba Tơ", "");
    first_ = Set("a", {Row("1", "90.00"), Row("2", "80.00")});
    Open();
  }

  void Open() { core_ = std::make_unique<RankingCore>(scoring_, *store_, cache_); }
  int64_t Set(const std::string& cluster, const std::vector<SheetRow>& rows) {
    return scoring_.SetScores(MakeScores(cluster, 2023, rows));
  }
  static v1::WatchRankingsRequest Of(const std::string& cluster, const std::vector<int64_t>& seen = {}) {
    v1::WatchRankingsRequest request;
    if (!cluster.empty()) request.set_cluster(cluster);
    request.set_year(2023);
    for (const int64_t version : seen) {
      request.add_seen()->set_cluster(cluster);
      request.mutable_seen()->rbegin()->set_version(version);
    }
    return request;
  }

  TempFolder folder_;
  FakeScoring scoring_;
  std::unique_ptr<ResultsStore> store_;
  std::shared_ptr<cache::Cache> cache_ = std::make_shared<cache::MemoryCache>(1 << 20);
  std::unique_ptr<RankingCore> core_;
  int64_t first_ = 0;
};

TEST_F(RankTellerTest, TellsTheStateAndThenWhatMoves) {
  RankTeller teller(*core_, Of("a"));
  const auto state = teller.Next({});
  ASSERT_TRUE(state.ok()) << state.status();
  ASSERT_EQ(state->events_size(), 1);
  EXPECT_TRUE(state->events(0).whole());
  EXPECT_EQ(state->events(0).version().version(), first_);
  EXPECT_THAT(Changes(state->events(0)), ElementsAre("1 0>1 >90.00", "2 0>2 >80.00"));
  EXPECT_EQ(state->events(0).changes(0).name(), "Xã 1");
  EXPECT_FALSE(state->has_stale());

  EXPECT_THAT(teller.Next({})->events(), IsEmpty());

  const int64_t second = Set("a", {Row("1", "90.00"), Row("2", "95.00"), Row("3", "10.00")});
  const auto moved = teller.Next({});
  ASSERT_EQ(moved->events_size(), 1);
  EXPECT_FALSE(moved->events(0).whole());
  EXPECT_EQ(moved->events(0).version().version(), second);
  EXPECT_THAT(Changes(moved->events(0)), ElementsAre("2 2>1 80.00>95.00", "1 1>2 90.00>90.00", "3 0>3 >10.00"));

  Set("a", {Row("1", "90.00"), Row("2", "95.00")});
  EXPECT_THAT(Changes(teller.Next({})->events(0)), ElementsAre("3 3>0 10.00>")) << "it left";
  Set("a", {Row("1", "90.00"), Row("2", "95.00")});
  const auto alone = teller.Next({});
  ASSERT_EQ(alone->events_size(), 1) << "the version moved";
  EXPECT_THAT(alone->events(0).changes(), IsEmpty());
}

TEST_F(RankTellerTest, WhatMovedMeanwhileIsOneEvent) {
  RankTeller teller(*core_, Of("a"));
  ASSERT_TRUE(teller.Next({}).ok());
  for (const char* total : {"1.00", "2.00", "95.00"}) Set("a", {Row("1", "90.00"), Row("2", total)});
  const auto moved = teller.Next({});
  ASSERT_EQ(moved->events_size(), 1);
  EXPECT_THAT(Changes(moved->events(0)), ElementsAre("2 2>1 80.00>95.00", "1 1>2 90.00>90.00"));
}

TEST_F(RankTellerTest, TellsOnlyTheClustersThatMoved) {
  const int64_t other = Set("b", {Row("5", "50.00")});
  RankTeller teller(*core_, Of(""));
  EXPECT_EQ(teller.Next({})->events_size(), 2);
  Set("b", {Row("5", "51.00")});
  Set("c", {Row("6", "60.00")});
  const auto moved = teller.Next({});
  ASSERT_EQ(moved->events_size(), 2);
  EXPECT_EQ(moved->events(0).version().cluster(), "b");
  EXPECT_GT(moved->events(0).version().version(), other);
  EXPECT_TRUE(moved->events(1).whole()) << "a new one";
}

TEST_F(RankTellerTest, GoesOnFromWhatWasSeen) {
  ASSERT_TRUE(RankTeller(*core_, Of("a")).Next({}).ok());
  EXPECT_THAT(RankTeller(*core_, Of("a", {first_})).Next({})->events(), IsEmpty());
  Set("a", {Row("1", "90.00"), Row("2", "95.00")});
  const auto moved = RankTeller(*core_, Of("a", {first_})).Next({});
  ASSERT_EQ(moved->events_size(), 1);
  EXPECT_FALSE(moved->events(0).whole());
  EXPECT_THAT(Changes(moved->events(0)), ElementsAre("2 2>1 80.00>95.00", "1 1>2 90.00>90.00"));

  Open();
  EXPECT_FALSE(RankTeller(*core_, Of("a", {first_})).Next({})->events(0).whole()) << "another process knows it too";
  EXPECT_TRUE(RankTeller(*core_, Of("a", {first_ - 1})).Next({})->events(0).whole()) << "nobody knows that one";
}

TEST_F(RankTellerTest, SaysWhyAClusterIsNotRankedAnyMore) {
  RankTeller teller(*core_, Of("a"));
  ASSERT_TRUE(teller.Next({}).ok());
  scoring_.SetFailure("a", 2023, FailedPrecondition("MIXED_SCALES", {.vi = "hai thang", .en = "two scales"}));
  EXPECT_EQ(teller.Next({})->events(0).unranked_reason(), "MIXED_SCALES");
  EXPECT_THAT(teller.Next({})->events(), IsEmpty());
  scoring_.SetFailure("a", 2023, FailedPrecondition("NO_SCALE", {.vi = "không", .en = "none"}));
  EXPECT_EQ(teller.Next({})->events(0).unranked_reason(), "NO_SCALE");
  Set("a", {Row("1", "90.00")});
  EXPECT_TRUE(teller.Next({})->events(0).whole());
}

TEST_F(RankTellerTest, RefusesAsRankingsAre) {
  EXPECT_EQ(Problem::FromStatus(RankTeller(*core_, Of("x")).Next({}).status()).reason, "UNKNOWN_CLUSTER");
}

TEST_F(RankTellerTest, SaysItsAgeWhileScoringIsSilent) {
  RankTeller teller(*core_, Of("a"));
  ASSERT_TRUE(teller.Next({}).ok());
  scoring_.Silence(true);
  ASSERT_TRUE(WaitUntil([&] { return core_->versions().Staleness().has_value(); }));
  const auto next = teller.Next({});
  ASSERT_TRUE(next.ok());
  EXPECT_GT(next->stale().age_ms(), 1000);
}

// --- Waking ----------------------------------------------------------------------------------------------------------

struct CountingWatcher final : WatchHub::Watcher {
  void OnWake(bool heartbeat) override { ++(heartbeat ? heartbeats : changes); }
  void OnClosed() override { ++closed; }
  std::atomic<int> changes = 0;
  std::atomic<int> heartbeats = 0;
  std::atomic<int> closed = 0;
};

TEST_F(RankTellerTest, TheHubWakesAtChangesAndHeartbeats) {
  ASSERT_TRUE(core_->versions().Await({}, absl::InfiniteFuture()).ok());
  WatchHub hub(core_->versions());
  CountingWatcher one, gone;
  ASSERT_TRUE(hub.Join(&one));
  ASSERT_TRUE(hub.Join(&gone));
  hub.Leave(&gone);
  Set("a", {Row("1", "91.00")});
  EXPECT_TRUE(WaitUntil([&] { return one.changes > 0; }));
  EXPECT_TRUE(WaitUntil([&] { return one.heartbeats > 0; }));
  hub.Close();
  EXPECT_EQ(one.closed, 1);
  hub.Close();
  EXPECT_EQ(one.closed, 1);
  EXPECT_FALSE(hub.Join(&gone));
  EXPECT_EQ(gone.changes + gone.heartbeats + gone.closed, 0);
}

}  // namespace
}  // namespace thidua::ranking
