#ifndef THIDUA_COMMON_CACHE_CIRCUIT_BREAKER_H_
#define THIDUA_COMMON_CACHE_CIRCUIT_BREAKER_H_

#include <chrono>
#include <functional>
#include <mutex>

#include "absl/time/time.h"

namespace thidua::cache {

// Keeps callers away from a peer that does not answer. After `failures_to_open` failures in a row it opens: for a
// back-off everyone is refused, then one probe is let through at a time. A probe that succeeds closes it, one that
// fails doubles the back-off.
//
// Thread-safe.
class CircuitBreaker {
 public:
  // Monotonic; called from any thread.
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  struct Options {
    int failures_to_open = 5;
    absl::Duration first_back_off = absl::Milliseconds(250);
    absl::Duration longest_back_off = absl::Seconds(10);
  };

  enum class Admission { kRefused, kCall, kProbe };

  CircuitBreaker(const Options& options, Clock clock);

  // Who is not refused must report Succeeded or Failed afterwards, once, with this admission.
  [[nodiscard]] Admission Admit();

  // Returns whether this closed the breaker.
  bool Succeeded(Admission admission);
  // Returns whether this opened the breaker. A failed probe finds it open already.
  bool Failed(Admission admission);

  bool IsOpen() const;

 private:
  const Options options_;
  const Clock clock_;
  mutable std::mutex mutex_;
  int failures_in_a_row_ = 0;
  bool open_ = false;
  bool probing_ = false;
  absl::Duration back_off_;
  std::chrono::steady_clock::time_point refuse_until_;
};

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_CIRCUIT_BREAKER_H_
