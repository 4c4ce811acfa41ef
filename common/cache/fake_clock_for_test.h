#ifndef THIDUA_COMMON_CACHE_FAKE_CLOCK_FOR_TEST_H_
#define THIDUA_COMMON_CACHE_FAKE_CLOCK_FOR_TEST_H_

#include <atomic>
#include <chrono>

#include "absl/time/time.h"
#include "common/cache/circuit_breaker.h"

namespace thidua::cache {

// A monotonic clock that stands still until it is advanced. Thread-safe. Must outlive the users of Function().
class FakeClock {
 public:
  CircuitBreaker::Clock Function() {
    return [this] { return std::chrono::steady_clock::time_point(now_.load()); };
  }
  void Advance(absl::Duration duration) { now_ = now_.load() + absl::ToChronoNanoseconds(duration); }

 private:
  std::atomic<std::chrono::nanoseconds> now_ = std::chrono::nanoseconds(0);
};

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_FAKE_CLOCK_FOR_TEST_H_
