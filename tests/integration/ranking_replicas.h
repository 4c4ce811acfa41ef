#ifndef THIDUA_TESTS_INTEGRATION_RANKING_REPLICAS_H_
#define THIDUA_TESTS_INTEGRATION_RANKING_REPLICAS_H_

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "common/cache/redis_server_for_test.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/history_checker.h"
#include "tests/integration/ranking_reader.h"
#include "tests/integration/service.h"
#include "tests/integration/sheet_desk.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"

namespace thidua::integration {

// A connection to one replica. Thread-safe.
class RankingAsker {
 public:
  explicit RankingAsker(const std::string& address);

  struct Answer {
    grpc::Status status;
    std::string bytes;  // As they came.
    Moment called = 0;
    Moment answered = 0;
  };
  Answer Ask(const RankQuestion& question, int64_t min_version = 0, absl::Duration patience = absl::Seconds(15)) const;
  // The same, read. Throws std::runtime_error when the call fails.
  RankReply Reply(const RankQuestion& question, int64_t min_version = 0) const;

  thidua::ranking::v1::GetRankingStatusResponse Status() const;
  thidua::ranking::v1::RankingService::Stub& stub() const { return *stub_; }

 private:
  std::shared_ptr<grpc::Channel> channel_;
  mutable grpc::GenericStub generic_;
  std::unique_ptr<thidua::ranking::v1::RankingService::Stub> stub_;
};

RecordedRead ToRecord(int replica, int epoch, const RankQuestion& question, int64_t min_version,
                      const RankingAsker::Answer& answer, const RankReply& reply);

// Scoring with the small district, two replicas of ranking and a Redis between them, each a process of its own. They
// end with this object, which prints what they wrote when the test failed.
class RankingReplicas {
 public:
  RankingReplicas();
  ~RankingReplicas();

  Service& scoring() { return *scoring_; }
  Service& replica(int i) { return *replicas_[i]; }
  cache::RedisServer& redis() { return redis_; }
  // A third one, with nothing in its memory.
  std::unique_ptr<Service> NewReplica();
  RankingAsker asker(int i) const { return RankingAsker(replicas_[i]->address()); }
  // A new connection to scoring.
  Desk desk() const { return Desk(scoring_->address()); }

 private:
  TempFolder folder_;
  cache::RedisServer redis_;
  int folders_ = 0;
  std::unique_ptr<Service> scoring_;
  std::vector<std::unique_ptr<Service>> replicas_;
};

// The only one who writes to a cluster, and so knows what each of its versions ranks. Not thread-safe.
class ClusterWriter {
 public:
  // Stores points of all its units.
  ClusterWriter(const Desk& desk, const std::string& cluster, unsigned seed);

  // Gives some unit other points.
  void Write();
  // The newest version.
  int64_t version() const { return writes_.back().version; }
  const std::vector<RecordedWrite>& writes() const { return writes_; }
  // By version, as RankReply::ranks.
  const std::map<int64_t, std::vector<std::string>>& ranks() const { return ranks_; }

 private:
  void Record(int64_t version, Moment called);

  const Desk& desk_;
  const std::string cluster_;
  std::mt19937 random_;
  std::map<std::string, int> totals_;
  std::vector<RecordedWrite> writes_;
  std::map<int64_t, std::vector<std::string>> ranks_;
};

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_RANKING_REPLICAS_H_
