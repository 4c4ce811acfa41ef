#include "services/scoring/usecases/version_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr size_t kAll = 1000;

// Waits for news on the test's thread.
class WaitingReader final : public VersionFeed::Reader {
 public:
  void OnNews() override {
    const absl::MutexLock lock(&mutex_);
    ++news_;
  }
  void OnClosed() override {
    const absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  bool closed() const {
    const absl::MutexLock lock(&mutex_);
    return closed_;
  }
  // The news that answer `question`.
  VersionFeed::News Await(const VersionFeed& feed, const VersionFeed::Place& place, uint64_t question) {
    const absl::MutexLock lock(&mutex_);
    VersionFeed::News news;
    const auto answered = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      news = feed.Since(place, kAll);
      return news.answers >= question;
    };
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&answered), absl::Seconds(20)));
    return news;
  }

 private:
  mutable absl::Mutex mutex_;
  int news_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

class VersionFeedTest : public ::testing::Test {
 protected:
  VersionFeedTest()
      : store_(*OpenSqlScoringStore(folder_.File("scoring.db"), 2, absl::UnixEpoch() + absl::Microseconds(100))) {
    PutUnits({{.code = "51", .name = "Tỉnh", .type = "TINH", .level = 1},
              {.code = "535", .name = "Huyện", .type = "HUYEN", .level = 2, .parent = "51"},
              {.code = "1", .name = "Xã 1", .type = "XA", .level = 3, .parent = "535"},
              {.code = "2", .name = "Xã 2", .type = "XA", .level = 3, .parent = "535"}});
  }

  void Write(absl::FunctionRef<absl::Status(WriteTransaction&, int64_t version)> body) {
    const absl::Status status = store_->Write([&](WriteTransaction& transaction) -> absl::Status {
      const auto version = transaction.NextVersion();
      return version.ok() ? body(transaction, *version) : version.status();
    });
    ASSERT_TRUE(status.ok()) << status;
  }
  void PutUnits(const std::vector<Unit>& units) {
    Write([&](WriteTransaction& transaction, int64_t) { return transaction.PutUnits(units); });
  }
  int64_t PutCluster(const std::string& code, const std::vector<std::string>& units, int year = 2023) {
    ClusterYear cluster{.code = code, .year = year, .name = "Cụm " + code, .authority = "535"};
    for (const std::string& unit : units) cluster.members.push_back({.unit = unit});
    int64_t given = 0;
    Write([&](WriteTransaction& transaction, int64_t version) -> absl::Status {
      given = version;
      if (absl::Status status = transaction.PutClusterYear(cluster); !status.ok()) return status;
      return transaction.SetVersion(code, year, version);
    });
    return given;
  }
  void Open() {
    feed_ = std::make_unique<VersionFeed>(*store_);
    ASSERT_TRUE(feed_->Join(&reader_));
  }
  void Close() {
    feed_->Leave(&reader_);
    feed_.reset();
  }
  ~VersionFeedTest() override {
    if (feed_ != nullptr) Close();
  }

  VersionFeed::News Newest(const VersionFeed::Place& place = {}) { return reader_.Await(*feed_, place, feed_->Ask()); }
  static std::vector<std::string> Clusters(const VersionFeed::News& news) {
    std::vector<std::string> clusters;
    for (const PlacedClusterYear& one : news.clusters) {
      clusters.push_back(absl::StrCat(one.cluster.code, " ", one.cluster.year, " ", one.cluster.version));
    }
    return clusters;
  }
  static std::vector<std::string> Units(const VersionFeed::News& news) {
    std::vector<std::string> units;
    for (const Unit& unit : news.units) units.push_back(unit.code + " " + unit.name);
    return units;
  }

  TempFolder folder_;
  std::unique_ptr<ScoringStore> store_;
  std::unique_ptr<VersionFeed> feed_;
  WaitingReader reader_;
};

TEST_F(VersionFeedTest, TellsEverythingAndThenWhatChanges) {
  const int64_t a = PutCluster("a", {"1"});
  const int64_t b = PutCluster("b", {"2"}, 2022);
  Open();
  const VersionFeed::News all = Newest();
  EXPECT_THAT(Clusters(all), UnorderedElementsAre(absl::StrCat("a 2023 ", a), absl::StrCat("b 2022 ", b)));
  EXPECT_THAT(Units(all), ElementsAre("51 Tỉnh", "535 Huyện")) << "authorities and those above them";
  EXPECT_EQ(all.head, b);
  ASSERT_EQ(all.clusters[0].cluster.members.size(), 1u);

  EXPECT_THAT(Newest(all.place).clusters, IsEmpty());
  EXPECT_EQ(Newest(all.place).head, b);
  const int64_t again = PutCluster("a", {"1", "2"});
  const VersionFeed::News changed = Newest(all.place);
  EXPECT_THAT(Clusters(changed), ElementsAre(absl::StrCat("a 2023 ", again)));
  EXPECT_EQ(changed.clusters[0].cluster.members.size(), 2u);
  EXPECT_THAT(changed.units, IsEmpty());
  EXPECT_EQ(changed.head, again);
}

TEST_F(VersionFeedTest, AnEmptyStoreHasAHead) {
  Open();
  const VersionFeed::News news = Newest();
  EXPECT_GT(news.head, 0) << "0 would say that more follows";
  EXPECT_THAT(news.clusters, IsEmpty());
}

TEST_F(VersionFeedTest, ACommitIsNewsWithoutAQuestion) {
  PutCluster("a", {"1"});
  Open();
  const VersionFeed::Place place = Newest().place;
  const uint64_t last = Newest().answers;
  const int64_t version = PutCluster("a", {"2"});
  EXPECT_THAT(Clusters(reader_.Await(*feed_, place, last + 1)), ElementsAre(absl::StrCat("a 2023 ", version)));
}

