#include "services/ranking/rpc/versioned_scores.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/cache/memory_cache.h"
#include "common/cache/redis_server_for_test.h"
#include "common/cache/value_envelope.h"
#include "common/status/problem.h"
#include "services/ranking/rpc/fake_scoring.h"
#include "services/ranking/rpc/ranking_calls.h"

namespace thidua::ranking {
namespace {

using scoring::v1::ClusterScores;

ClusterScores Sheet(const std::string& total) {
  return MakeScores("khu-trung", 2023, {{"21526", "Xã Ba Bích", total, {"99", "99", "99"}, {"99", "99", "99"}}});
}

ScoresKey Version(int64_t version, const std::string& stage = "") {
  return {.cluster = "khu-trung", .year = 2023, .version = version, .stage = stage};
}

std::string TotalOf(const absl::StatusOr<std::shared_ptr<const RankableCluster>>& scores) {
  return scores.ok() ? (*scores)->scores.units(0).total() : std::string(scores.status().message());
}

class VersionedScoresTest : public ::testing::Test {
 protected:
  std::unique_ptr<VersionedScores> Open(const std::string& redis = "") {
    return std::make_unique<VersionedScores>(scoring_, RankingCaches::Open(redis)->tiers());
  }
  int asked() const { return scoring_.calls("GetClusterScores"); }

  FakeScoring scoring_;
};

TEST_F(VersionedScoresTest, AsksOncePerVersion) {
  const auto scores = Open();
  const int64_t first = scoring_.SetScores(Sheet("99.70"));
  EXPECT_EQ(TotalOf(scores->Get(Version(first), {})), "99.70");
  EXPECT_EQ(TotalOf(scores->Get(Version(first), {})), "99.70");
  EXPECT_EQ(asked(), 1);
  const int64_t second = scoring_.SetScores(Sheet("99.80"));
  EXPECT_EQ(TotalOf(scores->Get(Version(second), {})), "99.80");
  EXPECT_EQ(TotalOf(scores->Get(Version(first), {})), "99.70");
  EXPECT_EQ(asked(), 2);
}

TEST_F(VersionedScoresTest, KeepsANewerAnswerUnderItsOwnVersion) {
  const auto scores = Open();
  const int64_t listed = scoring_.SetScores(Sheet("99.70"));
  const int64_t newer = scoring_.SetScores(Sheet("99.80"));
  EXPECT_EQ((*scores->Get(Version(listed), {}))->scores.version(), newer);
  EXPECT_EQ(TotalOf(scores->Get(Version(newer), {})), "99.80");
  EXPECT_EQ(asked(), 1);
  EXPECT_EQ(TotalOf(scores->Get(Version(listed), {})), "99.80");
  EXPECT_EQ(asked(), 2) << "nothing was kept under the version that was asked for";
}

TEST_F(VersionedScoresTest, RemembersWithoutAsking) {
  const auto scores = Open();
  const int64_t version = scoring_.SetScores(Sheet("99.70"));
  EXPECT_EQ(scores->Remembered(Version(version)), nullptr);
  const auto got = scores->Get(Version(version), {});
  EXPECT_EQ(scores->Remembered(Version(version)), *got);
  EXPECT_EQ(scores->Remembered(Version(version + 1)), nullptr);
  EXPECT_EQ(scores->Remembered(Version(version, "DISTRICT")), nullptr);
  EXPECT_EQ(asked(), 1);
}

TEST_F(VersionedScoresTest, AsksOnceForManyThreads) {
  constexpr int kThreads = 16;
  const auto scores = Open();
  for (const char* total : {"99.70", "99.80", "99.90"}) {
    const int64_t version = scoring_.SetScores(Sheet(total));
    const int before = asked();
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] { right += TotalOf(scores->Get(Version(version), {})) == total ? 1 : 0; });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right, kThreads);
    EXPECT_EQ(asked(), before + 1);
  }
}

TEST_F(VersionedScoresTest, PassesErrorsOnAndForgetsThem) {
  const auto scores = Open();
  const int64_t version = scoring_.SetScores(Sheet("99.70"));
  scoring_.FailEverything(Unavailable("SERVICE_UNAVAILABLE", {.vi = "vi", .en = "en"}));
  const auto failed = scores->Get(Version(version), {});
  EXPECT_EQ(Problem::FromStatus(failed.status()).reason, "SERVICE_UNAVAILABLE");
  EXPECT_EQ(Problem::FromStatus(failed.status()).message.vi, "vi");
  scoring_.FailEverything(absl::OkStatus());
  EXPECT_EQ(TotalOf(scores->Get(Version(version), {})), "99.70");
}

