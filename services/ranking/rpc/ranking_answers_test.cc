#include "services/ranking/rpc/ranking_answers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cache/memory_cache.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/rpc/fake_scoring.h"
#include "services/ranking/rpc/wait_until_for_test.h"

namespace thidua::ranking {
namespace {

// A process: what it knows and the answers that it keeps.
struct Replica {
  Replica(FakeScoring& scoring, ResultsStore& results, const std::shared_ptr<cache::Cache>& shared)
      : core(scoring, results, cache), answers(core, shared) {}

  const std::shared_ptr<cache::Cache> cache = std::make_shared<cache::MemoryCache>(1 << 20);
  RankingCore core;
  RankingAnswers answers;
};

class RankingAnswersTest : public ::testing::Test {
 protected:
  RankingAnswersTest() : store_(*OpenResultsStore(folder_.File("ranking.db"))) {
    scoring_.AddUnit("535", "Huyện Ba Tơ", "");
    Change("a");
    Change("b");
    Open();
  }

  void Open() { replica_ = std::make_unique<Replica>(scoring_, *store_, shared_); }

  int64_t Change(const std::string& cluster, int year = 2023) {
    return scoring_.SetScores(
        MakeScores(cluster, year, {{"1" + cluster, "Xã", "1", {"1", "1", "1"}, {"1", "1", "1"}}}));
  }

  // Its reply is the text of what it follows from.
  Question Ask(const std::string& cluster, const WantedFreshness& freshness = {}) {
    return {.text = absl::StrCat("cluster:", cluster),
            .scope = {.cluster = cluster, .year = 2023},
            .freshness = freshness,
            .make = [this](Basis& basis, const rpc::Call& call) -> absl::StatusOr<std::string> {
              ++made_;
              if (meanwhile_) meanwhile_();
              const auto read = replica_->core.ReadOne(basis, "", call);
              if (!read.ok()) return read.status();
              return basis.Text();
            }};
  }
  Question AskAll() {
    Question question = Ask("");
    question.scope = {.under = "535", .year = 2023};
    question.make = [this](Basis& basis, const rpc::Call&) -> absl::StatusOr<std::string> {
      ++made_;
      return basis.Text();
    };
    return question;
  }
  static std::string BytesOf(const ReadyAnswer& answer) {
    return std::string(reinterpret_cast<const char*>(answer.bytes.begin()), answer.bytes.size());
  }
  std::string Get(const Question& question) {
    const auto answer = replica_->answers.Get(question, {});
    return answer.ok() ? BytesOf(*answer) : Problem::FromStatus(answer.status()).reason;
  }
  static std::string TextOf(const std::string& cluster, int64_t version) {
    return absl::StrCat("0\n", version, "@", cluster, "\n\n\n");
  }

  TempFolder folder_;
  FakeScoring scoring_;
  std::unique_ptr<ResultsStore> store_;
  std::shared_ptr<cache::Cache> shared_;
  std::atomic<int> made_ = 0;
  std::function<void()> meanwhile_;
  std::unique_ptr<Replica> replica_;
};

TEST_F(RankingAnswersTest, AnswersAreMadeOnceAndThenReady) {
  EXPECT_FALSE(replica_->answers.Ready(Ask("a")).has_value());
  const std::string first = Get(Ask("a"));
  ASSERT_TRUE(WaitUntil([&] { return replica_->answers.Ready(Ask("a")).has_value(); }));
  EXPECT_EQ(BytesOf(*replica_->answers.Ready(Ask("a"))), first);
  EXPECT_FALSE(replica_->answers.Ready(Ask("b")).has_value());
  EXPECT_EQ(Get(Ask("a")), first);
  EXPECT_EQ(made_, 1);
  EXPECT_GT(replica_->answers.bytes(), first.size());
  EXPECT_EQ(replica_->answers.stats().misses, 1u);
  EXPECT_EQ(replica_->answers.stats().stores, 1u);
}

TEST_F(RankingAnswersTest, AChangeMakesThoseAnewThatFollowFromIt) {
  Get(Ask("a"));
  const std::string other = Get(Ask("b"));
  Get(AskAll());
  const int64_t version = Change("a");
  EXPECT_FALSE(replica_->answers.Ready(Ask("a")).has_value());
  EXPECT_EQ(Get(Ask("a")), TextOf("a", version));
  EXPECT_EQ(made_, 4);
  EXPECT_EQ(Get(Ask("b")), other);
  EXPECT_EQ(made_, 4);
  Get(AskAll());
  EXPECT_EQ(made_, 5);
  Change("c");
  Get(AskAll());
  EXPECT_EQ(made_, 6) << "there is one more cluster";
}

TEST_F(RankingAnswersTest, TheYearBeforeAndResultsCountToo) {
  const std::string first = Get(Ask("a"));
  Change("a", 2022);
  EXPECT_NE(Get(Ask("a")), first);
  EXPECT_EQ(made_, 2);
  Change("a", 2021);
  Get(Ask("a"));
  EXPECT_EQ(made_, 2);
  replica_->core.versions().SawResults(5);
  EXPECT_TRUE(absl::StartsWith(Get(Ask("a")), "5\n"));
  EXPECT_EQ(made_, 3);
}

TEST_F(RankingAnswersTest, ManyThreadsMakeItOnce) {
  std::atomic<bool> go = false;
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::map<std::string, int> seen;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&] {
      while (!go) std::this_thread::yield();
      const std::string bytes = Get(Ask("a"));
      const std::lock_guard lock(mutex);
      ++seen[bytes];
    });
  }
  go = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(seen.size(), 1u);
  EXPECT_EQ(made_, 1);
}

