#include "common/cache/single_flight.h"

#include <algorithm>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "common/work/deadline.h"

namespace thidua::cache {
namespace {

// How often a waiter looks whether it is still wanted.
constexpr absl::Duration kGlance = absl::Milliseconds(50);

bool IsOfOneCallOnly(const absl::Status& status) {
  return absl::IsCancelled(status) || absl::IsDeadlineExceeded(status);
}

}  // namespace

absl::StatusOr<Value> SingleFlight::Do(std::string_view key, absl::FunctionRef<absl::StatusOr<Value>()> compute,
                                       absl::Time deadline, absl::FunctionRef<bool()> given_up) {
  std::unique_lock lock(mutex_);
  for (auto found = flights_.find(key); found != flights_.end(); found = flights_.find(key)) {
    const std::shared_ptr<Flight> flight = found->second;
    const auto landed = [&] { return flight->result.has_value(); };
    while (!flight->landed.wait_until(lock, absl::ToChronoTime(std::min(deadline, absl::Now() + kGlance)), landed)) {
      if (absl::Now() >= deadline) return absl::DeadlineExceededError("the value is still being computed");
      if (given_up()) return absl::CancelledError("nobody waits for the value any more");
    }
    if (!IsOfOneCallOnly(flight->result->status())) return *flight->result;
    if (absl::Now() >= deadline) return absl::DeadlineExceededError("the value has not been computed in time");
  }
  const auto flight = std::make_shared<Flight>();
  const auto place = flights_.emplace(key, flight).first;
  lock.unlock();

  absl::StatusOr<Value> result = absl::InternalError("the computation was abandoned");
  {
    // Lands even when `compute` breaks its contract and throws, so that nobody waits for ever.
    const absl::Cleanup land = [&] {
      lock.lock();
      flight->result = result;
      flights_.erase(place);
      flight->landed.notify_all();
      lock.unlock();
    };
    const DeadlineScope of_all_who_wait(absl::InfiniteFuture());
    result = compute();
  }
  return result;
}

}  // namespace thidua::cache
