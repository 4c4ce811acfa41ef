// A reply of any replica of ranking is new enough, or says how old it is, whatever becomes of scoring, of the replica
// itself and of those who watch.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/integration/ranking_replicas.h"

namespace thidua::integration {
namespace {

using thidua::ranking::v1::WatchRankingsRequest;
using thidua::ranking::v1::WatchRankingsResponse;

constexpr absl::Duration kPatience = absl::Seconds(20);
const RankQuestion kEast{.cluster = "dong"};
const RankQuestion kDistrict{};

class RankingFreshnessTest : public ::testing::Test {
 protected:
  RankingFreshnessTest() {
    for (const char* cluster : {"tay", "nam"}) {
      others_.push_back(ClusterWriter(desk_, cluster, 1).writes().front());
    }
    // Everything is known everywhere before a test begins.
    for (const RankingAsker& asker : askers_) {
      for (const RankQuestion& question : {kEast, kDistrict}) asker.Reply(question, writer_.version());
    }
  }

  // Reads of both questions on a replica, without end, in turn with and without a token.
  void KeepReading(int replica, const std::atomic<bool>& done, const std::atomic<int64_t>& written, History& history,
                   std::vector<std::string>& failed) {
    for (int round = 0; !done; ++round) {
      const RankQuestion& question = round % 4 < 2 ? kEast : kDistrict;
      const int64_t token = round % 2 == 0 ? written.load() : 0;
      const RankingAsker::Answer answer = askers_[replica].Ask(question, token);
      if (!answer.status.ok()) {
        // Only who wants what is not known may be refused.
        if (token > 0 && answer.status.error_code() == grpc::StatusCode::UNAVAILABLE) continue;
        failed.push_back(absl::StrCat(question.Text(), " with ", token, ": ", answer.status.error_code(), " ",
                                      answer.status.error_message()));
        continue;
      }
      history.reads.push_back(
          ToRecord(replica, /*epoch=*/0, question, token, answer, ReadReply(question, answer.bytes)));
    }
  }

  // Runs `trouble` while both replicas are read and one writer writes, and checks what they saw. The
  // writer rests while `no_writes` is held.
  History ReadWhile(const std::function<void(std::mutex& no_writes)>& trouble) {
    std::atomic<bool> done = false;
    std::atomic<int64_t> written = writer_.version();
    History histories[2];
    std::vector<std::string> failed[2];
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) {
      readers.emplace_back([&, i] { KeepReading(i, done, written, histories[i], failed[i]); });
    }
    std::mutex no_writes;
    std::thread writer([&] {
      while (!done) {
        const std::lock_guard lock(no_writes);
        writer_.Write();
        written = writer_.version();
      }
    });
    trouble(no_writes);
    done = true;
    writer.join();
    for (std::thread& reader : readers) reader.join();
    History history;
    history.writes = writer_.writes();
    history.writes.insert(history.writes.end(), others_.begin(), others_.end());
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(failed[i].empty()) << "replica " << i << ", " << failed[i].size() << " times: " << failed[i].front();
      history.reads.insert(history.reads.end(), histories[i].reads.begin(), histories[i].reads.end());
    }
    const std::vector<Violation> violations = CheckHistory(history);
    EXPECT_TRUE(violations.empty()) << ToText(violations);
    std::cout << history.reads.size() << " reads, " << history.writes.size() << " writes\n";
    return history;
  }

  bool IsStale(int replica) { return askers_[replica].Reply(kEast).age_ms.has_value(); }
  void AwaitFresh() {
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(WaitUntil([&] { return !IsStale(i); }, kPatience)) << "replica " << i;
    }
  }

  RankingReplicas processes_;
  const Desk desk_ = processes_.desk();
  ClusterWriter writer_{desk_, "dong", 20230535};
  const RankingAsker askers_[2] = {processes_.asker(0), processes_.asker(1)};
  std::vector<RecordedWrite> others_;
};

