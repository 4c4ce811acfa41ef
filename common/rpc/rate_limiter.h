#ifndef THIDUA_COMMON_RPC_RATE_LIMITER_H_
#define THIDUA_COMMON_RPC_RATE_LIMITER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace thidua::rpc {

// Calls a second that one caller may make, of which two seconds' worth may come at once. Generous: it is for scripts
// that run wild, not for people.
inline constexpr double kDefaultRateLimit = 500;
inline constexpr double kLowestRateLimit = 0.001;
inline constexpr double kHighestRateLimit = 1e6;

// Lets each caller make so many calls a second, and no fewer because of the others. Remembers a bounded number of
// callers; one that was forgotten starts anew. Thread-safe.
class RateLimiter {
 public:
  static constexpr absl::Duration kBurst = absl::Seconds(2);
  static constexpr size_t kMaxCallers = 16384;

  // 0: no limit. REQUIRES: otherwise from kLowestRateLimit to kHighestRateLimit.
  explicit RateLimiter(double calls_per_second);

  // One call of `caller`. RESOURCE_EXHAUSTED (RATE_LIMITED, `retry_ms` in its metadata).
  absl::Status Take(const std::string& caller, absl::Time now);

 private:
  static constexpr size_t kShards = 16;
  struct Shard {
    absl::Mutex mutex;
    // When all calls a caller has made would have been made at the even rate, in nanoseconds of Unix time.
    absl::flat_hash_map<std::string, int64_t> even ABSL_GUARDED_BY(mutex);
  };

  const int64_t between_;  // Nanoseconds from call to call; 0: no limit.
  std::array<Shard, kShards> shards_;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_RATE_LIMITER_H_
