#ifndef THIDUA_COMMON_CACHE_REDIS_CACHE_H_
#define THIDUA_COMMON_CACHE_REDIS_CACHE_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/cache/cache.h"
#include "common/cache/circuit_breaker.h"
#include "common/cache/redis_pool.h"
#include "common/cache/stats.h"

namespace thidua::cache {

// Values in a Redis that several processes share.
//
// Whatever becomes of Redis is a miss and never an error: away, slow, paused, restarted, flushed, full, another
// password, a value that is not ours. A call blocks for at most one connect timeout and two command timeouts, so it
// belongs on a thread that may block. When calls keep failing they stop at the circuit breaker, which does not block;
// its opening and closing are logged.
//
// Layout: `key_prefix` + key holds a sealed value (value_envelope.h), which Redis expires after `ttl`.
//
// Thread-safe.
class RedisCache : public Cache {
 public:
  struct Options {
    std::string address;   // See ParseRedisAddress. Prefer an IP address: resolving a name is not bounded in time.
    std::string password;  // Empty: no AUTH.
    int database = 0;
    std::string key_prefix;
    absl::Duration ttl = absl::Hours(24);
    absl::Duration connect_timeout = absl::Milliseconds(100);
    absl::Duration command_timeout = absl::Milliseconds(50);
    int pool_size = 4;
    size_t max_value_bytes = size_t{8} << 20;  // Larger ones are neither stored nor read.
    CircuitBreaker::Options breaker;
  };

  // Does not connect. Makes the process ignore SIGPIPE, unless it handles it. `clock` times the breaker's back-off.
  //
  // INVALID_ARGUMENT when the address cannot be one.
  static absl::StatusOr<std::unique_ptr<RedisCache>> Create(
      const Options& options, CircuitBreaker::Clock clock = std::chrono::steady_clock::now);

  Value Get(std::string_view key) override;
  void Put(std::string_view key, Value value) override;

  Stats stats() const { return counters_.Snapshot(); }
  // It did not answer, and is asked now and then only.
  bool is_away() const { return breaker_.IsOpen(); }

 private:
  RedisCache(const Options& options, RedisAddress address, CircuitBreaker::Clock clock);

  // Null when Redis was not asked, did not answer, or refused.
  RedisReply Ask(std::span<const std::string_view> command);

  const std::string address_;
  const std::string key_prefix_;
  const std::string ttl_milliseconds_;
  const size_t max_value_bytes_;
  Counters counters_;
  CircuitBreaker breaker_;
  RedisPool pool_;
};

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_REDIS_CACHE_H_
