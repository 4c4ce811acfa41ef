#include "common/cache/memory_cache.h"

#include <iterator>
#include <utility>

namespace thidua::cache {

Value MemoryCache::Get(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(key);
  if (found == index_.end()) {
    Counters::Add(counters_.misses);
    return nullptr;
  }
  Counters::Add(counters_.hits);
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->value;
}

void MemoryCache::Put(std::string_view key, Value value) {
  const size_t weight = Weight(key, value);
  if (weight > max_bytes_) return;

  // Filled under the lock, freed after it.
  std::list<Entry> dropped;
  std::list<Entry> added;
  added.push_back({std::string(key), std::move(value)});

  const std::lock_guard lock(mutex_);
  const auto drop = [&](std::list<Entry>::iterator entry) {
    index_.erase(entry->key);
    bytes_ -= Weight(entry->key, entry->value);
    dropped.splice(dropped.begin(), entries_, entry);
  };
  if (const auto found = index_.find(key); found != index_.end()) drop(found->second);
  while (bytes_ + weight > max_bytes_) drop(std::prev(entries_.end()));
  entries_.splice(entries_.begin(), added);
  index_.emplace(entries_.front().key, entries_.begin());
  bytes_ += weight;
  Counters::Add(counters_.stores);
}

size_t MemoryCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace thidua::cache
