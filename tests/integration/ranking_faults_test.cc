// The checker of histories against replicas that are broken on purpose: each fault must be caught, and nothing must be
// found where there is none.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cache/memory_cache.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/rpc/ranking_calls.h"
#include "services/scoring/rpc/scoring_server.h"
#include "tests/integration/forwarding_scoring.h"
#include "tests/integration/history_checker.h"
#include "tests/integration/ranking_reader.h"

namespace thidua::integration {
namespace {

using ranking::Question;
using scoring::VersionListener;
using scoring::v1::WatchVersionsResponse;
using ::testing::Contains;

enum class Fault {
  kNone,
  kLateNews,         // None either: news take their time, and so do the answers to probes behind them.
  kDroppedNews,      // News of one cluster are lost, while everything is said to be told.
  kStaleCacheValue,  // The shared cache gives the answer of an older version under the key of a newer one.
  kDroppedToken,     // A reader's min_version is forgotten.
  kOtherBytes,       // One replica writes its replies in another way.
};

constexpr absl::Duration kDelay = absl::Milliseconds(200);
constexpr absl::Duration kRun = absl::Milliseconds(1'800);

// Comes between the feed and who listens.
class NewsFilter final : public VersionListener {
 public:
  NewsFilter(VersionListener& listener, Fault fault) : listener_(listener), fault_(fault), thread_([this] { Run(); }) {}
  ~NewsFilter() override {
    {
      const absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    thread_.join();
  }

  void OnVersions(const WatchVersionsResponse& versions) override {
    WatchVersionsResponse told = versions;
    if (fault_ == Fault::kDroppedNews && !told.reset()) {
      auto* clusters = told.mutable_clusters();
      clusters->erase(std::remove_if(clusters->begin(), clusters->end(),
                                     [](const auto& one) { return one.version().cluster() == "dong"; }),
                      clusters->end());
    }
    const bool late = fault_ == Fault::kLateNews || fault_ == Fault::kDroppedToken;
    const absl::MutexLock lock(&mutex_);
    queue_.emplace_back(absl::Now() + (late ? kDelay : absl::ZeroDuration()), std::move(told));
  }
  void OnLost() override { listener_.OnLost(); }

 private:
  void Run() {
    while (true) {
      WatchVersionsResponse next;
      {
        const absl::MutexLock lock(&mutex_);
        const auto due = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || !queue_.empty(); };
        mutex_.Await(absl::Condition(&due));
        if (stopping_) return;
        mutex_.AwaitWithDeadline(absl::Condition(&stopping_), queue_.front().first);
        if (stopping_) return;
        next = std::move(queue_.front().second);
        queue_.pop_front();
      }
      listener_.OnVersions(next);
    }
  }

  VersionListener& listener_;
  const Fault fault_;
  absl::Mutex mutex_;
  std::deque<std::pair<absl::Time, WatchVersionsResponse>> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

class FilteredScoring final : public ForwardingScoring {
 public:
  FilteredScoring(scoring::ScoringApi& delegate, Fault fault) : ForwardingScoring(delegate), fault_(fault) {}

  std::unique_ptr<scoring::VersionWatch> WatchVersions(VersionListener& listener) override {
    class Watch final : public scoring::VersionWatch {
     public:
      Watch(scoring::ScoringApi& scoring, VersionListener& listener, Fault fault)
          : filter_(listener, fault), watch_(scoring.WatchVersions(filter_)) {}
      void Probe(int64_t number) override { watch_->Probe(number); }

     private:
      NewsFilter filter_;
      std::unique_ptr<scoring::VersionWatch> watch_;
    };
    return std::make_unique<Watch>(delegate_, listener, fault_);
  }

 private:
  const Fault fault_;
};

// What replicas share.
class SharedCache final : public cache::Cache {
 public:
  explicit SharedCache(Fault fault) : fault_(fault) {}

  cache::Value Get(std::string_view key) override {
    const std::lock_guard lock(mutex_);
    if (fault_ == Fault::kStaleCacheValue) {
      const auto last = last_.find(QuestionOf(key));
      if (last != last_.end()) return last->second;
    }
    const auto found = values_.find(std::string(key));
    return found == values_.end() ? nullptr : found->second;
  }
  void Put(std::string_view key, cache::Value value) override {
    const std::lock_guard lock(mutex_);
    last_[QuestionOf(key)] = value;
    values_[std::string(key)] = std::move(value);
  }

 private:
  // The key up to what the answer follows from.
  static std::string QuestionOf(std::string_view key) {
    return std::string(key.substr(0, key.find('\n', key.find('\n') + 1)));
  }

  const Fault fault_;
  std::mutex mutex_;
  std::map<std::string, cache::Value> values_;
  std::map<std::string, cache::Value> last_;
};

// A process of ranking, in this one.
class Replica {
 public:
  Replica(scoring::ScoringApi& scoring, const std::string& results, std::shared_ptr<cache::Cache> shared, Fault fault)
      : fault_(fault),
        scoring_(scoring, fault),
        results_(*ranking::OpenResultsStore(results)),
        calls_(scoring_, *results_, *ranking::RankingCaches::Open("")),
        answers_(calls_.core(), std::move(shared)) {}

  // The serialized reply.
  absl::StatusOr<std::string> Ask(const RankQuestion& wanted, int64_t min_version) {
    absl::StatusOr<Question> question = wanted.cluster.empty() ? calls_.Ask(wanted.DistrictRequest(min_version))
                                                               : calls_.Ask(wanted.ClusterRequest(min_version));
    if (!question.ok()) return question.status();
    if (fault_ == Fault::kDroppedToken) question->freshness.min_version = 0;
    const auto answer = answers_.Get(*question, {.deadline = absl::Now() + absl::Seconds(10)});
    if (!answer.ok()) return answer.status();
    std::string bytes(reinterpret_cast<const char*>(answer->bytes.begin()), answer->bytes.size());
    // An empty field that no reader of ranking.proto knows.
    if (fault_ == Fault::kOtherBytes) bytes += std::string("\xfa\x7f\x00", 3);
    return bytes;
  }

 private:
  const Fault fault_;
  FilteredScoring scoring_;
  std::unique_ptr<ranking::ResultsStore> results_;
  ranking::RankingCalls calls_;
  ranking::RankingAnswers answers_;
};

class RankingFaultsTest : public ::testing::Test {
 protected:
  RankingFaultsTest() : scoring_(*scoring::OpenSqlScoringStore(folder_.File("scoring.db"), 2, absl::Now())) {
    const auto file = [](std::string content) { return imports::File{.name = "f", .content = std::move(content)}; };
    constexpr Language kLanguage = Language::kEnglish;
    EXPECT_TRUE(scoring_.ImportUnits(file(SmallDistrict::Units()), kLanguage, {})->report().stored());
    EXPECT_TRUE(scoring_.ImportClusters(file(SmallDistrict::ClusterFile()), kLanguage, {})->report().stored());
    EXPECT_TRUE(scoring_.ImportScale(file(SmallDistrict::Scale()), kLanguage, {})->report().stored());
    for (const auto& [cluster, units] : SmallDistrict::Clusters()) Write(units.front(), 1);
  }

  int64_t Write(const std::string& unit, int points) {
    const Moment called = Now();
    const auto response = scoring_.ImportInputs({.name = "f", .content = SmallDistrict::Inputs({{unit, points}})},
                                                Language::kEnglish, {});
    EXPECT_TRUE(response.ok() && response->versions_size() == 1);
    const auto& version = response->versions(0);
    const std::lock_guard lock(mutex_);
    history_.writes.push_back({version.cluster(), version.version(), called, Now()});
    written_ = std::max(written_.load(), version.version());
    return version.version();
  }

  // Two writers and four readers on two replicas, the second of them with the fault in its replies.
  std::vector<Promise> Broken(Fault fault) {
    const auto shared = std::make_shared<SharedCache>(fault);
    std::vector<std::unique_ptr<Replica>> replicas;
    for (int i = 0; i < 2; ++i) {
      const bool of_one = fault == Fault::kOtherBytes && i == 0;
      replicas.push_back(std::make_unique<Replica>(scoring_, folder_.File(absl::StrCat("ranking", i, ".db")), shared,
                                                   of_one ? Fault::kNone : fault));
    }
    std::atomic<bool> done = false;
    std::vector<std::thread> threads;
    for (const char* unit : {"101", "201"}) {
      threads.emplace_back([&, unit] {
        for (int round = 0; !done; ++round) {
          Write(unit, 2 + round % 90);
          absl::SleepFor(absl::Milliseconds(5));
        }
      });
    }
    for (int reader = 0; reader < 4; ++reader) {
      threads.emplace_back([&, reader] {
        std::mt19937 random(reader);
        const std::vector<RankQuestion> questions = {{.cluster = "dong"}, {.cluster = "tay"}, {}};
        while (!done) {
          const RankQuestion& question = questions[random() % questions.size()];
          RecordedRead read{.replica = reader % 2, .question = question.Text()};
          if (random() % 2 == 0) read.min_version = written_;
          read.called = Now();
          const absl::StatusOr<std::string> bytes = replicas[reader % 2]->Ask(question, read.min_version);
          read.answered = Now();
          ASSERT_TRUE(bytes.ok()) << bytes.status();
          RankReply reply = ReadReply(question, *bytes);
          read.versions = std::move(reply.versions);
          read.basis = std::move(reply.basis);
          read.bytes = std::move(reply.bytes);
          {
            const std::lock_guard lock(mutex_);
            history_.reads.push_back(std::move(read));
          }
          absl::SleepFor(absl::Milliseconds(1));
        }
      });
    }
    absl::SleepFor(kRun);
    done = true;
    for (std::thread& thread : threads) thread.join();
    const std::vector<Violation> violations = CheckHistory(history_);
    std::cout << history_.reads.size() << " reads, " << history_.writes.size() << " writes\n" << ToText(violations);
    std::vector<Promise> broken;
    for (const Violation& violation : violations) broken.push_back(violation.promise);
    return broken;
  }

  TempFolder folder_;
  scoring::ScoringServer scoring_;
  std::mutex mutex_;
  History history_;
  std::atomic<int64_t> written_ = 0;
};

TEST_F(RankingFaultsTest, NothingIsFoundWhereNothingIsWrong) {
  EXPECT_THAT(Broken(Fault::kNone), ::testing::IsEmpty());
}

TEST_F(RankingFaultsTest, LateNewsAreNoFault) { EXPECT_THAT(Broken(Fault::kLateNews), ::testing::IsEmpty()); }

TEST_F(RankingFaultsTest, DroppedNewsAreCaught) {
  const std::vector<Promise> broken = Broken(Fault::kDroppedNews);
  EXPECT_THAT(broken, Contains(Promise::kReadYourWrites));
  EXPECT_THAT(broken, Contains(Promise::kFreshness));
}

TEST_F(RankingFaultsTest, AStaleCacheValueUnderANewerKeyIsCaught) {
  EXPECT_THAT(Broken(Fault::kStaleCacheValue), Contains(Promise::kReadYourWrites));
}

TEST_F(RankingFaultsTest, ADroppedTokenIsCaught) {
  EXPECT_THAT(Broken(Fault::kDroppedToken), Contains(Promise::kReadYourWrites));
}

TEST_F(RankingFaultsTest, BytesThatDifferAreCaught) {
  EXPECT_THAT(Broken(Fault::kOtherBytes), Contains(Promise::kEqualVersionsEqualBytes));
}

}  // namespace
}  // namespace thidua::integration
