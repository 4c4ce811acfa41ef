#ifndef THIDUA_SERVICES_RANKING_RPC_RANKING_ANSWERS_H_
#define THIDUA_SERVICES_RANKING_RPC_RANKING_ANSWERS_H_

#include <grpcpp/support/slice.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/cache/cache.h"
#include "common/cache/lru.h"
#include "common/cache/single_flight.h"
#include "common/cache/stats.h"
#include "common/rpc/call.h"
#include "services/ranking/rpc/basis.h"
#include "services/ranking/rpc/ranking_core.h"

namespace thidua::ranking {

// A reply, ready to send.
struct ReadyAnswer {
  grpc::Slice bytes;                             // The serialized reply without `stale`.
  std::optional<std::chrono::milliseconds> age;  // Absent: at most one second behind.
};

// A question whose reply is kept.
struct Question {
  std::string text;  // Equal texts ask the same; without what freshness is wanted.
  RankingScope scope;
  WantedFreshness freshness;
  // The serialized reply; the basis gets the versions that it is of.
  std::function<absl::StatusOr<std::string>(Basis&, const rpc::Call&)> make;
};

// Serialized replies, made once for each state of what they follow from: in this process ready to send, and in the
// cache that replicas share, under the versions behind them.
//
// A reply that is ready stands while nothing that it follows from has changed, which KnownVersions tells; finding that
// out costs less than a microsecond when nothing changed at all. When scoring does not answer and the newest reply
// cannot be made, the last one is given with its age.
//
// Thread-safe.
class RankingAnswers {
 public:
  // `core` must outlive this object. `shared` may be null.
  RankingAnswers(RankingCore& core, std::shared_ptr<cache::Cache> shared);

  // The reply when it is ready and fresh enough; does not block.
  std::optional<ReadyAnswer> Ready(const Question& question);
  // The reply; blocks.
  absl::StatusOr<ReadyAnswer> Get(const Question& question, const rpc::Call& call);

  cache::Stats stats() const { return counters_.Snapshot(); }
  size_t bytes() const { return answers_.weight(); }

 private:
  using Clock = KnownVersions::Clock;

  struct Answer {
    grpc::Slice bytes;
    Basis basis;
    mutable std::atomic<uint64_t> checked_at = 0;   // Sequence at which it last stood.
    mutable std::atomic<Clock::rep> newest_at = 0;  // When it was last known to be the newest.
  };

  bool Stands(const Answer& answer, const Question& question) const;
  // One that is ready and as new as `basis`, or null.
  std::shared_ptr<const Answer> FindOf(const Question& question, const Basis& basis);
  std::shared_ptr<const Answer> Remember(const Question& question, const std::string& bytes, Basis basis);
  absl::StatusOr<std::shared_ptr<const Answer>> Make(const Question& question, const rpc::Call& call);

  RankingCore& core_;
  const std::shared_ptr<cache::Cache> shared_;
  cache::Lru<std::shared_ptr<const Answer>> answers_;
  cache::SingleFlight flight_;
  cache::Counters counters_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_RANKING_ANSWERS_H_
