#ifndef THIDUA_SERVICES_SCORING_API_VERSION_WATCH_H_
#define THIDUA_SERVICES_SCORING_API_VERSION_WATCH_H_

#include <cstdint>

#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::scoring {

// Who watches versions. Calls come one at a time, on threads of the watch, which wait for them.
class VersionListener {
 public:
  virtual ~VersionListener() = default;

  // The next messages of the feed, in order. `reset` in the first one of every feed.
  virtual void OnVersions(const thidua::scoring::v1::WatchVersionsResponse& versions) = 0;
  // Scoring cannot be reached, or was lost; it is tried again until the watch ends, and goes on where it stopped.
  virtual void OnLost() = 0;
};

// A watch that goes on until it is destroyed; then no call to the listener is going on any more. Thread-safe.
class VersionWatch {
 public:
  virtual ~VersionWatch() = default;

  // Asks for an answer with this number, which grows from call to call (WatchVersionsRequest.probe). Does not block; a
  // probe that meets no connection, or follows another one at once, is not answered itself.
  virtual void Probe(int64_t number) = 0;
};

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_API_VERSION_WATCH_H_
