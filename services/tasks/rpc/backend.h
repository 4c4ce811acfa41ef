#ifndef THIDUA_SERVICES_TASKS_RPC_BACKEND_H_
#define THIDUA_SERVICES_TASKS_RPC_BACKEND_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/civil_day/civil_day.h"
#include "common/rpc/call.h"
#include "services/ranking/api/ranking_api.h"
#include "services/scoring/api/scoring_api.h"
#include "services/tasks/domain/workflow.h"
#include "services/tasks/storage/calendar_store.h"
#include "services/tasks/storage/task_store.h"
#include "thidua/directory/v1/directory.pb.h"

namespace thidua::tasks {

// What the calls of the tasks service stand on. Everything must outlive who holds it; all of it is thread-safe.
struct Backend {
  TaskStore& store;
  CalendarStore& calendar;
  scoring::ScoringApi& scoring;
  ranking::RankingApi& ranking;
  std::function<absl::Time()> now;

  CivilDay Today() const { return CivilDayAt(now()); }
};

// Which units: one, those of a cluster, or those of all clusters whose authority is `under` or below it (empty: the
// whole country).
struct UnitScope {
  std::string unit;
  std::string cluster;
  std::optional<std::string> under;
};

// The scope of a request that has such a oneof.
template <typename Request>
UnitScope ScopeOf(const Request& request) {
  UnitScope scope = {.cluster = request.cluster()};
  if constexpr (requires { request.has_unit(); }) scope.unit = request.unit();
  if (request.has_under()) scope.under = request.under();
  return scope;
}

// The unit, as scoring knows it. NOT_FOUND (UNKNOWN_UNIT).
absl::StatusOr<thidua::directory::v1::Unit> AskUnit(scoring::ScoringApi& scoring, const std::string& code,
                                                    const rpc::Call& call);
// The units above one, nearest first.
absl::StatusOr<UnitsAbove> AskUnitsAbove(scoring::ScoringApi& scoring, const std::string& code, const rpc::Call& call);
// NOT_YOUR_UNIT (PERMISSION_DENIED) when the actor is of another unit that is not above this one. Nobody's own unit, or
// none, needs asking.
absl::Status CheckActsFor(scoring::ScoringApi& scoring, const std::string& unit, const rpc::Call& call);
// The clusters of a scope, in the order of their import. NOT_FOUND (UNKNOWN_UNIT, UNKNOWN_CLUSTER, NO_CLUSTERS),
// INVALID_ARGUMENT (REQUIRED) when neither is given.
absl::StatusOr<std::vector<thidua::directory::v1::Cluster>> AskClusters(scoring::ScoringApi& scoring,
                                                                        const UnitScope& scope, int year,
                                                                        const rpc::Call& call);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_BACKEND_H_
