#ifndef THIDUA_SERVICES_RANKING_RPC_RANKING_WATCH_H_
#define THIDUA_SERVICES_RANKING_RPC_RANKING_WATCH_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/call.h"
#include "common/rpc/gate.h"
#include "services/ranking/rpc/ranking_core.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::ranking {

// What one watcher of ranks has been told, and what it is to be told next. Not thread-safe.
class RankTeller {
 public:
  // `core` must outlive this object.
  RankTeller(RankingCore& core, const v1::WatchRankingsRequest& request);

  // The events since the last call, and how old they are; none when nothing moved. Blocks on scoring. NOT_FOUND as
  // AggregateRankings.
  absl::StatusOr<v1::WatchRankingsResponse> Next(const rpc::Call& call);
  // Everything up to then has been told.
  KnownVersions::Clock::time_point known_since() const { return known_since_; }

 private:
  struct Place {
    std::string name;
    int rank = 0;
    std::string total;
    friend bool operator==(const Place&, const Place&) = default;
  };
  struct Told {
    int64_t version = 0;
    std::string reason;                   // Why it is not ranked; empty: it is.
    std::map<std::string, Place> places;  // By unit.
  };

  static std::map<std::string, Place> PlacesOf(const RankableCluster& cluster);
  void Tell(const RankableCluster& cluster, v1::WatchRankingsResponse& response);
  void TellUnranked(const Unranked& unranked, v1::WatchRankingsResponse& response);

  RankingCore& core_;
  RankingScope scope_;
  std::map<std::string, Told> told_;  // By cluster.
  KnownVersions::Clock::time_point known_since_;
};

// Wakes every watcher of ranks when something changed, and at each heartbeat.
class WatchHub {
 public:
  class Watcher {
   public:
    virtual ~Watcher() = default;
    virtual void OnWake(bool heartbeat) = 0;
    virtual void OnClosed() = 0;
  };

  explicit WatchHub(const KnownVersions& versions);
  ~WatchHub();

  // False: it is closed.
  bool Join(Watcher* watcher);
  // No call to `watcher` is going on when it returns, and none follows.
  void Leave(Watcher* watcher);
  // Lets every watcher go, for good.
  void Close();

 private:
  void Run(uint64_t seen);

  const KnownVersions& versions_;
  absl::Mutex mutex_;
  std::set<Watcher*> watchers_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

// Answers one WatchRankings call. A slow reader holds no thread and no queue: what moved meanwhile is told as one.
grpc::ServerWriteReactor<v1::WatchRankingsResponse>* StreamRankings(RankingCore& core, WatchHub& hub, rpc::Gate& gate,
                                                                    const grpc::CallbackServerContext* context,
                                                                    const v1::WatchRankingsRequest* request);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_RANKING_WATCH_H_
