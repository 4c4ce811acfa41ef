#ifndef THIDUA_SERVICES_SCORING_USECASES_ERRORS_H_
#define THIDUA_SERVICES_SCORING_USECASES_ERRORS_H_

#include <string>

#include "absl/status/status.h"
#include "common/status/unknown.h"  // IWYU pragma: export
#include "services/scoring/domain/scale.h"

namespace thidua::scoring {

// Besides UnknownUnit and UnknownCluster of common/status/unknown.h.
absl::Status UnknownCriterion(const std::string& code, const std::string& scale_id);
absl::Status UnknownScale(const std::string& scale_id, int revision);
absl::Status UnknownStage(const std::string& code, const Scale& scale);
// The unit is in no cluster that year.
absl::Status NoCluster(const std::string& unit, int year);
// No scale scores the unit, or the members of the cluster, that year.
absl::Status NoScaleForUnit(const std::string& unit, int year);
absl::Status NoScaleForCluster(const std::string& cluster, int year);
// Members of one cluster are scored under different scales. `scales` lists them.
absl::Status MixedScales(const std::string& cluster, int year, const std::string& scales);

// A reported input means nothing under the scale now in force: imports refuse that, but a unit that moved to another
// scale's subtree may bring it along.
absl::Status InputDoesNotFit(const std::string& unit, int year, const std::string& criterion, const std::string& input,
                             const std::string& scale_id);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_ERRORS_H_
