#ifndef THIDUA_SERVICES_TASKS_DOMAIN_BOARD_H_
#define THIDUA_SERVICES_TASKS_DOMAIN_BOARD_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "common/civil_day/civil_day.h"
#include "common/decimal/rational.h"
#include "services/tasks/domain/task.h"

namespace thidua::tasks {

// A task as boards count it.
struct TaskSummary {
  std::string id;
  std::string unit;
  TaskState state = TaskState::kDraft;
  std::string lead;
  std::vector<std::string> coordinators;
  CivilDay due;
  CivilDay evidence_due;
  int percent = 0;
  Decimal effort;
  std::optional<CivilDay> submitted_on;
  std::optional<CivilDay> overdue_after;  // OverdueAfter of standing.h as it stands now.
  bool recurs = false;                    // It may be overdue earlier: look at the task.
  int days_overdue = 0;                   // Filled by who knows the day.
};

// How many tasks stand where.
struct BoardCounts {
  int tasks = 0;  // Without cancelled ones.
  int drafts = 0;
  int overdue = 0;
  int due_soon = 0;
  int waiting = 0;
  int returned = 0;
  int fulfilled = 0;    // Accepted or done.
  int percents = 0;     // Sum over all.
  int coordinates = 0;  // Of an office: tasks at work that it coordinates.
  Rational open_effort;

  int percent() const { return tasks == 0 ? 0 : percents / tasks; }
  BoardCounts& operator+=(const BoardCounts& other);
};

struct Board {
  BoardCounts counts;
  std::map<std::string, BoardCounts> offices;  // By the office that leads.
  std::map<std::string, BoardCounts> units;
  // Indices of tasks, the most urgent first.
  std::vector<size_t> overdue;   // Longest overdue first.
  std::vector<size_t> due_soon;  // Next due first.
  std::vector<size_t> waiting;   // Longest waiting first.
};

// Today and the days that follow, in which what is due counts as due soon.
inline constexpr int kDaysSoon = 7;

// What stands open on `day` among tasks that are not cancelled.
Board MakeBoard(absl::Span<const TaskSummary> tasks, CivilDay day);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOMAIN_BOARD_H_
