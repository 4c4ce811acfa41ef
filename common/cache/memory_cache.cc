#include "common/cache/memory_cache.h"

#include <utility>

namespace thidua::cache {

Value MemoryCache::Get(std::string_view key) {
  Value value = values_.Get(key);
  Counters::Add(value == nullptr ? counters_.misses : counters_.hits);
  return value;
}

void MemoryCache::Put(std::string_view key, Value value) {
  const size_t weight = key.size() + value->size() + kEntryOverheadBytes;
  if (values_.Put(key, std::move(value), weight)) Counters::Add(counters_.stores);
}

}  // namespace thidua::cache
