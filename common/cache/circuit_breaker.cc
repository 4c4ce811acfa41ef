#include "common/cache/circuit_breaker.h"

#include <algorithm>
#include <utility>

namespace thidua::cache {

CircuitBreaker::CircuitBreaker(const Options& options, Clock clock) : options_(options), clock_(std::move(clock)) {}

CircuitBreaker::Admission CircuitBreaker::Admit() {
  const std::lock_guard lock(mutex_);
  if (!open_) return Admission::kCall;
  if (probing_ || clock_() < refuse_until_) return Admission::kRefused;
  probing_ = true;
  return Admission::kProbe;
}

bool CircuitBreaker::Succeeded(Admission admission) {
  const std::lock_guard lock(mutex_);
  // A call that set out before the outage says nothing about its end.
  if (open_ && admission != Admission::kProbe) return false;
  const bool closed = open_;
  open_ = false;
  probing_ = false;
  failures_in_a_row_ = 0;
  return closed;
}

bool CircuitBreaker::Failed(Admission admission) {
  const std::lock_guard lock(mutex_);
  if (admission == Admission::kProbe) {
    probing_ = false;
    back_off_ = std::min(2 * back_off_, options_.longest_back_off);
  } else {
    if (open_ || ++failures_in_a_row_ < options_.failures_to_open) return false;
    open_ = true;
    back_off_ = options_.first_back_off;
  }
  refuse_until_ = clock_() + absl::ToChronoNanoseconds(back_off_);
  return admission != Admission::kProbe;
}

bool CircuitBreaker::IsOpen() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

}  // namespace thidua::cache
