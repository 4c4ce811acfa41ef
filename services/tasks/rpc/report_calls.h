#ifndef THIDUA_SERVICES_TASKS_RPC_REPORT_CALLS_H_
#define THIDUA_SERVICES_TASKS_RPC_REPORT_CALLS_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/tasks/rpc/backend.h"
#include "services/tasks/rpc/forecast_calls.h"
#include "thidua/tasks/v1/reports.pb.h"

namespace thidua::tasks {

// ReportService without its transport. A report whose forecast cannot be made says why and is a report all the same.
//
// Thread-safe. Calls block on the store, scoring and ranking.
class ReportCalls {
 public:
  explicit ReportCalls(const Backend& backend) : backend_(backend), forecasts_(backend) {}

  absl::StatusOr<v1::GetPeriodReportResponse> GetPeriodReport(const v1::GetPeriodReportRequest& request,
                                                              const rpc::Call& call);
  absl::StatusOr<v1::SubmitPeriodReportResponse> SubmitPeriodReport(const v1::SubmitPeriodReportRequest& request,
                                                                    const rpc::Call& call);
  absl::StatusOr<v1::GetReportRollupResponse> GetReportRollup(const v1::GetReportRollupRequest& request,
                                                              const rpc::Call& call);

 private:
  // How the report of that day reads now. Without a forecast it says why; one that is to be frozen fails when the
  // forecast may still come.
  absl::StatusOr<v1::PeriodReport> Make(const std::string& unit, CivilDay date, bool frozen, const rpc::Call& call);
  // The unit that sums up, and the one above it.
  absl::Status NameIssuer(const std::string& code, const rpc::Call& call, v1::GetReportRollupResponse& response);

  const Backend backend_;
  ForecastCalls forecasts_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_REPORT_CALLS_H_
