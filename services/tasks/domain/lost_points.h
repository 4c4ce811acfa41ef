#ifndef THIDUA_SERVICES_TASKS_DOMAIN_LOST_POINTS_H_
#define THIDUA_SERVICES_TASKS_DOMAIN_LOST_POINTS_H_

#include <map>
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
  std::string how;        // Vietnamese sentences: how the points came about, what would win them back. May be empty.
};

// A unit's year, in the order of its scale.
struct ScoredYear {
  std::string unit;
  int year = 0;
  std::vector<CriterionPoints> criteria;
};

// When drafts are due, and what each criterion takes.
struct DraftPlan {
  int year = 0;  // In which points are won back.
  CivilDay due;
  CivilDay evidence_due;                   // Not before `due`.
  std::map<std::string, Decimal> efforts;  // By criterion, above 0; 1 where there is none.
};

// One draft for each criterion with lost points, in order of worth.
// FAILED_PRECONDITION (INCOMPLETE_SHEET), naming the criteria, when some are not reported: what they lost is not known.
absl::StatusOr<std::vector<Task>> DraftsFromLostPoints(const ScoredYear& scored, const DraftPlan& plan);

// One draft for each criterion of `gains`, points to win in it, in order of worth: a way that somebody chose.
//
// REQUIRES: every criterion of `gains` is one of `scored` and reported.
std::vector<Task> DraftsFromGains(const ScoredYear& scored, const std::map<std::string, Decimal>& gains,
                                  const DraftPlan& plan);

// Order of worth: most points for the effort first, then most points, then the order of the scale.

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOMAIN_LOST_POINTS_H_