TEST_F(RankingAnswersTest, ReplicasShareWhatOneMade) {
  shared_ = std::make_shared<cache::MemoryCache>(1 << 20);
  Open();
  const std::string first = Get(Ask("a"));
  Open();
  EXPECT_EQ(Get(Ask("a")), first);
  EXPECT_EQ(made_, 1);
  const int64_t version = Change("a");
  EXPECT_EQ(Get(Ask("a")), TextOf("a", version));
  EXPECT_EQ(made_, 2);
}

// Scores may be newer than the news of their version: the answer says so, and is not made again when the news comes.
TEST_F(RankingAnswersTest, AnAnswerMayBeAheadOfTheNews) {
  ASSERT_TRUE(replica_->core.versions().Await({}, absl::InfiniteFuture()).ok());
  scoring_.Silence(true);
  const int64_t version = Change("a");
  EXPECT_EQ(Get(Ask("a")), TextOf("a", version));
  EXPECT_EQ(Get(Ask("a")), TextOf("a", version));
  scoring_.Silence(false);
  EXPECT_EQ(Get(Ask("a", {.min_version = version})), TextOf("a", version));
  EXPECT_EQ(made_, 1);
}

// A slower replica may put older scores where this one has just found none.
TEST_F(RankingAnswersTest, NoQuestionGoesBackBehindAnother) {
  const int64_t first = Change("a");
  const auto scores = std::make_shared<cache::MemoryCache>(1 << 20);
  ASSERT_TRUE(VersionedScores(scoring_, scores).Get({"a", 2023, first, ""}, {}).ok());
  const std::string key = absl::StrCat("cluster-scores:2:2023:", first, "::a");
  const cache::Value older = scores->Get(key);
  ASSERT_NE(older, nullptr);

  ASSERT_TRUE(replica_->core.versions().Await({}, absl::InfiniteFuture()).ok());
  scoring_.Silence(true);
  const int64_t second = Change("a");
  EXPECT_EQ(Get(Ask("a")), TextOf("a", second));
  replica_->cache->Put(key, older);
  Question other = Ask("a");
  other.text = "another view";
  EXPECT_EQ(Get(other), TextOf("a", second));
}

TEST_F(RankingAnswersTest, AnotherRunOfScoringVoidsAnswers) {
  Get(Ask("a"));
  scoring_.BreakWatches();
  EXPECT_FALSE(replica_->answers.Ready(Ask("a")).has_value());
  Get(Ask("a"));
  EXPECT_EQ(made_, 2);
}

