#ifndef THIDUA_SERVICES_RANKING_VERSIONS_KNOWN_VERSIONS_H_
#define THIDUA_SERVICES_RANKING_VERSIONS_KNOWN_VERSIONS_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/scoring/api/scoring_api.h"

namespace thidua::ranking {

// A cluster-year as scoring last told it.
struct KnownCluster {
  std::string code;
  std::string name;
  std::string authority;
  int year = 0;
  int position = 0;  // In the order of import.
  int64_t version = 0;
  std::vector<std::string> members;  // Codes, in order.
};

// How old an answer may be (ranking.proto, Freshness).
struct WantedFreshness {
  int64_t min_version = 0;
  bool latest = false;
};

// Which versions scoring has, learnt by watching, and how long that has been known to be all there is.
//
// The watch tells of changes as they are committed. Besides, scoring is probed four times a second; an answer to a
// probe says that everything committed before the probe was sent has been told. So what is known here is as old as the
// last probe that was answered, by this process's own clock, whatever was lost, delayed or stopped in between.
//
// Thread-safe.
class KnownVersions final : public scoring::VersionListener {
 public:
  using Clock = std::chrono::steady_clock;
  // Nothing: as fresh as was wanted, and at most kMaxAge.
  using Age = std::optional<std::chrono::milliseconds>;

  // An answer may be this much behind without saying so.
  static constexpr std::chrono::milliseconds kMaxAge{1000};

  // `results_version` reads the version of the imported results, which other replicas may change as well. It and
  // `scoring` must outlive this object.
  KnownVersions(scoring::ScoringApi& scoring, std::function<absl::StatusOr<int64_t>()> results_version);
  ~KnownVersions() override;

  // Whether what is known may be answered as it is, without waiting. Cheap.
  bool IsFreshEnough(const WantedFreshness& wanted) const;

  // Waits until that holds, at most until `deadline` and not for long. OK too when scoring does not answer but
  // something is known: age() then tells how old it is. UNAVAILABLE (SERVICE_UNAVAILABLE) when nothing is known, or not
  // the version that was asked for; FAILED_PRECONDITION (UNKNOWN_VERSION) when scoring itself does not know it.
  absl::Status Await(const WantedFreshness& wanted, absl::Time deadline);

  // The same, and how old what is known then is: to be told with an answer that is made of it from now on. News that
  // come while it is made do not make it any younger.
  absl::StatusOr<Age> AwaitAge(const WantedFreshness& wanted, absl::Time deadline);

  // How long ago what is known was all there was.
  Age Staleness() const { return AgeSince(Clock::time_point::min()); }

  // The moment up to which everything is known. REQUIRES: something is known.
  Clock::time_point known_since() const {
    return Clock::time_point(Clock::duration(known_since_.load(std::memory_order_acquire)));
  }

  // Everything that scoring committed up to this version of its store is known.
  int64_t head() const { return head_.load(std::memory_order_acquire); }

  // Grows with every change of what is known. An answer made at this number stands while the number does.
  uint64_t sequence() const { return sequence_.load(std::memory_order_acquire); }
  // When scoring begins its feed anew, versions may have gone back (a restored backup): what was made in another epoch
  // is void.
  uint64_t epoch() const { return epoch_.load(std::memory_order_acquire); }
  int64_t results_version() const { return results_version_.load(std::memory_order_acquire); }
  // Scoring has told scores of a cluster at a newer version than `known`, which was taken in `epoch`: the news of it
  // are still on their way. From now on nothing goes back behind it.
  void SawVersion(const KnownCluster& known, int64_t version, uint64_t epoch);
  // This process has seen that version of the results.
  void SawResults(int64_t version);

  // Null: there is none.
  std::shared_ptr<const KnownCluster> Find(std::string_view cluster, int year) const;
  // The cluster that a unit is in.
  std::shared_ptr<const KnownCluster> FindOf(std::string_view unit, int year) const;
  // Those whose authority is `under` or below it (empty: all), in the order of import.
  std::vector<std::shared_ptr<const KnownCluster>> Below(const std::string& under, int year) const;
  // Name of an authority or of a unit above one.
  std::optional<std::string> UnitName(const std::string& code) const;
  // The unit right below `under` that `authority` is or stands below; empty when they are the same or unrelated.
  std::string BranchOf(const std::string& authority, const std::string& under) const;

  // Waits until sequence() differs from `seen`, at most until `deadline`. False: it did not.
  bool AwaitChange(uint64_t seen, absl::Time deadline) const;

  // Tells `listener` after every change, on a thread of the watch: keep it short. Give the number back to Unlisten,
  // after which no call is going on.
  int Listen(std::function<void()> listener);
  void Unlisten(int listener);

  void OnVersions(const scoring::v1::WatchVersionsResponse& versions) override;
  void OnLost() override;

 private:
  struct UnitAbove {
    std::string name;
    std::string parent;
  };
  struct Year {
    absl::flat_hash_map<std::string, std::shared_ptr<const KnownCluster>> clusters;
    absl::flat_hash_map<std::string, std::string> cluster_of;  // By unit.
  };

  void Apply(const scoring::v1::WatchVersionsResponse& versions) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsBelow(const std::string& unit, const std::string& above) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  // Nothing: everything up to `wanted` is known, and it is at most kMaxAge old.
  Age AgeSince(Clock::time_point wanted) const;
  int64_t SendProbe();
  void Run();
  void Changed();

  const std::function<absl::StatusOr<int64_t>()> read_results_version_;
  std::atomic<uint64_t> sequence_ = 1;
  std::atomic<uint64_t> epoch_ = 1;
  std::atomic<int64_t> results_version_ = 0;
  std::atomic<int64_t> head_ = 0;
  std::atomic<Clock::rep> known_since_ = 0;  // Clock's ticks of the newest answered probe; 0: none.

  mutable absl::Mutex mutex_;
  bool connected_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<scoring::v1::WatchVersionsResponse> begun_ ABSL_GUARDED_BY(mutex_);  // Parts of a list not yet whole.
  absl::flat_hash_map<int, Year> years_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, UnitAbove> units_ ABSL_GUARDED_BY(mutex_);
  int64_t last_probe_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t answered_probe_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t losses_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<int64_t, Clock::time_point> probes_ ABSL_GUARDED_BY(mutex_);  // Unanswered ones, and when they were sent.
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  absl::Mutex listeners_mutex_;
  int next_listener_ ABSL_GUARDED_BY(listeners_mutex_) = 1;
  std::map<int, std::function<void()>> listeners_ ABSL_GUARDED_BY(listeners_mutex_);

  std::thread prober_;
  std::unique_ptr<scoring::VersionWatch> watch_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_VERSIONS_KNOWN_VERSIONS_H_