TEST_F(VersionedScoresTest, DoesNotShareTheDeadlineOfAHastyCaller) {
  const auto scores = Open();
  const int64_t version = scoring_.SetScores(Sheet("99.70"));
  std::latch hasty_asks(1);
  scoring_.BeforeScores([&](const rpc::Call& call) {
    if (call.deadline == absl::InfiniteFuture()) return;
    hasty_asks.count_down();
    absl::SleepFor(call.deadline - absl::Now());
  });
  std::thread hasty([&] {
    const auto answer = scores->Get(Version(version), {.deadline = absl::Now() + absl::Milliseconds(200)});
    EXPECT_EQ(answer.status().code(), absl::StatusCode::kDeadlineExceeded);
  });
  hasty_asks.wait();
  EXPECT_EQ(TotalOf(scores->Get(Version(version), {})), "99.70");
  hasty.join();
}

TEST_F(VersionedScoresTest, AsksAgainWhenWhatIsRememberedIsNotTheScoresOfItsKey) {
  const auto cache = std::make_shared<cache::MemoryCache>(1 << 20);
  const auto total_of = [&](int64_t version) {
    return TotalOf(VersionedScores(scoring_, cache).Get(Version(version), {}));
  };
  const int64_t version = scoring_.SetScores(Sheet("99.70"));
  const std::string key = "cluster-scores:2:2023:" + std::to_string(version) + "::khu-trung";

  ClusterScores other = Sheet("1.00");
  std::vector<std::string> wrong = {"", "\x01garbage"};
  other.set_version(version + 1);
  wrong.push_back(other.SerializeAsString());
  other.set_version(version);
  other.set_year(2022);
  wrong.push_back(other.SerializeAsString());
  other.set_year(2023);
  other.set_stage("DISTRICT");
  wrong.push_back(other.SerializeAsString());
  other.clear_stage();
  other.set_cluster("khu-dong");
  wrong.push_back(other.SerializeAsString());
  for (const std::string& bytes : wrong) {
    cache->Put(key, std::make_shared<const std::string>(bytes));
    const int before = asked();
    EXPECT_EQ(total_of(version), "99.70");
    EXPECT_EQ(total_of(version), "99.70");
    EXPECT_EQ(asked(), before + 1) << "the wrong bytes were replaced";
  }
  other.set_cluster("khu-trung");
  cache->Put(key, std::make_shared<const std::string>(other.SerializeAsString()));
  EXPECT_EQ(total_of(version), "1.00") << "this is the key that is read";
}

TEST_F(VersionedScoresTest, TheNextInstanceFindsItInRedis) {
  const cache::RedisServer redis;
  const int64_t version = scoring_.SetScores(Sheet("99.70"));
  EXPECT_EQ(TotalOf(Open(redis.address())->Get(Version(version), {})), "99.70");
  const auto second = Open(redis.address());
  EXPECT_EQ(TotalOf(second->Get(Version(version), {})), "99.70");
  EXPECT_EQ(TotalOf(second->Get(Version(version), {})), "99.70");
  EXPECT_EQ(asked(), 1);
}

TEST_F(VersionedScoresTest, AnswersTheSameWithRedisKilledInBetween) {
  cache::RedisServer redis;
  const auto scores = Open(redis.address());
  const int64_t first = scoring_.SetScores(Sheet("99.70"));
  EXPECT_EQ(TotalOf(scores->Get(Version(first), {})), "99.70");
  redis.Kill();
  EXPECT_EQ(TotalOf(scores->Get(Version(first), {})), "99.70");
  EXPECT_EQ(TotalOf(Open(redis.address())->Get(Version(first), {})), "99.70");
  const int64_t second = scoring_.SetScores(Sheet("99.80"));
  EXPECT_EQ(TotalOf(scores->Get(Version(second), {})), "99.80");
}

TEST_F(VersionedScoresTest, IgnoresGarbageInRedis) {
  const cache::RedisServer redis;
  const int64_t version = scoring_.SetScores(Sheet("99.70"));
  const std::string key = "thidua:ranking:cluster-scores:2:2023:" + std::to_string(version) + "::khu-trung";
  EXPECT_EQ(TotalOf(Open(redis.address())->Get(Version(version), {})), "99.70");
  ASSERT_EQ(redis.Execute({"EXISTS", key}), "1");

  const std::string sealed_garbage = cache::SealValue(key, "\x01garbage");
  for (const std::string& garbage : {std::string("garbage"), sealed_garbage}) {
    redis.Execute({"SET", key, garbage});
    const int before = asked();
    EXPECT_EQ(TotalOf(Open(redis.address())->Get(Version(version), {})), "99.70");
    EXPECT_EQ(asked(), before + 1);
    EXPECT_EQ(TotalOf(Open(redis.address())->Get(Version(version), {})), "99.70");
    EXPECT_EQ(asked(), before + 1) << "the garbage was replaced";
  }
  redis.Execute({"DEL", key});
  redis.Execute({"RPUSH", key, "a list"});
  EXPECT_EQ(TotalOf(Open(redis.address())->Get(Version(version), {})), "99.70");
}

TEST(RankingCachesTest, RefusesWhatIsNoAddress) {
  EXPECT_EQ(RankingCaches::Open("no address").status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace thidua::ranking