TEST_F(RankingFreshnessTest, ATokenOfASheetIsSeenOnTheOtherReplica) {
  for (int change = 0; change < 200; ++change) {
    writer_.Write();
    const RankReply reply = askers_[change % 2].Reply(change % 3 == 0 ? kDistrict : kEast, writer_.version());
    EXPECT_EQ(reply.versions.at("dong"), writer_.version());
    EXPECT_EQ(reply.ranks.at("dong"), writer_.ranks().at(writer_.version()));
    EXPECT_FALSE(reply.age_ms.has_value());
  }
}

TEST_F(RankingFreshnessTest, ATokenOfAnImportIsSeenOnBothReplicas) {
  for (int change = 0; change < 20; ++change) {
    const auto stub = ScoringService::NewStub(desk_.channel());
    grpc::ClientContext context;
    pb::ImportInputsResponse response;
    const auto upload = stub->ImportInputs(&context, &response);
    pb::ImportInputsRequest request;
    request.mutable_chunk()->set_data(SmallDistrict::Inputs({{"101", 20 + change}, {"201", 20 + change}}));
    upload->Write(request);
    upload->WritesDone();
    RequireOk(upload->Finish());
    ASSERT_EQ(response.versions_size(), 2);
    for (const RankingAsker& asker : askers_) {
      const RankReply reply = asker.Reply(kDistrict, response.versions(0).version());
      for (const auto& version : response.versions()) {
        EXPECT_EQ(reply.versions.at(version.cluster()), version.version());
      }
    }
  }
}

TEST_F(RankingFreshnessTest, AChangeIsVisibleWithinASecondWithoutAToken) {
  const History history = ReadWhile([](std::mutex&) { absl::SleepFor(absl::Seconds(3)); });
  for (const RecordedRead& read : history.reads) EXPECT_FALSE(read.age_ms.has_value());
}

TEST_F(RankingFreshnessTest, AnswersGetOldWhileScoringIsPaused) {
  processes_.scoring().Pause();
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(WaitUntil([&] { return IsStale(i); }, kPatience));
  int64_t last[2] = {};
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 2; ++i) {
      const RankReply reply = askers_[i].Reply(round % 2 == 0 ? kEast : kDistrict);
      ASSERT_TRUE(reply.age_ms.has_value());
      EXPECT_GT(*reply.age_ms, 1000);
      EXPECT_GE(*reply.age_ms, last[i]) << "it only gets older";
      last[i] = *reply.age_ms;
      EXPECT_EQ(reply.versions.at("dong"), writer_.version());
    }
  }
  EXPECT_TRUE(askers_[0].Ask(kEast, writer_.version()).status.ok()) << "that version is known";
  EXPECT_EQ(askers_[0].Ask(kEast, writer_.version() + 1'000'000).status.error_code(), grpc::StatusCode::UNAVAILABLE);
  processes_.scoring().Resume();
  AwaitFresh();
  writer_.Write();
  for (const RankingAsker& asker : askers_) {
    EXPECT_EQ(asker.Reply(kEast, writer_.version()).versions.at("dong"), writer_.version());
  }
}

TEST_F(RankingFreshnessTest, NoReplyLiesWhileScoringIsPausedAndComesBack) {
  const History history = ReadWhile([&](std::mutex&) {
    for (const int milliseconds : {300, 1'500, 4'000}) {
      processes_.scoring().Pause();
      absl::SleepFor(absl::Milliseconds(milliseconds));
      processes_.scoring().Resume();
      absl::SleepFor(absl::Milliseconds(500));
    }
  });
  AwaitFresh();
  EXPECT_TRUE(std::any_of(history.reads.begin(), history.reads.end(),
                          [](const RecordedRead& read) { return read.age_ms.has_value(); }));
}

