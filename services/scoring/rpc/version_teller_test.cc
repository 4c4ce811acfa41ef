#include "services/scoring/rpc/version_teller.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/testing/temp_folder.h"

namespace thidua::scoring {
namespace {

using thidua::scoring::v1::WatchVersionsResponse;

// A store of clusters "c0", "c1", ... of 2023.
class VersionTellerTest : public ::testing::Test {
 protected:
  VersionTellerTest() : store_(*OpenSqlScoringStore(folder_.File("scoring.db"), 2, absl::Now())) {}

  int64_t Put(int first, int count) {
    int64_t given = 0;
    const absl::Status status = store_->Write([&](WriteTransaction& transaction) -> absl::Status {
      given = *transaction.NextVersion();
      for (int i = first; i < first + count; ++i) {
        const ClusterYear cluster{.code = absl::StrCat("c", i), .year = 2023, .name = "Cụm", .authority = "535"};
        if (absl::Status status = transaction.PutClusterYear(cluster); !status.ok()) return status;
        if (absl::Status status = transaction.SetVersion(cluster.code, 2023, given); !status.ok()) return status;
      }
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return given;
  }
  // Waits until what was committed before is in the feed.
  void CatchUp() {
    const uint64_t question = feed_->Ask();
    while (feed_->Since({}, 1'000'000).answers < question) absl::SleepFor(absl::Milliseconds(1));
  }
  void Open() {
    feed_ = std::make_unique<VersionFeed>(*store_);
    CatchUp();
  }

  TempFolder folder_;
  std::unique_ptr<ScoringStore> store_;
  std::unique_ptr<VersionFeed> feed_;
};

TEST_F(VersionTellerTest, BeginsWithAResetAndTheWholeList) {
  const int64_t version = Put(0, 3);
  Open();
  VersionTeller teller(*feed_);
  WatchVersionsResponse message;
  ASSERT_TRUE(teller.Next(message));
  EXPECT_TRUE(message.reset());
  EXPECT_EQ(message.feed(), feed_->id());
  EXPECT_EQ(message.clusters_size(), 3);
  EXPECT_EQ(message.clusters(0).version().version(), version);
  EXPECT_EQ(message.head(), version);
  EXPECT_EQ(message.probe(), 0);
  EXPECT_FALSE(teller.Next(message)) << "nothing is new";
}

TEST_F(VersionTellerTest, ALongListComesInParts) {
  const int64_t version = Put(0, 4'100);
  Open();
  VersionTeller teller(*feed_);
  teller.Probe(7);
  CatchUp();
  std::map<std::string, int> told;
  int parts = 0;
  for (int64_t head = 0; head == 0; ++parts) {
    WatchVersionsResponse message;
    ASSERT_TRUE(teller.Next(message));
    EXPECT_EQ(message.reset(), parts == 0);
    for (const auto& cluster : message.clusters()) ++told[cluster.version().cluster()];
    head = message.head();
    EXPECT_EQ(message.probe(), head == 0 ? 0 : 7) << "a probe is answered with the last part";
    if (head != 0) {
      EXPECT_EQ(head, version);
    }
  }
  EXPECT_EQ(parts, 3);
  EXPECT_EQ(told.size(), 4'100u);
}

TEST_F(VersionTellerTest, AnswersTheNewestOfTheProbesThatItCan) {
  Put(0, 1);
  Open();
  VersionTeller teller(*feed_);
  WatchVersionsResponse message;
  ASSERT_TRUE(teller.Next(message));
  for (const int64_t number : {3, 4, 5}) teller.Probe(number);
  CatchUp();
  message.Clear();
  ASSERT_TRUE(teller.Next(message));
  EXPECT_EQ(message.probe(), 5);
  EXPECT_EQ(message.clusters_size(), 0);
  EXPECT_FALSE(message.reset());
  EXPECT_GT(message.head(), 0);
  EXPECT_FALSE(teller.Next(message));
  teller.Probe(0);
  CatchUp();
  EXPECT_FALSE(teller.Next(message)) << "0 asks nothing";
}

TEST_F(VersionTellerTest, GoesOnWhereAnotherWatchStopped) {
  const int64_t head = Put(0, 3);
  Open();
  const auto begin = [&](const std::string& feed, int64_t from) {
    VersionTeller teller(*feed_);
    teller.GoOnFrom(feed, from);
    WatchVersionsResponse message;
    EXPECT_TRUE(teller.Next(message));
    return message;
  };
  EXPECT_EQ(begin(feed_->id(), head).clusters_size(), 0);
  EXPECT_FALSE(begin(feed_->id(), head).reset());
  const int64_t next = Put(1, 1);
  CatchUp();
  const WatchVersionsResponse rest = begin(feed_->id(), head);
  ASSERT_EQ(rest.clusters_size(), 1);
  EXPECT_EQ(rest.clusters(0).version().version(), next);
  EXPECT_TRUE(begin("another run", head).reset());
  EXPECT_EQ(begin("another run", head).clusters_size(), 3);
  EXPECT_TRUE(begin(feed_->id(), 0).reset()) << "it had no whole list yet";
}

class Listener final : public VersionListener {
 public:
  void OnVersions(const WatchVersionsResponse& versions) override {
    const absl::MutexLock lock(&mutex_);
    messages_.push_back(versions);
  }
  void OnLost() override {
    const absl::MutexLock lock(&mutex_);
    lost_ = true;
  }
  bool AwaitProbe(int64_t probe) {
    const auto answered = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return !messages_.empty() && messages_.back().probe() >= probe;
    };
    const absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&answered), absl::Seconds(20));
  }
  std::vector<WatchVersionsResponse> messages() const {
    const absl::MutexLock lock(&mutex_);
    return messages_;
  }
  bool lost() const {
    const absl::MutexLock lock(&mutex_);
    return lost_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<WatchVersionsResponse> messages_ ABSL_GUARDED_BY(mutex_);
  bool lost_ ABSL_GUARDED_BY(mutex_) = false;
};

TEST_F(VersionTellerTest, AWatchInProcessHearsCommitsAndProbes) {
  Put(0, 2);
  Open();
  Listener listener;
  {
    const auto watch = WatchInProcess(*feed_, listener);
    watch->Probe(1);
    ASSERT_TRUE(listener.AwaitProbe(1));
    EXPECT_TRUE(listener.messages().front().reset());
    const int64_t version = Put(1, 1);
    watch->Probe(2);
    ASSERT_TRUE(listener.AwaitProbe(2));
    int64_t told = 0;
    for (const auto& message : listener.messages()) {
      for (const auto& cluster : message.clusters()) {
        if (cluster.version().cluster() == "c1") told = cluster.version().version();
      }
    }
    EXPECT_EQ(told, version) << "before the probe was answered";
    feed_->Close();
    EXPECT_TRUE(listener.lost());
  }
}

}  // namespace
}  // namespace thidua::scoring
