#ifndef THIDUA_SERVICES_TASKS_DOMAIN_FORECAST_H_
#define THIDUA_SERVICES_TASKS_DOMAIN_FORECAST_H_

#include <optional>
#include <string>
#include <vector>

#include "common/civil_day/civil_day.h"
#include "common/decimal/rational.h"
#include "common/status/message.h"
#include "services/tasks/domain/task.h"

namespace thidua::tasks {

// A criterion of the year, and what is known of it.
struct ForecastCriterion {
  std::string criterion;
  std::string title;
  Rational max_points;
  std::optional<Rational> before;     // Points of the earlier year.
  std::optional<Rational> reported;   // Points by the year's own sheet.
  const Task* task = nullptr;         // Not cancelled; null: there is none.
  std::vector<const Task*> parts;     // Its sub-tasks, not cancelled.
  std::optional<Rational> at_figure;  // What the newest figure of its progress scores by the rule.
  std::optional<Rational> at_target;  // What its target scores, where that is no number of points.
};

// Why a forecast says what it says, in the order in which one thing outweighs the next (forecast.proto).
enum class ForecastGround { kReported, kFulfilled, kFigure, kPace, kNoProgress, kAsBefore, kUnknown };

struct ForecastedCriterion {
  Rational lowest;
  Rational likely;
  Rational highest;
  Rational out_of_reach;  // Points that can no longer be won back this year.
  ForecastGround ground = ForecastGround::kUnknown;
  Message explanation;
};

// What the points of a criterion may come to, by what was known on `day`. `before_year`: the earlier year.
//
//   reported      the sheet's points, all three
//   fulfilled     what the accepted figure scores, else the target; at most as before, where that was better
//   figure        lowest: what the figure scores; likely: the target while the work keeps pace, else the figure;
//                 highest: the target while there is time
//   pace          lowest: as before; likely: the way from before to the target, as far as percent keeps up with time;
//                 highest: the target while there is time
//   no progress   as before; highest: the target while there is time
//   as before     no task
//   unknown       0 to the maximum
// The work keeps pace when its percent is at least the share of time gone from its start to its due date; there is time
// until the day for evidence, and after evidence was handed in. Points have two places.
ForecastedCriterion Forecast(const ForecastCriterion& known, int before_year, CivilDay day);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOMAIN_FORECAST_H_