TEST_F(RankingFreshnessTest, AnswersGoOnWhileScoringIsKilledAndStartedAgain) {
  const History history = ReadWhile([&](std::mutex& no_writes) {
    for (int round = 0; round < 2; ++round) {
      absl::SleepFor(absl::Milliseconds(300));
      // A write that is under way would have no known outcome.
      const std::lock_guard lock(no_writes);
      processes_.scoring().Kill();
      absl::SleepFor(absl::Milliseconds(1'500));
      processes_.scoring().Start();
      ASSERT_TRUE(WaitUntil([&] { return CheckHealth(desk_.channel(), "") == "SERVING"; }, kPatience));
    }
    absl::SleepFor(absl::Milliseconds(1'500));
  });
  AwaitFresh();
  writer_.Write();
  for (const RankingAsker& asker : askers_) {
    EXPECT_EQ(asker.Reply(kDistrict, writer_.version()).versions.at("dong"), writer_.version());
  }
}

TEST_F(RankingFreshnessTest, AReplicaThatWasPausedDoesNotTellWhatIsOldAsNew) {
  ReadWhile([&](std::mutex&) {
    for (int round = 0; round < 2; ++round) {
      processes_.replica(0).Pause();
      absl::SleepFor(absl::Seconds(3));
      processes_.replica(0).Resume();
      absl::SleepFor(absl::Milliseconds(500));
    }
  });
  AwaitFresh();
}

// Scoring cannot be asked for scores any more: whatever is answered came out of Redis.
TEST_F(RankingFreshnessTest, AColdReplicaAnswersOutOfAWarmRedis) {
  const RankReply district = askers_[0].Reply(kDistrict);
  const RankReply east = askers_[0].Reply(kEast);
  const auto cold = processes_.NewReplica();
  const RankingAsker asker(cold->address());
  ASSERT_TRUE(WaitUntil([&] { return asker.Status().age_ms() >= 0; }, kPatience));
  processes_.scoring().Pause();
  EXPECT_EQ(asker.Reply(kDistrict).bytes, district.bytes);
  EXPECT_EQ(asker.Reply(kEast).bytes, east.bytes);
  const auto status = asker.Status();
  for (const auto& one : status.caches()) {
    if (one.cache() == "redis") {
      EXPECT_EQ(one.hits(), 2u) << "one for each answer";
    }
    if (one.cache() == "memory") {
      EXPECT_EQ(one.hits() + one.misses(), 0u) << "no scores were looked for";
    }
  }
  processes_.redis().Execute({"FLUSHALL"});
  const RankQuestion full{.cluster = "dong", .view = thidua::ranking::v1::FULL};
  EXPECT_FALSE(asker.Ask(full, 0, absl::Milliseconds(500)).status.ok()) << "for this, scoring has to be asked";
  processes_.scoring().Resume();
  EXPECT_TRUE(asker.Ask(full).status.ok());
}

// --- Watching --------------------------------------------------------------------------------------------------------

class RankWatch {
 public:
  RankWatch(const RankingAsker& asker, const WatchRankingsRequest& request) {
    context_.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
    reader_ = asker.stub().WatchRankings(&context_, request);
  }
  ~RankWatch() {
    context_.TryCancel();
    reader_->Finish();
  }

  WatchRankingsResponse Next() {
    WatchRankingsResponse response;
    if (!reader_->Read(&response)) throw std::runtime_error("the watch ended");
    return response;
  }
  // The next that is no heartbeat.
  WatchRankingsResponse NextEvents() {
    while (true) {
      WatchRankingsResponse response = Next();
      if (response.events_size() > 0) return response;
    }
  }
  // Follows the events until the cluster is at a version; gives its units' "rank total".
  std::map<std::string, std::string> Follow(const std::string& cluster, int64_t version) {
    for (bool reached = false; !reached;) {
      const WatchRankingsResponse next = NextEvents();
      for (const auto& event : next.events()) {
        if (event.version().cluster() != cluster) continue;
        ++events;
        if (event.whole()) state.clear();
        for (const auto& change : event.changes()) {
          const std::string before = absl::StrCat(change.rank_before(), " ", change.total_before());
          if (!event.whole()) {
            EXPECT_EQ(state[change.unit()], before) << "no gap in the state";
          }
          state[change.unit()] = absl::StrCat(change.rank(), " ", change.total());
        }
        EXPECT_GT(event.version().version(), seen);
        seen = event.version().version();
        reached = seen >= version;
      }
    }
    return state;
  }

  std::map<std::string, std::string> state;
  int64_t seen = 0;
  int events = 0;

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<WatchRankingsResponse>> reader_;
};

class RankWatchTest : public RankingFreshnessTest {
 protected:
  static WatchRankingsRequest OfEast() {
    WatchRankingsRequest request;
    request.set_cluster("dong");
    request.set_year(kRankedYear);
    return request;
  }
  std::map<std::string, std::string> Expected() {
    std::map<std::string, std::string> state;
    for (const std::string& line : writer_.ranks().at(writer_.version())) {
      const std::vector<std::string> fields = absl::StrSplit(line, ' ');
      state[fields[1]] = fields[0] + " " + fields[2];
    }
    return state;
  }
};

TEST_F(RankWatchTest, TellsTheStateAndEachChangeAsItHappens) {
  RankWatch watch(askers_[1], OfEast());
  EXPECT_EQ(watch.Follow("dong", writer_.version()), Expected());
  EXPECT_EQ(watch.events, 1);
  for (int change = 0; change < 30; ++change) {
    writer_.Write();
    EXPECT_EQ(watch.Follow("dong", writer_.version()), Expected());
  }
  WatchRankingsResponse next = watch.Next();
  while (!next.heartbeat()) next = watch.Next();
  EXPECT_FALSE(next.has_stale());
}

TEST_F(RankWatchTest, GoesOnFromWhatWasSeenEvenOnTheOtherReplica) {
  askers_[0].Reply(kEast);
  WatchRankingsRequest request = OfEast();
  request.add_seen()->set_cluster("dong");
  request.mutable_seen(0)->set_version(writer_.version());
  const auto before = Expected();
  writer_.Write();
  for (const RankingAsker& asker : askers_) {
    RankWatch watch(asker, request);
    watch.state = before;
    const WatchRankingsResponse first = watch.NextEvents();
    ASSERT_EQ(first.events_size(), 1);
    EXPECT_FALSE(first.events(0).whole());
    EXPECT_EQ(first.events(0).version().version(), writer_.version());
  }
}

TEST_F(RankWatchTest, AReaderThatDoesNotReadHoldsNobodyUp) {
  std::vector<std::unique_ptr<RankWatch>> lazy;
  for (int i = 0; i < 20; ++i) lazy.push_back(std::make_unique<RankWatch>(askers_[0], OfEast()));
  RankWatch eager(askers_[0], OfEast());
  eager.Follow("dong", writer_.version());
  for (int change = 0; change < 300; ++change) {
    writer_.Write();
    if (change % 10 == 0) {
      EXPECT_EQ(eager.Follow("dong", writer_.version()), Expected());
    }
  }
  EXPECT_TRUE(askers_[0].Ask(kEast, writer_.version()).status.ok());
  for (const auto& watch : lazy) EXPECT_EQ(watch->Follow("dong", writer_.version()), Expected());
}

TEST_F(RankWatchTest, SaysItsAgeWhileScoringIsPausedAndGoesOnAfterwards) {
  RankWatch watch(askers_[0], OfEast());
  watch.Follow("dong", writer_.version());
  processes_.scoring().Pause();
  WatchRankingsResponse next = watch.Next();
  while (!next.has_stale()) next = watch.Next();
  EXPECT_TRUE(next.heartbeat());
  EXPECT_GT(next.stale().age_ms(), 1000);
  processes_.scoring().Resume();
  writer_.Write();
  EXPECT_EQ(watch.Follow("dong", writer_.version()), Expected());
}

TEST_F(RankWatchTest, GoesOnOverARestartOfScoring) {
  RankWatch watch(askers_[0], OfEast());
  watch.Follow("dong", writer_.version());
  processes_.scoring().Kill();
  processes_.scoring().Start();
  ASSERT_TRUE(WaitUntil([&] { return CheckHealth(desk_.channel(), "") == "SERVING"; }, kPatience));
  writer_.Write();
  EXPECT_EQ(watch.Follow("dong", writer_.version()), Expected());
}

}  // namespace
}  // namespace thidua::integration
