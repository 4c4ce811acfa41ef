#ifndef THIDUA_SERVICES_RANKING_RPC_WAIT_UNTIL_FOR_TEST_H_
#define THIDUA_SERVICES_RANKING_RPC_WAIT_UNTIL_FOR_TEST_H_

#include "absl/functional/function_ref.h"
#include "absl/time/clock.h"

namespace thidua::ranking {

// Whether `condition` came true in time. For what happens by itself, such as getting old.
inline bool WaitUntil(absl::FunctionRef<bool()> condition, absl::Duration limit = absl::Seconds(20)) {
  for (const absl::Time end = absl::Now() + limit; absl::Now() < end; absl::SleepFor(absl::Milliseconds(5))) {
    if (condition()) return true;
  }
  return condition();
}

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_WAIT_UNTIL_FOR_TEST_H_
