#ifndef THIDUA_SERVICES_TASKS_DOMAIN_TASK_H_
#define THIDUA_SERVICES_TASKS_DOMAIN_TASK_H_

#include <optional>
#include <string>
#include <vector>

#include "common/civil_day/civil_day.h"
#include "common/decimal/decimal.h"

namespace thidua::tasks {

// What a task is for. There is at most one task with a key.
struct TaskKey {
  std::string unit;
  int year = 0;
  std::string criterion;

  friend bool operator==(const TaskKey&, const TaskKey&) = default;
};

// "<unit>-<year>-<criterion>".
std::string TaskId(const TaskKey& key);

// A task (nhiệm vụ): what a unit does in a year to win back the points of a criterion.
struct Task {
  enum class State {
    kDraft,     // Drawn up from lost points, given to nobody yet.
    kAssigned,  // Given to its lead office.
  };

  TaskKey key;
  std::string title;
  std::string lead;                       // Code of an office; empty only where the scale names none.
  std::vector<std::string> coordinators;  // Codes of offices, in the order in which they were named.
  std::optional<CivilDay> start;
  CivilDay due;
  std::optional<Decimal> target;  // Points to reach.
  State state = State::kDraft;
  std::string source;  // Where the assignment comes from.

  // What the task answers; absent, 0 and empty when it was not drawn from lost points.
  std::optional<Decimal> points_to_win_back;
  int from_year = 0;
  std::string reason;  // Vietnamese.

  friend bool operator==(const Task&, const Task&) = default;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOMAIN_TASK_H_
