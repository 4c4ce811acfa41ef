// Whatever becomes of Redis, while it is used: no call of ranking fails, none is answered wrong, none late.

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "tests/integration/ranking_replicas.h"

namespace thidua::integration {
namespace {

constexpr int kReads = 100'000;
constexpr int kReaders = 4;  // Two for each replica.

// What a Lua script does to each key of Redis.
constexpr char kRandomBytes[] =
    "for _, key in ipairs(redis.call('KEYS', '*')) do local bytes = {} "
    "for i = 1, 200 do bytes[i] = string.char(math.random(0, 255)) end redis.call('SET', key, table.concat(bytes)) end";
constexpr char kValuesOfOtherKeys[] =
    "local keys = redis.call('KEYS', '*') if #keys == 0 then return end local last = redis.call('GET', keys[#keys]) "
    "for _, key in ipairs(keys) do local value = redis.call('GET', key) redis.call('SET', key, last) last = value end";
constexpr char kCutShort[] =
    "for _, key in ipairs(redis.call('KEYS', '*')) do "
    "redis.call('SET', key, redis.call('GETRANGE', key, 0, math.random(0, redis.call('STRLEN', key)))) end";
constexpr char kOneByteChanged[] =
    "for _, key in ipairs(redis.call('KEYS', '*')) do "
    "redis.call('SETRANGE', key, math.random(0, redis.call('STRLEN', key)), 'X') end";
constexpr char kOtherType[] =
    "for _, key in ipairs(redis.call('KEYS', '*')) do redis.call('DEL', key) redis.call('LPUSH', key, 'rác') end";

class RedisChaosTest : public ::testing::Test {
 protected:
  // Reads of one reader, until all have done what is to be done in a phase, and then of the next.
  void KeepReading(int reader) {
    std::mt19937 random(reader);
    const RankingAsker asker = processes_.asker(reader % 2);
    const std::vector<RankQuestion> questions = {
        {.cluster = "dong"}, {.cluster = "tay", .view = thidua::ranking::v1::FULL}, {.cluster = "nam"}, {}};
    while (!done_) {
      const RankQuestion& question = questions[random() % questions.size()];
      const int64_t token = random() % 2 == 0 ? written_.load() : 0;
      const RankingAsker::Answer answer = asker.Ask(question, token);
      if (!answer.status.ok()) {
        ADD_FAILURE() << phase_ << ": " << answer.status.error_message();
        return;
      }
      const RankReply reply = ReadReply(question, answer.bytes);
      histories_[reader].reads.push_back(ToRecord(reader % 2, /*epoch=*/0, question, token, answer, reply));
      // By the model, once it is known what was written.
      for (const auto& [cluster, ranks] : reply.ranks) {
        seen_[reader].push_back(
            {cluster, reply.versions.at(cluster), std::hash<std::string>()(absl::StrJoin(ranks, ";"))});
      }
      ++reads_;
    }
  }

  // Makes `trouble` again and again until enough was read.
  void Phase(const char* name, int reads, const std::function<void()>& trouble, absl::Duration pause) {
    phase_ = name;
    const int until = reads_ + reads;
    const absl::Time begin = absl::Now();
    while (reads_ < until && !HasFailure()) {
      trouble();
      for (const absl::Time next = absl::Now() + pause; absl::Now() < next && reads_ < until && !HasFailure();) {
        absl::SleepFor(absl::Milliseconds(2));
      }
    }
    std::cout << name << ": " << absl::Now() - begin << '\n';
  }
  // The newest keys are the ones that are read: few keys keep the scripts short.
  std::function<void()> Spoil(const char* script) {
    return [this, script, times = 0]() mutable {
      if (++times % 10 == 0) processes_.redis().Execute({"FLUSHALL"});
      processes_.redis().Execute({"EVAL", script, "0"});
    };
  }

  struct Seen {
    std::string cluster;
    int64_t version;
    size_t ranks;
  };

