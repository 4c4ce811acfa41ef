#include "services/tasks/rpc/backend.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::tasks {

using thidua::directory::v1::Cluster;
using thidua::directory::v1::Unit;

absl::StatusOr<Unit> AskUnit(scoring::ScoringApi& scoring, const std::string& code, const rpc::Call& call) {
  thidua::directory::v1::GetUnitRequest request;
  request.set_code(code);
  auto answer = scoring.GetUnit(request, call);
  if (!answer.ok()) return answer.status();
  return std::move(*answer->mutable_unit());
}

absl::StatusOr<UnitsAbove> AskUnitsAbove(scoring::ScoringApi& scoring, const std::string& code, const rpc::Call& call) {
  UnitsAbove above;
  absl::StatusOr<Unit> unit = AskUnit(scoring, code, call);
  while (unit.ok() && !unit->parent().empty()) {
    above.push_back(unit->parent());
    unit = AskUnit(scoring, above.back(), call);
  }
  if (!unit.ok()) return unit.status();
  return above;
}

absl::Status CheckActsFor(scoring::ScoringApi& scoring, const std::string& unit, const rpc::Call& call) {
  if (call.by.unit.empty() || call.by.unit == unit) return absl::OkStatus();
  const absl::StatusOr<UnitsAbove> above = AskUnitsAbove(scoring, unit, call);
  if (!above.ok()) return above.status();
  if (std::find(above->begin(), above->end(), call.by.unit) != above->end()) return absl::OkStatus();
  return Problem{
      .code = absl::StatusCode::kPermissionDenied,
      .reason = "NOT_YOUR_UNIT",
      .message = {.vi = absl::StrCat("Bạn thay mặt đơn vị ", call.by.unit, " nên không làm việc này thay cho đơn vị ",
                                     unit, ". Việc này là của đơn vị ấy hoặc đơn vị cấp trên của nó."),
                  .en = absl::StrCat("You act for unit ", call.by.unit, ", so you cannot do this for unit ", unit,
                                     ". That is for the unit itself or one above it.")}}
      .ToStatus();
}

absl::StatusOr<std::vector<Cluster>> AskClusters(scoring::ScoringApi& scoring, const UnitScope& scope, int year,
                                                 const rpc::Call& call) {
  if (scope.cluster.empty() && !scope.under.has_value()) {
    return InvalidField("scope", "REQUIRED",
                        {.vi = "Chưa chọn phạm vi. Hãy chọn một cụm hoặc một đơn vị cấp trên.",
                         .en = "No scope is given. Choose a cluster, or a unit above."});
  }
  thidua::directory::v1::ListClustersRequest request;
  request.set_year(year);
  if (scope.cluster.empty()) {
    request.set_under(*scope.under);
  } else {
    request.set_cluster(scope.cluster);
  }
  auto answer = scoring.ListClusters(request, call);
  if (!answer.ok()) return answer.status();
  if (answer->clusters().empty()) {
    const std::string which = scope.cluster.empty() ? *scope.under : scope.cluster;
    return NotFound("NO_CLUSTERS", {.vi = absl::StrCat("Năm ", year, " không có cụm nào trong \"", which,
                                                       "\". Hãy nhập cụm của năm đó (thidua import clusters)."),
                                    .en = absl::StrCat("There are no clusters in \"", which, "\" in ", year,
                                                       ". Import that year's clusters (thidua import clusters).")});
  }
  return std::vector<Cluster>(answer->clusters().begin(), answer->clusters().end());
}

}  // namespace thidua::tasks
