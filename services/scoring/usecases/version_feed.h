#ifndef THIDUA_SERVICES_SCORING_USECASES_VERSION_FEED_H_
#define THIDUA_SERVICES_SCORING_USECASES_VERSION_FEED_H_

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "services/scoring/storage/scoring_store.h"

namespace thidua::scoring {

// Every cluster-year with its version, as committed, and the units above them: kept in memory, brought up to date after
// each commit in this process, and whenever someone asks. Readers take what changed since they last looked, so there
// is no log to fall behind of: a reader that was away for a year gets each cluster-year once.
//
// Thread-safe. Has a thread of its own, which alone reads the store.
class VersionFeed {
 public:
  // A reader's place in the feed. It means nothing to another feed.
  struct Place {
    int64_t stamp = -1;  // -1: before everything.
    int64_t item = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };

  struct News {
    std::vector<Unit> units;
    std::vector<PlacedClusterYear> clusters;
    Place place;           // After these.
    int64_t head = 0;      // Of the store, when nothing is left to tell; else 0.
    uint64_t answers = 0;  // The question that this answers; 0 while something is left to tell.
  };

  class Reader {
   public:
    virtual ~Reader() = default;
    // The feed was brought up to date. On the feed's thread, which holds no lock: keep it short.
    virtual void OnNews() = 0;
    // The feed is about to end.
    virtual void OnClosed() = 0;
  };

  explicit VersionFeed(ScoringStore& store);
  ~VersionFeed();

  // Names this run of the feed.
  const std::string& id() const { return id_; }

  // False: the feed is closed.
  bool Join(Reader* reader);
  // No call to `reader` is going on when it returns, and none follows.
  void Leave(Reader* reader);

  // What happened after `place`, at most `limit` items.
  News Since(const Place& place, size_t limit) const;

  // Has the store read anew; News.answers reaches the number that is returned once that is done. 0: closed.
  uint64_t Ask();

  // Version of the store that it was last brought up to; -1: none yet.
  int64_t head() const;

  // Lets every reader go, for good. The store is not read any more.
  void Close();

 private:
  using ClusterKey = std::pair<int, std::string>;  // Year and code.

  struct Item {
    Place place;
    PlacedClusterYear cluster;  // Or, when its code is empty,
    Unit unit;
  };

  void Run();
  absl::Status Refresh();
  bool KnowAuthoritiesOf(const std::vector<PlacedClusterYear>& clusters) const;
  void Tell(Item& item, Item news, int64_t stamp) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  ScoringStore& store_;
  const std::string id_;

  mutable absl::Mutex mutex_;
  std::map<ClusterKey, Item> clusters_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Item> units_ ABSL_GUARDED_BY(mutex_);
  std::map<Place, const Item*> in_order_ ABSL_GUARDED_BY(mutex_);
  int64_t next_item_ ABSL_GUARDED_BY(mutex_) = 1;
  StoreHead head_ ABSL_GUARDED_BY(mutex_){.version = -1, .directory = -1};
  uint64_t asked_ ABSL_GUARDED_BY(mutex_) = 1;
  uint64_t answered_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;

  absl::Mutex readers_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);
  std::set<Reader*> readers_ ABSL_GUARDED_BY(readers_mutex_);
  std::thread thread_;
};

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_VERSION_FEED_H_
