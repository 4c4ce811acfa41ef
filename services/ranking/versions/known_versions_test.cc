#include "services/ranking/versions/known_versions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/status/problem.h"
#include "services/ranking/rpc/fake_scoring.h"
#include "services/ranking/rpc/wait_until_for_test.h"

namespace thidua::ranking {
namespace {

using scoring::v1::WatchVersionsResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Reason(const absl::Status& status) { return Problem::FromStatus(status).reason; }

scoring::v1::ClusterScores Sheet(const std::string& cluster, int year, const std::vector<std::string>& units,
                                 const std::string& authority = "535") {
  std::vector<SheetRow> rows;
  for (const std::string& unit : units) rows.push_back({unit, "Xã", "1.00", {"1", "1", "1"}, {"1", "1", "1"}});
  scoring::v1::ClusterScores scores = MakeScores(cluster, year, rows);
  scores.set_authority(authority);
  return scores;
}

void AddCluster(const std::string& code, int64_t version, const std::vector<std::string>& members,
                WatchVersionsResponse& message) {
  auto* cluster = message.add_clusters();
  cluster->mutable_version()->set_cluster(code);
  cluster->mutable_version()->set_year(2023);
  cluster->mutable_version()->set_version(version);
  cluster->mutable_members()->Add(members.begin(), members.end());
}

class KnownVersionsTest : public ::testing::Test {
 protected:
  KnownVersionsTest() {
    scoring_.AddUnit("51", "Tỉnh Quảng Ngãi", "");
    scoring_.AddUnit("535", "Huyện Ba Tơ", "51");
    scoring_.AddUnit("536", "Huyện khác", "51");
  }

  void Open() {
    known_ = std::make_unique<KnownVersions>(scoring_, [this] { return absl::StatusOr<int64_t>(results_.load()); });
  }
  absl::Status Await(const WantedFreshness& wanted = {}, absl::Duration limit = absl::Seconds(20)) {
    return known_->Await(wanted, absl::Now() + limit);
  }
  std::vector<std::string> Below(const std::string& under) {
    std::vector<std::string> codes;
    for (const auto& cluster : known_->Below(under, 2023)) codes.push_back(cluster->code);
    return codes;
  }
  // For messages that a test makes itself.
  void OpenWithoutFeed() {
    scoring_.Silence(true);
    Open();
  }

