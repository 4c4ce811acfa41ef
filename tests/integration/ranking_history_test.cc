// Several writers and readers on two replicas, and what they may have seen.

#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "tests/integration/ranking_replicas.h"

namespace thidua::integration {
namespace {

constexpr int kReaders = 4;  // Two for each replica.
constexpr absl::Duration kRun = absl::Seconds(5);

TEST(RankingHistoryTest, ReplicasKeepTheirPromises) {
  RankingReplicas processes;
  const Desk desk = processes.desk();
  std::vector<std::unique_ptr<ClusterWriter>> writers;
  for (const auto& [cluster, units] : SmallDistrict::Clusters()) {
    writers.push_back(std::make_unique<ClusterWriter>(desk, cluster, 20231205));
  }
  std::atomic<int64_t> written = writers.back()->version();
  std::atomic<bool> done = false;
  History histories[kReaders];
  std::vector<std::thread> threads;
  for (const auto& writer : writers) {
    threads.emplace_back([&] {
      while (!done) {
        writer->Write();
        for (int64_t known = written; known < writer->version();) {
          if (written.compare_exchange_weak(known, writer->version())) break;
        }
      }
    });
  }
  for (int reader = 0; reader < kReaders; ++reader) {
    threads.emplace_back([&, reader] {
      std::mt19937 random(reader);
      const RankingAsker asker = processes.asker(reader % 2);
      const std::vector<RankQuestion> questions = {
          {.cluster = "dong"}, {.cluster = "dong", .view = thidua::ranking::v1::FULL}, {.cluster = "tay"}, {}};
      while (!done) {
        const RankQuestion& question = questions[random() % questions.size()];
        const int64_t token = random() % 2 == 0 ? written.load() : 0;
        const RankingAsker::Answer answer = asker.Ask(question, token);
        ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
        histories[reader].reads.push_back(
            ToRecord(reader % 2, /*epoch=*/0, question, token, answer, ReadReply(question, answer.bytes)));
      }
    });
  }
  absl::SleepFor(kRun);
  done = true;
  for (std::thread& thread : threads) thread.join();

  History history;
  for (const auto& writer : writers) {
    history.writes.insert(history.writes.end(), writer->writes().begin(), writer->writes().end());
  }
  for (const History& one : histories) {
    history.reads.insert(history.reads.end(), one.reads.begin(), one.reads.end());
  }
  const std::vector<Violation> violations = CheckHistory(history);
  EXPECT_TRUE(violations.empty()) << ToText(violations);
  std::cout << history.reads.size() << " reads, " << history.writes.size() << " writes\n";
}

}  // namespace
}  // namespace thidua::integration
