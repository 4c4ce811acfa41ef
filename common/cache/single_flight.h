#ifndef THIDUA_COMMON_CACHE_SINGLE_FLIGHT_H_
#define THIDUA_COMMON_CACHE_SINGLE_FLIGHT_H_

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/cache/cache.h"

namespace thidua::cache {

// Lets one of several threads that want the same key compute it, and gives its result to the others. Remembers nothing:
// who comes after the result computes anew.
//
// Thread-safe. Must outlive the calls in it.
class SingleFlight {
 public:
  // Runs `compute`, or waits for the thread that is already running one for `key` and returns what that one returns,
  // its error included.
  //
  // DEADLINE_EXCEEDED when `deadline` passes while waiting. Whoever computes is not interrupted: `compute` keeps its
  // own deadline. It must not throw, nor ask for the same key here.
  absl::StatusOr<Value> Do(std::string_view key, absl::FunctionRef<absl::StatusOr<Value>()> compute,
                           absl::Time deadline);

 private:
  struct Flight {
    std::condition_variable landed;
    std::optional<absl::StatusOr<Value>> result;
  };

  std::mutex mutex_;  // Guards the flights as well.
  std::map<std::string, std::shared_ptr<Flight>, std::less<>> flights_;
};

// The value of `key`: remembered by `cache`, or else computed by one thread at a time and then remembered. An error of
// `compute` is returned to everyone who waited for it and not remembered. For `deadline` see SingleFlight::Do.
//
// REQUIRES: a value that `compute` returns is not null.
absl::StatusOr<Value> GetOrCompute(Cache& cache, SingleFlight& flight, std::string_view key,
                                   absl::FunctionRef<absl::StatusOr<Value>()> compute, absl::Time deadline);

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_SINGLE_FLIGHT_H_
