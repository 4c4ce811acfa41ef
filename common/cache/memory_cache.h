#ifndef THIDUA_COMMON_CACHE_MEMORY_CACHE_H_
#define THIDUA_COMMON_CACHE_MEMORY_CACHE_H_

#include <cstddef>
#include <string_view>

#include "common/cache/cache.h"
#include "common/cache/lru.h"
#include "common/cache/stats.h"

namespace thidua::cache {

// The most recently used values that fit into `max_bytes` of this process's memory. An entry weighs its key, its value
// and kEntryOverheadBytes. Thread-safe, like Lru.
class MemoryCache : public Cache {
 public:
  // What malloc hands out for an entry's list node, index node, bucket and shared string, beyond the bytes themselves.
  static constexpr size_t kEntryOverheadBytes = 256;

  explicit MemoryCache(size_t max_bytes) : values_(max_bytes) {}

  Value Get(std::string_view key) override;
  void Put(std::string_view key, Value value) override;

  // What the entries weigh together; at most `max_bytes`.
  size_t bytes() const { return values_.weight(); }
  Stats stats() const { return counters_.Snapshot(); }

 private:
  Counters counters_;
  Lru<Value> values_;
};

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_MEMORY_CACHE_H_
