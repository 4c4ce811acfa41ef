#include "common/cache/redis_pool.h"

#include <utility>

namespace thidua::cache {

RedisPool::RedisPool(RedisConnection::Options options, int size, absl::Duration command_timeout)
    : options_(std::move(options)), size_(size), command_timeout_(command_timeout) {}

absl::StatusOr<RedisReply> RedisPool::Execute(std::span<const std::string_view> command) {
  absl::StatusOr<std::unique_ptr<RedisConnection>> connection = Borrow();
  if (!connection.ok()) return connection.status();
  if (*connection == nullptr) connection = RedisConnection::Open(options_);
  if (!connection.ok()) {
    GiveBack(nullptr);
    return connection.status();
  }
  absl::StatusOr<RedisReply> reply = (*connection)->Execute(command, command_timeout_);
  GiveBack(reply.ok() ? *std::move(connection) : nullptr);
  return reply;
}

absl::StatusOr<std::unique_ptr<RedisConnection>> RedisPool::Borrow() {
  std::unique_lock lock(mutex_);
  if (!given_back_.wait_for(lock, absl::ToChronoNanoseconds(command_timeout_), [&] { return borrowed_ < size_; })) {
    return absl::ResourceExhaustedError("no connection became free in time");
  }
  ++borrowed_;
  if (idle_.empty()) return nullptr;
  std::unique_ptr<RedisConnection> connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void RedisPool::GiveBack(std::unique_ptr<RedisConnection> connection) {
  {
    const std::lock_guard lock(mutex_);
    --borrowed_;
    if (connection != nullptr) {
      idle_.push_back(std::move(connection));
    } else {
      idle_.clear();
    }
  }
  given_back_.notify_one();
}

}  // namespace thidua::cache