  FakeScoring scoring_;
  std::atomic<int64_t> results_ = 0;
  std::unique_ptr<KnownVersions> known_;
};

TEST_F(KnownVersionsTest, KnowsWhatScoringHas) {
  const int64_t version = scoring_.SetScores(Sheet("b", 2023, {"1", "2"}));
  scoring_.SetScores(Sheet("a", 2023, {"3"}, "536"));
  scoring_.SetScores(Sheet("a", 2022, {"1"}));
  Open();
  ASSERT_TRUE(Await().ok());
  const auto cluster = known_->Find("b", 2023);
  ASSERT_NE(cluster, nullptr);
  EXPECT_EQ(cluster->version, version);
  EXPECT_EQ(cluster->name, "Cụm b");
  EXPECT_EQ(cluster->authority, "535");
  EXPECT_EQ(cluster->year, 2023);
  EXPECT_THAT(cluster->members, ElementsAre("1", "2"));
  EXPECT_EQ(known_->Find("b", 2022), nullptr);
  EXPECT_EQ(known_->Find("c", 2023), nullptr);
  EXPECT_EQ(known_->FindOf("2", 2023)->code, "b");
  EXPECT_EQ(known_->FindOf("1", 2022)->code, "a");
  EXPECT_EQ(known_->FindOf("2", 2022), nullptr);
  EXPECT_EQ(known_->FindOf("9", 2023), nullptr);
  EXPECT_THAT(Below(""), ElementsAre("b", "a")) << "in the order of import";
  EXPECT_THAT(Below("51"), ElementsAre("b", "a"));
  EXPECT_THAT(Below("536"), ElementsAre("a"));
  EXPECT_THAT(Below("537"), IsEmpty());
  EXPECT_EQ(known_->UnitName("535"), "Huyện Ba Tơ");
  EXPECT_EQ(known_->UnitName("537"), std::nullopt);
  EXPECT_EQ(known_->BranchOf("536", "51"), "536");
  EXPECT_EQ(known_->BranchOf("536", ""), "51");
  EXPECT_EQ(known_->BranchOf("536", "536"), "");
  EXPECT_EQ(known_->BranchOf("536", "535"), "");
}

TEST_F(KnownVersionsTest, HearsOfChangesAndTellsThem) {
  scoring_.SetScores(Sheet("a", 2023, {"1", "2"}));
  scoring_.SetScores(Sheet("b", 2023, {"3"}));
  Open();
  ASSERT_TRUE(Await().ok());
  std::atomic<int> told = 0;
  const int listener = known_->Listen([&] { ++told; });
  const uint64_t before = known_->sequence();
  const uint64_t epoch = known_->epoch();
  const auto held = known_->Find("a", 2023);

  const int64_t version = scoring_.SetScores(Sheet("a", 2023, {"2"}));
  EXPECT_EQ(known_->Find("a", 2023)->version, version);
  EXPECT_LT(held->version, version) << "what was taken stays as it was";
  EXPECT_GE(known_->head(), version);
  EXPECT_GT(known_->sequence(), before);
  EXPECT_EQ(known_->epoch(), epoch);
  EXPECT_EQ(told, 1);
  EXPECT_EQ(known_->FindOf("1", 2023), nullptr) << "it left";

  scoring_.SetScores(Sheet("b", 2023, {"1", "3"}));
  EXPECT_EQ(known_->FindOf("1", 2023)->code, "b");
  EXPECT_EQ(told, 2);
  known_->Unlisten(listener);
  scoring_.SetScores(Sheet("b", 2023, {"3"}));
  EXPECT_EQ(told, 2);
}

// A unit may be told in its new cluster before it is told to have left the old one.
TEST_F(KnownVersionsTest, AUnitThatMovesIsInTheClusterThatCameLast) {
  OpenWithoutFeed();
  WatchVersionsResponse message;
  message.set_reset(true);
  message.set_head(10);
  AddCluster("a", 1, {"1", "2"}, message);
  AddCluster("b", 2, {"3"}, message);
  known_->OnVersions(message);
  message.Clear();
  message.set_head(12);
  AddCluster("b", 11, {"1", "3"}, message);
  AddCluster("a", 12, {"2"}, message);
  known_->OnVersions(message);
  EXPECT_EQ(known_->FindOf("1", 2023)->code, "b");
  EXPECT_EQ(known_->FindOf("2", 2023)->code, "a");
}

TEST_F(KnownVersionsTest, AListCountsOnceItIsWhole) {
  OpenWithoutFeed();
  WatchVersionsResponse first;
  first.set_reset(true);
  AddCluster("a", 1, {"1"}, first);
  WatchVersionsResponse second;
  second.set_head(5);
  AddCluster("b", 2, {"2"}, second);

  known_->OnVersions(first);
  EXPECT_EQ(known_->Find("a", 2023), nullptr);
  known_->OnVersions(second);
  EXPECT_NE(known_->Find("a", 2023), nullptr);
  EXPECT_NE(known_->Find("b", 2023), nullptr);
  EXPECT_EQ(known_->head(), 5);

  // The connection breaks within the next list; the one after it says otherwise.
  const uint64_t epoch = known_->epoch();
  WatchVersionsResponse broken;
  broken.set_reset(true);
  AddCluster("c", 9, {"9"}, broken);
  known_->OnVersions(broken);
  known_->OnLost();
  EXPECT_NE(known_->Find("a", 2023), nullptr) << "what was known stands";
  EXPECT_EQ(known_->epoch(), epoch);
  WatchVersionsResponse whole;
  whole.set_reset(true);
  whole.set_head(3);
  AddCluster("a", 1, {"1"}, whole);
  known_->OnVersions(whole);
  EXPECT_EQ(known_->Find("c", 2023), nullptr);
  EXPECT_EQ(known_->Find("b", 2023), nullptr);
  EXPECT_EQ(known_->head(), 3);
  EXPECT_GT(known_->epoch(), epoch);
}

TEST_F(KnownVersionsTest, OnlyAnAnsweredProbeMakesItFresh) {
  scoring_.SetScores(Sheet("a", 2023, {"1"}));
  OpenWithoutFeed();
  WatchVersionsResponse message;
  message.set_reset(true);
  message.set_head(5);
  AddCluster("a", 1, {"1"}, message);
  known_->OnVersions(message);
  EXPECT_FALSE(known_->IsFreshEnough({})) << "news may have been on its way for long";
  EXPECT_TRUE(known_->Staleness().has_value());
  EXPECT_EQ(Reason(Await({}, absl::Milliseconds(100))), "SERVICE_UNAVAILABLE");
  scoring_.Silence(false);
  EXPECT_TRUE(Await().ok());
  EXPECT_TRUE(known_->IsFreshEnough({}));
  EXPECT_FALSE(known_->Staleness().has_value());
}

TEST_F(KnownVersionsTest, AVersionThatIsToldBeforeTheFirstAnswerIsWaitedFor) {
  OpenWithoutFeed();
  WatchVersionsResponse message;
  message.set_reset(true);
  message.set_head(5);
  known_->OnVersions(message);
  std::thread later([&] {
    absl::SleepFor(absl::Milliseconds(100));
    scoring_.Silence(false);
  });
  EXPECT_TRUE(Await({.min_version = 1}).ok());
  later.join();
}

TEST_F(KnownVersionsTest, KnowsNothingBeforeScoringAnswers) {
  OpenWithoutFeed();
  EXPECT_FALSE(known_->IsFreshEnough({}));
  EXPECT_EQ(Reason(Await({}, absl::Milliseconds(50))), "SERVICE_UNAVAILABLE");
  std::thread later([&] { scoring_.Silence(false); });
  EXPECT_TRUE(WaitUntil([&] { return Await().ok(); }));
  later.join();
}

TEST_F(KnownVersionsTest, GetsOldWhileScoringKeepsSilent) {
  const int64_t version = scoring_.SetScores(Sheet("a", 2023, {"1"}));
  Open();
  ASSERT_TRUE(Await().ok());
  scoring_.Silence(true);
  const int64_t unheard = scoring_.SetScores(Sheet("a", 2023, {"1"}));
  ASSERT_TRUE(WaitUntil([&] { return known_->Staleness().has_value(); }));
  EXPECT_GT(*known_->Staleness(), KnownVersions::kMaxAge);
  EXPECT_FALSE(known_->IsFreshEnough({}));
  EXPECT_FALSE(known_->IsFreshEnough({.min_version = version}));
  EXPECT_TRUE(Await().ok()) << "something is known";
  EXPECT_TRUE(Await({.min_version = version}).ok());
  EXPECT_EQ(Await({.min_version = unheard + 5}, absl::Milliseconds(50)).code(), absl::StatusCode::kUnavailable);

  scoring_.Silence(false);
  EXPECT_TRUE(Await({.min_version = unheard}).ok());
  EXPECT_EQ(known_->Find("a", 2023)->version, unheard);
  EXPECT_TRUE(WaitUntil([&] { return known_->IsFreshEnough({}); }));
}

TEST_F(KnownVersionsTest, AwaitsTheVersionThatIsWanted) {
  const int64_t version = scoring_.SetScores(Sheet("a", 2023, {"1"}));
  Open();
  ASSERT_TRUE(Await({.min_version = version}).ok());
  EXPECT_TRUE(known_->IsFreshEnough({.min_version = version}));
  EXPECT_FALSE(known_->IsFreshEnough({.min_version = version + 5}));
  EXPECT_EQ(Reason(Await({.min_version = version + 5})), "UNKNOWN_VERSION")
      << "scoring says that it has no such version";

  scoring_.Silence(true);
  const int64_t next = scoring_.SetScores(Sheet("a", 2023, {"1"}));
  std::thread later([&] { scoring_.Silence(false); });
  EXPECT_TRUE(WaitUntil([&] { return Await({.min_version = next}).ok(); }));
  later.join();
}

TEST_F(KnownVersionsTest, TheLatestIsAskedFor) {
  scoring_.SetScores(Sheet("a", 2023, {"1"}));
  Open();
  ASSERT_TRUE(Await().ok());
  EXPECT_FALSE(known_->IsFreshEnough({.latest = true}));
  const KnownVersions::Clock::time_point asked = KnownVersions::Clock::now();
  ASSERT_TRUE(Await({.latest = true}).ok());
  EXPECT_GE(known_->known_since(), asked);
}

TEST_F(KnownVersionsTest, AnotherRunOfScoringIsAnotherEpoch) {
  const int64_t version = scoring_.SetScores(Sheet("a", 2023, {"1"}));
  Open();
  ASSERT_TRUE(Await().ok());
  const uint64_t epoch = known_->epoch();
  const uint64_t sequence = known_->sequence();
  scoring_.BreakWatches();
  EXPECT_GT(known_->epoch(), epoch);
  EXPECT_GT(known_->sequence(), sequence);
  EXPECT_EQ(known_->Find("a", 2023)->version, version);
}

TEST_F(KnownVersionsTest, SeesResultsThatAnotherReplicaImported) {
  results_ = 3;
  Open();
  EXPECT_EQ(known_->results_version(), 3);
  const uint64_t before = known_->sequence();
  results_ = 4;
  EXPECT_TRUE(WaitUntil([&] { return known_->results_version() == 4; }));
  EXPECT_GT(known_->sequence(), before);
  known_->SawResults(2);
  EXPECT_EQ(known_->results_version(), 4);
}

TEST_F(KnownVersionsTest, AwaitsAChange) {
  Open();
  ASSERT_TRUE(Await().ok());
  uint64_t seen = known_->sequence();
  EXPECT_FALSE(known_->AwaitChange(seen, absl::Now()));
  std::thread writer([&] { scoring_.SetScores(Sheet("a", 2023, {"1"})); });
  EXPECT_TRUE(known_->AwaitChange(seen, absl::Now() + absl::Seconds(20)));
  writer.join();
  seen = known_->sequence();
  std::thread results([&] { known_->SawResults(7); });
  EXPECT_TRUE(known_->AwaitChange(seen, absl::Now() + absl::Seconds(20)));
  results.join();
}

// Versions, clusters and members of one moment, whatever is told meanwhile.
TEST_F(KnownVersionsTest, ReadersSeeWholeChanges) {
  scoring_.SetScores(Sheet("a", 2023, {"1", "2"}));
  scoring_.SetScores(Sheet("b", 2023, {"3"}));
  Open();
  ASSERT_TRUE(Await().ok());
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      int64_t newest = 0;
      while (!done) {
        const auto cluster = known_->Find("a", 2023);
        ASSERT_GE(cluster->version, newest);
        newest = cluster->version;
        ASSERT_EQ(Below("51").size(), 2u);
        const auto of = known_->FindOf("2", 2023);
        ASSERT_EQ(of->code, "a");
      }
    });
  }
  for (int change = 0; change < 300; ++change) scoring_.SetScores(Sheet("a", 2023, {"1", "2"}));
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace thidua::ranking
