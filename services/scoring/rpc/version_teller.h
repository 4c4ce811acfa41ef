#ifndef THIDUA_SERVICES_SCORING_RPC_VERSION_TELLER_H_
#define THIDUA_SERVICES_SCORING_RPC_VERSION_TELLER_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "services/scoring/api/version_watch.h"
#include "services/scoring/usecases/version_feed.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::scoring {

// What one watcher has been told of a feed and what it has asked: the messages of WatchVersions, without a transport.
// Not thread-safe.
class VersionTeller {
 public:
  explicit VersionTeller(VersionFeed& feed) : feed_(feed) {}

  // Goes on where a watch of the same run of the server ended; another one's place begins anew.
  void GoOnFrom(const std::string& feed, int64_t head);
  void Probe(int64_t number);

  // The next message; false when there is nothing to tell now.
  bool Next(thidua::scoring::v1::WatchVersionsResponse& message);

 private:
  VersionFeed& feed_;
  VersionFeed::Place place_;
  bool reset_ = true;
  int64_t told_head_ = -1;
  std::deque<std::pair<int64_t, uint64_t>> probes_;  // Number, and the feed's question behind it.
};

// A watch within this process. `listener` must outlive it, `feed` too.
std::unique_ptr<VersionWatch> WatchInProcess(VersionFeed& feed, VersionListener& listener);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_RPC_VERSION_TELLER_H_
