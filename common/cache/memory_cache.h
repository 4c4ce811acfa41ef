#ifndef THIDUA_COMMON_CACHE_MEMORY_CACHE_H_
#define THIDUA_COMMON_CACHE_MEMORY_CACHE_H_

#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/cache/cache.h"
#include "common/cache/stats.h"

namespace thidua::cache {

// The most recently used values that fit into `max_bytes` of this process's memory.
//
// An entry weighs its key, its value and kEntryOverheadBytes. A value that weighs more than `max_bytes` is not kept and
// displaces nothing. A value that is dropped lives on for those who still hold it, and is then no longer counted.
//
// Thread-safe. One lock, held for a look-up and never while a value is freed.
class MemoryCache : public Cache {
 public:
  // What malloc hands out for an entry's list node, index node, bucket and shared string, beyond the bytes themselves.
  static constexpr size_t kEntryOverheadBytes = 256;

  explicit MemoryCache(size_t max_bytes) : max_bytes_(max_bytes) {}

  Value Get(std::string_view key) override;
  void Put(std::string_view key, Value value) override;

  // What the entries weigh together; at most `max_bytes`.
  size_t bytes() const;
  Stats stats() const { return counters_.Snapshot(); }

 private:
  struct Entry {
    std::string key;
    Value value;
  };

  static size_t Weight(std::string_view key, const Value& value) {
    return key.size() + value->size() + kEntryOverheadBytes;
  }

  const size_t max_bytes_;
  Counters counters_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;                                                // Most recently used first.
  std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;  // Views into the entries' keys.
  size_t bytes_ = 0;
};

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_MEMORY_CACHE_H_
