#ifndef THIDUA_SERVICES_TASKS_RPC_FORECAST_CALLS_H_
#define THIDUA_SERVICES_TASKS_RPC_FORECAST_CALLS_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/tasks/rpc/backend.h"
#include "thidua/tasks/v1/forecast.pb.h"

namespace thidua::tasks {

// ForecastService without its transport. Points of figures come from scoring's rules, totals and ranks from ranking's
// what-if.
//
// Thread-safe. Calls block on the store, scoring and ranking.
class ForecastCalls {
 public:
  explicit ForecastCalls(const Backend& backend) : backend_(backend) {}

  absl::StatusOr<v1::GetForecastResponse> GetForecast(const v1::GetForecastRequest& request, const rpc::Call& call);

 private:
  const Backend backend_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_FORECAST_CALLS_H_