TEST_F(VersionFeedTest, SeesWhatAnotherProcessCommitted) {
  PutCluster("a", {"1"});
  Open();
  const VersionFeed::Place place = Newest().place;
  const auto other = *OpenSqlScoringStore(folder_.File("scoring.db"), 1, absl::UnixEpoch());
  int64_t given = 0;
  ASSERT_TRUE(other
                  ->Write([&](WriteTransaction& transaction) -> absl::Status {
                    given = *transaction.NextVersion();
                    return transaction.SetVersion("a", 2023, given);
                  })
                  .ok());
  EXPECT_THAT(Clusters(Newest(place)), ElementsAre(absl::StrCat("a 2023 ", given)));
}

TEST_F(VersionFeedTest, AReaderThatWasAwayGetsEachOnce) {
  PutCluster("a", {"1"});
  PutCluster("b", {"2"});
  Open();
  const VersionFeed::Place place = Newest().place;
  int64_t newest = 0;
  for (int i = 0; i < 10; ++i) newest = PutCluster("a", {"1"});
  EXPECT_THAT(Clusters(Newest(place)), ElementsAre(absl::StrCat("a 2023 ", newest)));
}

TEST_F(VersionFeedTest, GoesInStepsOfTheLimit) {
  for (const char* code : {"a", "b", "c"}) PutCluster(code, {"1"});
  Open();
  Newest();
  VersionFeed::Place place;
  std::vector<std::string> codes;
  size_t steps = 0;
  for (int64_t head = 0; head == 0; ++steps) {
    const VersionFeed::News news = feed_->Since(place, 2);
    EXPECT_LE(news.units.size() + news.clusters.size(), 2u);
    EXPECT_EQ(news.answers == 0, news.head == 0) << "nothing is answered while something is left to tell";
    for (const PlacedClusterYear& one : news.clusters) codes.push_back(one.cluster.code);
    place = news.place;
    head = news.head;
  }
  EXPECT_EQ(steps, 3u) << "five items";
  EXPECT_THAT(codes, UnorderedElementsAre("a", "b", "c"));
}

// What moves while a reader is in the middle of the list comes again at its end.
TEST_F(VersionFeedTest, NothingIsLostBetweenTwoSteps) {
  for (const char* code : {"a", "b", "c"}) PutCluster(code, {"1"});
  Open();
  Newest();
  const VersionFeed::News first = feed_->Since({}, 3);
  const int64_t version = PutCluster(first.clusters[0].cluster.code, {"2"});
  const VersionFeed::News rest = Newest(first.place);
  EXPECT_EQ(rest.clusters.size(), 3u);
  EXPECT_EQ(rest.clusters.back().cluster.version, version);
}

TEST_F(VersionFeedTest, TellsAuthoritiesThatChangeOrBecomeOne) {
  PutCluster("a", {"1"});
  Open();
  VersionFeed::Place place = Newest().place;
  PutUnits({{.code = "535", .name = "Huyện Ba Tơ", .type = "HUYEN", .level = 2, .parent = "51"}});
  VersionFeed::News news = Newest(place);
  EXPECT_THAT(Units(news), ElementsAre("535 Huyện Ba Tơ"));
  EXPECT_THAT(news.clusters, IsEmpty());
  place = news.place;
  PutUnits({{.code = "1", .name = "Xã Một", .type = "XA", .level = 3, .parent = "535"}});
  EXPECT_THAT(Newest(place).units, IsEmpty()) << "it is nobody's authority";

  ClusterYear cluster{.code = "z", .year = 2023, .name = "Z", .authority = "52"};
  PutUnits({{.code = "52", .name = "Tỉnh khác", .type = "TINH", .level = 1}});
  Write([&](WriteTransaction& transaction, int64_t version) -> absl::Status {
    if (absl::Status status = transaction.PutClusterYear(cluster); !status.ok()) return status;
    return transaction.SetVersion("z", 2023, version);
  });
  news = Newest(place);
  EXPECT_THAT(Units(news), ElementsAre("52 Tỉnh khác"));
}

TEST_F(VersionFeedTest, EachRunHasAnotherName) {
  Open();
  const std::string id = feed_->id();
  EXPECT_FALSE(id.empty());
  Close();
  Open();
  EXPECT_NE(feed_->id(), id);
}

TEST_F(VersionFeedTest, LetsReadersGoWhenItCloses) {
  Open();
  feed_->Close();
  EXPECT_TRUE(reader_.closed());
  EXPECT_EQ(feed_->Ask(), 0u);
  WaitingReader late;
  EXPECT_FALSE(feed_->Join(&late));
  PutCluster("a", {"1"});
}

// Questions, commits and readers that come and go at the same time.
TEST_F(VersionFeedTest, EveryQuestionSeesWhatWasCommittedBeforeIt) {
  PutCluster("a", {"1"});
  Open();
  std::atomic<int64_t> committed = 0;
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int r = 0; r < 3; ++r) {
    readers.emplace_back([&] {
      WaitingReader reader;
      VersionFeed::Place place;
      int64_t known = 0;
      while (!done) {
        ASSERT_TRUE(feed_->Join(&reader));
        const int64_t before = committed;
        const VersionFeed::News news = reader.Await(*feed_, place, feed_->Ask());
        for (const PlacedClusterYear& one : news.clusters) known = one.cluster.version;
        ASSERT_GE(known, before);
        ASSERT_GE(news.head, before);
        place = news.place;
        feed_->Leave(&reader);
      }
    });
  }
  for (int change = 0; change < 200; ++change) committed = PutCluster("a", {"1"});
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace thidua::scoring
