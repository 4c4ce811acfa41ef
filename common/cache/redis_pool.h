#ifndef THIDUA_COMMON_CACHE_REDIS_POOL_H_
#define THIDUA_COMMON_CACHE_REDIS_POOL_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/cache/redis_connection.h"

namespace thidua::cache {

// At most `size` connections to one Redis, opened when they are needed. A connection that fails takes the idle ones
// with it: what broke one has most likely broken all.
//
// Thread-safe. Must outlive the calls in it.
class RedisPool {
 public:
  RedisPool(RedisConnection::Options options, int size, absl::Duration command_timeout);

  // See RedisConnection::Execute. Takes at most two command timeouts, one of them for a connection to become free, and
  // one connect timeout.
  absl::StatusOr<RedisReply> Execute(std::span<const std::string_view> command);

 private:
  // With a connection, or null when one may be opened; either must be given back.
  absl::StatusOr<std::unique_ptr<RedisConnection>> Borrow();
  // Null when it failed.
  void GiveBack(std::unique_ptr<RedisConnection> connection);

  const RedisConnection::Options options_;
  const int size_;
  const absl::Duration command_timeout_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  int borrowed_ = 0;
  std::vector<std::unique_ptr<RedisConnection>> idle_;
};

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_REDIS_POOL_H_
