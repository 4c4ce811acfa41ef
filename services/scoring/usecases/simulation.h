#ifndef THIDUA_SERVICES_SCORING_USECASES_SIMULATION_H_
#define THIDUA_SERVICES_SCORING_USECASES_SIMULATION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/import/fault.h"
#include "common/status/message.h"
#include "services/scoring/domain/scale.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/scale_catalog.h"

namespace thidua::scoring {

// What a scale would move before it is imported: each unit's points, total and rank in its cluster, now and under it.
struct SimulatedUnit {
  std::string cluster;
  Unit unit;
  std::string total_before;  // Empty: there is no scale in force.
  std::string total_after;
  int rank_before = 0;  // 0: none.
  int rank_after = 0;
  struct Criterion {
    std::string code;
    std::string before;  // Empty: it does not apply or is not in that scale.
    std::string after;
  };
  std::vector<Criterion> criteria;  // Those that move, in the order of the new scale, then those that it drops.
};

struct SimulatedYear {
  int year = 0;
  int compared = 0;
  std::vector<SimulatedUnit> moved;
  std::vector<Message> skipped;  // Clusters that cannot be compared, and why.
};

// The year of the scale, and the year before by the figures of that year: the same figures under the scale that was in
// force then and under this one. Points are those of the stage where each sheet stands. Stores nothing.
absl::StatusOr<std::vector<SimulatedYear>> SimulateScale(ScoringStore& store, ScaleCatalog& catalog,
                                                         const ScaleDefinition& definition);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_SIMULATION_H_
