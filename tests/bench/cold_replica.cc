// The first answer of a replica that has nothing in its memory, out of a Redis that another replica has warmed: a
// district of 19 communes × 40 criteria, beside one MGET of the same bytes by the driver.
//
// On both sides the connection is open. The replica has listed versions, which it does once when it starts; what counts
// is all that it does for a question: what it follows from, the key, Redis, the check of what came, a reply ready to
// send.

#include <hiredis/hiredis.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cache/redis_server_for_test.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/rpc/ranking_calls.h"
#include "tests/bench/forked_server.h"
#include "tests/bench/report.h"
#include "tests/bench/score_sheets.h"
#include "tests/bench/timing.h"

namespace thidua::bench {
namespace {

namespace v1 = thidua::ranking::v1;

constexpr int kCommunes = 19;
constexpr int kClusters = 4;
constexpr int kTrials = 301;

template <typename Value>
Value OrExit(absl::StatusOr<Value> value) {
  if (value.ok()) return *std::move(value);
  std::cerr << "bench: " << value.status() << '\n';
  std::exit(1);
}

void ReportSheets(ScoringForBench& scoring) {
  std::string rows = "unit,year,criterion,input,value,source\n";
  for (int i = 0; i < kCommunes; ++i) {
    for (const ScoringForBench::Slot& slot : scoring.slots()) {
      absl::StrAppend(&rows, ScoringForBench::Commune(i), ",", kYear, ",", slot.criterion, ",", slot.input, ",",
                      slot.value, ",báo cáo\n");
    }
  }
  const auto response =
      OrExit(scoring.server().ImportInputs({.name = "inputs", .content = rows}, Language::kEnglish, {}));
  if (!response.report().stored()) std::exit(1);
}

class Driver {
 public:
  explicit Driver(const std::string& socket) : context_(redisConnectUnix(socket.c_str()), &redisFree) {
    if (context_ == nullptr || context_->err != 0) std::exit(1);
  }
  // The size of the value.
  size_t Mget(const std::string& key) {
    const std::unique_ptr<redisReply, decltype(&freeReplyObject)> reply(
        static_cast<redisReply*>(redisCommand(context_.get(), "MGET %b", key.data(), key.size())), &freeReplyObject);
    return reply == nullptr || reply->elements != 1 ? 0 : reply->element[0]->len;
  }
  std::vector<std::string> Keys() {
    const std::unique_ptr<redisReply, decltype(&freeReplyObject)> reply(
        static_cast<redisReply*>(redisCommand(context_.get(), "KEYS *answer*")), &freeReplyObject);
    std::vector<std::string> keys;
    for (size_t i = 0; reply != nullptr && i < reply->elements; ++i) {
      keys.emplace_back(reply->element[i]->str, reply->element[i]->len);
    }
    return keys;
  }

 private:
  std::unique_ptr<redisContext, decltype(&redisFree)> context_;
};

void Measure(ScoringForBench& scoring, ranking::ResultsStore& results, cache::RedisServer& redis, v1::RankingView view,
             const std::string& name) {
  Note(name);
  v1::AggregateRankingsRequest request;
  request.set_under("2");
  request.set_year(kYear);
  request.set_view(view);
  redis.Execute({"FLUSHALL"});
  const auto fresh_caches = [&] { return OrExit(ranking::RankingCaches::Open(redis.address())); };
  {
    ranking::RankingCalls warm(scoring.server(), results, fresh_caches());
    OrExit(warm.AggregateRankings(request, {}));
  }
  Driver driver(redis.address());
  const std::vector<std::string> keys = driver.Keys();
  if (keys.size() != 1) std::exit(1);
  std::vector<double> ours, theirs;
  for (int trial = 0; trial < kTrials; ++trial) {
    const ranking::RankingCaches caches = fresh_caches();
    ranking::RankingCalls cold(scoring.server(), results, caches);
    if (!cold.core().versions().Await({.latest = true}, absl::InfiniteFuture()).ok()) std::exit(1);
    caches.redis->Get("nothing");
    size_t bytes = 0;
    ours.push_back(
        MicrosecondsOf([&] { bytes = OrExit(cold.answers().Get(OrExit(cold.Ask(request)), {})).bytes.size(); }));
    if (caches.redis->stats().hits != 1) {
      std::cerr << "bench: the answer did not come out of Redis\n";
      std::exit(1);
    }
    driver.Mget("nothing");
    size_t stored = 0;
    theirs.push_back(MicrosecondsOf([&] { stored = driver.Mget(keys.front()); }));
    if (stored < bytes) std::exit(1);
    if (trial == 0) Note(absl::StrCat(bytes, " bytes"));
  }
  Report(name + "_microseconds", Median(ours), Median(theirs), "<=3");
}

void Run() {
  // Redis stays where the system puts it; this process is the one that is measured.
  cache::RedisServer redis;
  StayOnCore(1);
  const TempFolder folder;
  ScoringForBench scoring(folder.File("scoring.db"));
  scoring.AddCommunes(kCommunes, kClusters);
  ReportSheets(scoring);
  const auto results = OrExit(ranking::OpenResultsStore(folder.File("ranking.db")));
  Measure(scoring, *results, redis, v1::FULL, "cold_replica_district_full");
  Measure(scoring, *results, redis, v1::BASIC, "cold_replica_district_basic");
}

}  // namespace
}  // namespace thidua::bench

int main() { thidua::bench::Run(); }
