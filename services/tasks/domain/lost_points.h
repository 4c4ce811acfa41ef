#ifndef THIDUA_SERVICES_TASKS_DOMAIN_LOST_POINTS_H_
#define THIDUA_SERVICES_TASKS_DOMAIN_LOST_POINTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/decimal/decimal.h"
#include "common/decimal/rational.h"
#include "services/tasks/domain/task.h"

namespace thidua::tasks {

// What a unit reached in a criterion that applies to it.
struct CriterionPoints {
  std::string criterion;
  std::string title;
  std::string lead;  // Code of the office that leads; may be empty.
  Decimal max_points;
  Rational points;  // Bonuses have no bound, so neither has this.
  Decimal lost;
  bool reported = false;  // False: a base input is missing, so `points` and `lost` say nothing.
};

// A unit's year, in the order of its scale.
struct ScoredYear {
  std::string unit;
  int year = 0;
  std::vector<CriterionPoints> criteria;
};

// One draft due on `due` for each criterion with lost points, most points first, then in the order of the scale.
// FAILED_PRECONDITION (INCOMPLETE_SHEET), naming the criteria, when some are not reported: what they lost is not known.
absl::StatusOr<std::vector<Task>> DraftsFromLostPoints(const ScoredYear& scored, int year, CivilDay due);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOMAIN_LOST_POINTS_H_