  RankingReplicas processes_;
  const Desk desk_ = processes_.desk();
  std::atomic<bool> done_ = false;
  std::atomic<int> reads_ = 0;
  std::atomic<int64_t> written_ = 0;
  std::atomic<const char*> phase_ = "";
  History histories_[kReaders];
  std::vector<Seen> seen_[kReaders];
};

TEST_F(RedisChaosTest, ChangesNoAnswerAndFailsNoCall) {
  std::vector<std::unique_ptr<ClusterWriter>> writers;
  for (const auto& [cluster, units] : SmallDistrict::Clusters()) {
    writers.push_back(std::make_unique<ClusterWriter>(desk_, cluster, 7));
  }
  written_ = writers.back()->version();
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    for (size_t round = 0; !done_; ++round) {
      ClusterWriter& writer = *writers[round % writers.size()];
      writer.Write();
      written_ = writer.version();
      // So that some versions live long enough to be read again, and Redis is asked for many.
      absl::SleepFor(absl::Milliseconds(3));
    }
  });
  for (int reader = 0; reader < kReaders; ++reader) threads.emplace_back([this, reader] { KeepReading(reader); });

  cache::RedisServer& redis = processes_.redis();
  const auto nothing = [] {};
  constexpr int kPhases = 10;
  constexpr int kEach = kReads / kPhases;
  constexpr absl::Duration kOften = absl::Milliseconds(20);
  Phase("well", kEach, nothing, absl::Seconds(1));
  Phase(
      "flushed", kEach, [&] { redis.Execute({"FLUSHALL"}); }, kOften);
  Phase("random bytes", kEach, Spoil(kRandomBytes), kOften);
  Phase("values of other keys", kEach, Spoil(kValuesOfOtherKeys), kOften);
  Phase("cut short", kEach, Spoil(kCutShort), kOften);
  Phase("one byte changed", kEach, Spoil(kOneByteChanged), kOften);
  Phase("another type", kEach, Spoil(kOtherType), kOften);
  Phase(
      "restarted", kEach, [&] { redis.Restart(); }, absl::Milliseconds(300));
  Phase(
      "paused", kEach,
      [&] {
        redis.Pause();
        absl::SleepFor(absl::Milliseconds(400));
        redis.Resume();
      },
      absl::Milliseconds(300));
  redis.Kill();
  Phase("killed", kEach, nothing, absl::Seconds(1));
  redis.Start();
  done_ = true;
  for (std::thread& thread : threads) thread.join();

  History history;
  std::map<std::pair<std::string, int64_t>, size_t> expected;
  for (const auto& writer : writers) {
    history.writes.insert(history.writes.end(), writer->writes().begin(), writer->writes().end());
    for (const auto& [version, ranks] : writer->ranks()) {
      expected[{writer->writes().front().cluster, version}] = std::hash<std::string>()(absl::StrJoin(ranks, ";"));
    }
  }
  int64_t wrong = 0, stale = 0;
  for (int reader = 0; reader < kReaders; ++reader) {
    for (const RecordedRead& read : histories_[reader].reads) stale += read.age_ms.has_value() ? 1 : 0;
    history.reads.insert(history.reads.end(), histories_[reader].reads.begin(), histories_[reader].reads.end());
    for (const Seen& seen : seen_[reader]) wrong += expected[{seen.cluster, seen.version}] == seen.ranks ? 0 : 1;
  }
  EXPECT_GE(history.reads.size(), static_cast<size_t>(kReads));
  EXPECT_EQ(wrong, 0) << "by the model";
  EXPECT_EQ(stale, 0) << "scoring was never away";
  const std::vector<Violation> violations = CheckHistory(history);
  EXPECT_TRUE(violations.empty()) << ToText(violations);
  std::cout << history.reads.size() << " reads, " << history.writes.size() << " writes\n";
  for (int i = 0; i < 2; ++i) {
    const auto status = processes_.asker(i).Status();
    for (const auto& one : status.caches()) {
      if (one.cache() != "redis") continue;
      EXPECT_GT(one.hits(), 0u) << "Redis was used";
      EXPECT_GT(one.failures(), 0u) << "and spoilt";
      std::cout << "replica " << i << ": Redis " << one.hits() << " hits, " << one.misses() << " misses, "
                << one.failures() << " failures, " << one.breaker_opens() << " outages\n";
    }
  }
}

}  // namespace
}  // namespace thidua::integration
