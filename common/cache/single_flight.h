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
  // its error included. Only of CANCELLED and DEADLINE_EXCEEDED, which are about the call that computed and no other,
  // the waiters are spared: one of them computes anew.
  //
  // DEADLINE_EXCEEDED when `deadline` passes while waiting, CANCELLED soon after `given_up` is true. Whoever computes
  // is not interrupted: `compute` keeps its own deadline. It must not throw, nor ask for the same key here.
  absl::StatusOr<Value> Do(std::string_view key, absl::FunctionRef<absl::StatusOr<Value>()> compute,
                           absl::Time deadline, absl::FunctionRef<bool()> given_up);

 private:
  struct Flight {
    std::condition_variable landed;
    std::optional<absl::StatusOr<Value>> result;
  };

  std::mutex mutex_;  // Guards the flights as well.
  std::map<std::string, std::shared_ptr<Flight>, std::less<>> flights_;
};

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_SINGLE_FLIGHT_H_
