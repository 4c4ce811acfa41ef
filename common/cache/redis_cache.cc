#include "common/cache/redis_cache.h"

#include <spdlog/spdlog.h>

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/cache/value_envelope.h"

namespace thidua::cache {

absl::StatusOr<std::unique_ptr<RedisCache>> RedisCache::Create(const Options& options, CircuitBreaker::Clock clock) {
  absl::StatusOr<RedisAddress> address = ParseRedisAddress(options.address);
  if (!address.ok()) return address.status();
  IgnoreBrokenPipes();
  return std::unique_ptr<RedisCache>(new RedisCache(options, *std::move(address), std::move(clock)));
}

RedisCache::RedisCache(const Options& options, RedisAddress address, CircuitBreaker::Clock clock)
    : address_(options.address),
      key_prefix_(options.key_prefix),
      ttl_milliseconds_(absl::StrCat(absl::ToInt64Milliseconds(options.ttl))),
      max_value_bytes_(options.max_value_bytes),
      breaker_(options.breaker, std::move(clock)),
      pool_({.address = std::move(address),
             .password = options.password,
             .database = options.database,
             .connect_timeout = options.connect_timeout,
             .max_reply_bytes = options.max_value_bytes + kEnvelopeBytes},
            options.pool_size, options.command_timeout) {}

Value RedisCache::Get(std::string_view key) {
  const std::string redis_key = key_prefix_ + std::string(key);
  const std::array<std::string_view, 2> command = {"GET", redis_key};
  Value value;
  if (const RedisReply reply = Ask(command); reply != nullptr && reply->type != REDIS_REPLY_NIL) {
    if (reply->type == REDIS_REPLY_STRING) value = UnsealValue(redis_key, {reply->str, reply->len});
    if (value == nullptr) Counters::Add(counters_.failures);
  }
  Counters::Add(value != nullptr ? counters_.hits : counters_.misses);
  return value;
}

void RedisCache::Put(std::string_view key, Value value) {
  if (value->size() > max_value_bytes_) return;
  const std::string redis_key = key_prefix_ + std::string(key);
  const std::string sealed = SealValue(redis_key, *value);
  const std::array<std::string_view, 5> command = {"SET", redis_key, sealed, "PX", ttl_milliseconds_};
  if (const RedisReply reply = Ask(command); reply != nullptr) {
    Counters::Add(reply->type == REDIS_REPLY_STATUS ? counters_.stores : counters_.failures);
  }
}

RedisReply RedisCache::Ask(std::span<const std::string_view> command) {
  RedisReply nothing(nullptr, &freeReplyObject);
  const CircuitBreaker::Admission admission = breaker_.Admit();
  if (admission == CircuitBreaker::Admission::kRefused) return nothing;

  absl::StatusOr<RedisReply> reply = pool_.Execute(command);
  if (reply.ok() && (*reply)->type == REDIS_REPLY_ERROR) reply = absl::UnavailableError((*reply)->str);
  if (!reply.ok()) {
    Counters::Add(counters_.failures);
    if (breaker_.Failed(admission)) {
      Counters::Add(counters_.breaker_opens);
      spdlog::warn("cache {} is away: {}", address_, std::string(reply.status().message()));
    }
    return nothing;
  }
  if (breaker_.Succeeded(admission)) spdlog::info("cache {} is back", address_);
  return *std::move(reply);
}

}  // namespace thidua::cache
