#ifndef THIDUA_COMMON_CACHE_REDIS_CONNECTION_H_
#define THIDUA_COMMON_CACHE_REDIS_CONNECTION_H_

#include <hiredis/hiredis.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace thidua::cache {

struct RedisAddress {
  std::string host;  // Name or IP address; the path when it is a Unix socket.
  int port = 0;      // 0 means a Unix socket.
};

// "host:port", "[::1]:port" or the absolute path of a Unix socket. Anything else is an INVALID_ARGUMENT.
absl::StatusOr<RedisAddress> ParseRedisAddress(std::string_view text);

using RedisReply = std::unique_ptr<redisReply, decltype(&freeReplyObject)>;

// One connection to Redis whose every call ends in time, however slowly the server trickles. After an error it is of no
// further use: destroy it.
//
// Neither thread-safe nor protected from SIGPIPE: hiredis 0.14 writes without MSG_NOSIGNAL, so the process must ignore
// that signal (IgnoreBrokenPipes).
class RedisConnection {
 public:
  struct Options {
    RedisAddress address;
    std::string password;  // Empty: no AUTH.
    int database = 0;
    // For connecting, AUTH and SELECT together. The resolution of a host name is not bounded by it.
    absl::Duration connect_timeout;
    size_t max_reply_bytes = 0;
  };

  static absl::StatusOr<std::unique_ptr<RedisConnection>> Open(const Options& options);

  // What Redis replied, which may be REDIS_REPLY_ERROR but never an array: no command that returns one is of use here.
  // Arguments are binary safe.
  absl::StatusOr<RedisReply> Execute(std::span<const std::string_view> command, absl::Duration timeout);

 private:
  using Context = std::unique_ptr<redisContext, decltype(&redisFree)>;
  using Deadline = std::chrono::steady_clock::time_point;

  RedisConnection(Context context, size_t max_reply_bytes);

  absl::StatusOr<RedisReply> ExecuteBy(std::span<const std::string_view> command, Deadline deadline);
  // For a command that answers OK.
  absl::Status Require(std::span<const std::string_view> command, Deadline deadline);
  // Waits until the socket can be read or written (POLLIN, POLLOUT), or is broken: then the next read or write says so.
  absl::Status Await(short events, Deadline deadline) const;
  absl::Status Broken() const;

  Context context_;
  size_t max_buffered_bytes_;
};

// Ignores SIGPIPE in this process, unless someone has already decided what becomes of it.
void IgnoreBrokenPipes();

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_REDIS_CONNECTION_H_
