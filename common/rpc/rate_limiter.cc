#include "common/rpc/rate_limiter.h"

#include <algorithm>
#include <functional>

#include "common/rpc/refusals.h"

namespace thidua::rpc {

RateLimiter::RateLimiter(double calls_per_second)
    : between_(calls_per_second > 0 ? static_cast<int64_t>(1e9 / calls_per_second) : 0) {}

absl::Status RateLimiter::Take(const std::string& caller, absl::Time now) {
  if (between_ == 0) return absl::OkStatus();
  const int64_t at = absl::ToUnixNanos(now);
  // One call at least, however slow the rate.
  const int64_t latest = at + std::max(absl::ToInt64Nanoseconds(kBurst), between_);
  Shard& shard = shards_[std::hash<std::string>()(caller) % kShards];
  const absl::MutexLock lock(&shard.mutex);
  auto found = shard.even.find(caller);
  if (found == shard.even.end()) {
    if (shard.even.size() >= kMaxCallers / kShards) {
      absl::erase_if(shard.even, [&](const auto& other) { return other.second <= at; });
    }
    if (shard.even.size() >= kMaxCallers / kShards) shard.even.erase(shard.even.begin());
    found = shard.even.try_emplace(caller, at).first;
  }
  int64_t& even = found->second;
  const int64_t next = std::max(even, at) + between_;
  if (next > latest) return RateLimited(absl::Nanoseconds(next - latest));
  even = next;
  return absl::OkStatus();
}

}  // namespace thidua::rpc
