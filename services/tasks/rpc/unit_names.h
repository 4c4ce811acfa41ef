#ifndef THIDUA_SERVICES_TASKS_RPC_UNIT_NAMES_H_
#define THIDUA_SERVICES_TASKS_RPC_UNIT_NAMES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/tasks/rpc/backend.h"

namespace thidua::tasks {

// The units that a scope covers in a year, with the clusters that they are in.
struct CoveredUnits {
  struct Cluster {
    std::string code;
    std::string name;
    std::vector<std::string> units;  // In order of code.
  };
  std::string name;                // Of the unit, the cluster or the unit above.
  std::string top;                 // Code of the unit, the cluster's authority or the unit above; may be empty.
  std::vector<Cluster> clusters;   // In the order of their import; none when the scope is one unit.
  std::vector<std::string> units;  // In order of cluster, then code.
  std::map<std::string, std::string> names;  // Of the units.
};

// NOT_FOUND (UNKNOWN_UNIT, UNKNOWN_CLUSTER, NO_CLUSTERS), INVALID_ARGUMENT (REQUIRED) for no scope.
absl::StatusOr<CoveredUnits> AskCoveredUnits(scoring::ScoringApi& scoring, const UnitScope& scope, int year,
                                             const rpc::Call& call);
// Names of all offices, by code.
absl::StatusOr<std::map<std::string, std::string>> AskOfficeNames(scoring::ScoringApi& scoring, const rpc::Call& call);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_UNIT_NAMES_H_