TEST_F(RankingAnswersTest, ATokenIsNeverAnsweredWithLess) {
  Get(Ask("a"));
  const int64_t version = Change("a");
  EXPECT_EQ(Get(Ask("a", {.min_version = version})), TextOf("a", version));
  scoring_.Silence(true);
  const int64_t unheard = Change("a");
  EXPECT_EQ(replica_->answers.Get(Ask("a", {.min_version = unheard + 5}), {.deadline = absl::Now()}).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(RankingAnswersTest, TheLastAnswerGetsOldWhileScoringIsAway) {
  const std::string last = Get(Ask("a"));
  scoring_.FailEverything(Unavailable("SERVICE_UNAVAILABLE", {.vi = "vi", .en = "en"}));
  ASSERT_TRUE(WaitUntil([&] { return replica_->answers.Get(Ask("a"), {})->age.has_value(); }));
  const auto first = replica_->answers.Get(Ask("a"), {});
  const auto later = replica_->answers.Get(Ask("a"), {});
  EXPECT_EQ(BytesOf(*first), last);
  EXPECT_GT(*first->age, KnownVersions::kMaxAge);
  EXPECT_GE(*later->age, *first->age);
  EXPECT_EQ(Get(Ask("b")), "SERVICE_UNAVAILABLE") << "never answered before";
  scoring_.FailEverything(absl::OkStatus());
  EXPECT_TRUE(WaitUntil([&] { return !replica_->answers.Get(Ask("a"), {})->age.has_value(); }));
}

// Scores are away though versions are not: what is given is known not to be the newest.
TEST_F(RankingAnswersTest, AnAnswerThatIsNotTheNewestSaysSo) {
  const std::string last = Get(Ask("a"));
  scoring_.SetFailure("a", 2023, Unavailable("SERVICE_UNAVAILABLE", {.vi = "vi", .en = "en"}));
  const auto answer = replica_->answers.Get(Ask("a"), {});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(BytesOf(*answer), last);
  EXPECT_TRUE(answer->age.has_value());
}

// Scoring came back for a moment, long enough to begin its feed anew and too short to be asked for scores.
TEST_F(RankingAnswersTest, TheLastAnswerOutlivesARunOfScoring) {
  const std::string last = Get(Ask("a"));
  scoring_.SetFailure("a", 2023, Unavailable("SERVICE_UNAVAILABLE", {.vi = "vi", .en = "en"}));
  scoring_.BreakWatches();
  const auto answer = replica_->answers.Get(Ask("a"), {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(BytesOf(*answer), last);
  EXPECT_TRUE(answer->age.has_value());
  EXPECT_EQ(replica_->answers.Get(Ask("a", {.min_version = 1}), {}).status().code(), absl::StatusCode::kUnavailable)
      << "nobody knows whether the version is in it";
}

// While an answer is being made of old knowledge, scoring comes back.
TEST_F(RankingAnswersTest, OldKnowledgeIsNotMadeFreshByWhatComesMeanwhile) {
  KnownVersions& versions = replica_->core.versions();
  ASSERT_TRUE(versions.Await({}, absl::InfiniteFuture()).ok());
  scoring_.Silence(true);
  const int64_t missed = Change("b");
  ASSERT_TRUE(WaitUntil([&] { return versions.Staleness().has_value(); }));
  Question all = AskAll();
  all.make = [&](Basis& basis, const rpc::Call&) -> absl::StatusOr<std::string> {
    scoring_.Silence(false);
    EXPECT_TRUE(WaitUntil([&] { return !versions.Staleness().has_value(); }));
    return basis.Text();
  };
  const auto answer = replica_->answers.Get(all, {});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(BytesOf(*answer).find(absl::StrCat(missed, "@b")), std::string::npos);
  EXPECT_TRUE(answer->age.has_value());
}

// Nobody knows whether it is the latest.
TEST_F(RankingAnswersTest, TheLatestThatWasNotAskedForSaysItsAge) {
  Get(Ask("a"));
  scoring_.Silence(true);
  replica_->core.versions().OnLost();
  const auto answer = replica_->answers.Get(Ask("a", {.latest = true}), {});
  ASSERT_TRUE(answer.ok());
  EXPECT_TRUE(answer->age.has_value());
  scoring_.Silence(false);
  EXPECT_TRUE(WaitUntil([&] { return !replica_->answers.Get(Ask("a", {.latest = true}), {})->age.has_value(); }));
}

// Readers of one question and a writer: no reader goes back, none is below its token.
TEST_F(RankingAnswersTest, ReadersNeverGoBack) {
  std::atomic<int64_t> written = Change("a");
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int r = 0; r < 4; ++r) {
    readers.emplace_back([&, r] {
      int64_t newest = 0;
      while (!done) {
        const int64_t token = r % 2 == 0 ? written.load() : 0;
        const std::string text = Get(Ask("a", {.min_version = token}));
        const int64_t version = std::stoll(text.substr(2));
        ASSERT_GE(version, newest);
        ASSERT_GE(version, token);
        newest = version;
      }
    });
  }
  for (int change = 0; change < 500; ++change) written = Change("a");
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace thidua::ranking
