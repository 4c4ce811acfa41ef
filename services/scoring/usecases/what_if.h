#ifndef THIDUA_SERVICES_SCORING_USECASES_WHAT_IF_H_
#define THIDUA_SERVICES_SCORING_USECASES_WHAT_IF_H_

#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "services/scoring/usecases/cluster_sheets.h"

namespace thidua::scoring {

// One figure or decision in place of what is stored.
struct ScoreOverride {
  std::string unit;
  std::string criterion;
  std::string input;  // Empty: `value` is the points that the stage where the sheet stands decides.
  std::string value;  // Of an input, empty takes it away.
};

// Puts overrides into a loaded cluster, which then is scored like any other. INVALID_ARGUMENT (BAD_OVERRIDE), with a
// violation for each override that cannot be, by its path (`overrides[2].input.value`).
absl::Status ApplyOverrides(absl::Span<const ScoreOverride> overrides, ClusterSheets& cluster);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_WHAT_IF_H_
