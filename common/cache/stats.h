#ifndef THIDUA_COMMON_CACHE_STATS_H_
#define THIDUA_COMMON_CACHE_STATS_H_

#include <atomic>
#include <cstdint>

namespace thidua::cache {

// What one cache has done since it was made. Each figure only grows; figures of one snapshot may be a call apart.
struct Stats {
  uint64_t hits = 0;
  uint64_t misses = 0;  // Every Get that gave nothing, whatever the cause.
  uint64_t stores = 0;
  uint64_t failures = 0;       // Calls that were not answered properly or in time, and stored bytes that are not ours.
  uint64_t breaker_opens = 0;  // Outages; a failed probe does not count again.
};

// The figures behind Stats. Thread-safe.
struct Counters {
  std::atomic<uint64_t> hits = 0;
  std::atomic<uint64_t> misses = 0;
  std::atomic<uint64_t> stores = 0;
  std::atomic<uint64_t> failures = 0;
  std::atomic<uint64_t> breaker_opens = 0;

  static void Add(std::atomic<uint64_t>& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

  Stats Snapshot() const {
    return {.hits = hits.load(std::memory_order_relaxed),
            .misses = misses.load(std::memory_order_relaxed),
            .stores = stores.load(std::memory_order_relaxed),
            .failures = failures.load(std::memory_order_relaxed),
            .breaker_opens = breaker_opens.load(std::memory_order_relaxed)};
  }
};

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_STATS_H_
