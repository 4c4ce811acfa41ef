#include "common/cache/single_flight.h"

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "common/work/deadline.h"

namespace thidua::cache {

absl::StatusOr<Value> SingleFlight::Do(std::string_view key, absl::FunctionRef<absl::StatusOr<Value>()> compute,
                                       absl::Time deadline) {
  std::unique_lock lock(mutex_);
  if (const auto found = flights_.find(key); found != flights_.end()) {
    const std::shared_ptr<Flight> flight = found->second;
    if (!flight->landed.wait_until(lock, absl::ToChronoTime(deadline), [&] { return flight->result.has_value(); })) {
      return absl::DeadlineExceededError("the value is still being computed");
    }
    return *flight->result;
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

absl::StatusOr<Value> GetOrCompute(Cache& cache, SingleFlight& flight, std::string_view key,
                                   absl::FunctionRef<absl::StatusOr<Value>()> compute, absl::Time deadline) {
  if (Value value = cache.Get(key)) return value;
  const auto compute_and_remember = [&]() -> absl::StatusOr<Value> {
    // Another flight may have landed since the look-up.
    if (Value value = cache.Get(key)) return value;
    absl::StatusOr<Value> value = compute();
    if (value.ok()) cache.Put(key, *value);
    return value;
  };
  return flight.Do(key, compute_and_remember, deadline);
}

}  // namespace thidua::cache
