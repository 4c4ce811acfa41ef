#ifndef THIDUA_SERVICES_TASKS_DOMAIN_TASK_H_
#define THIDUA_SERVICES_TASKS_DOMAIN_TASK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "common/civil_day/civil_day.h"
#include "common/decimal/decimal.h"
#include "common/identity/actor.h"
#include "services/tasks/domain/figure.h"

namespace thidua::tasks {

// What a task is for. There is at most one task with a key.
struct TaskKey {
  std::string unit;
  int year = 0;
  std::string criterion;
  int part = 0;  // Number of a sub-task, from 1; 0: the task of the criterion itself.

  friend bool operator==(const TaskKey&, const TaskKey&) = default;
};

// "<unit>-<year>-<criterion>", and "/<part>" after it for a sub-task.
std::string TaskId(const TaskKey& key);

enum class TaskState {
  kDraft,              // Drawn up, given to nobody yet.
  kAssigned,           // Given to its lead office.
  kInProgress,         //
  kEvidenceSubmitted,  // Waits for acceptance.
  kAccepted,           //
  kReturned,           // Sent back, with a reason.
  kDone,               //
  kCancelled,          //
};
inline constexpr TaskState kTaskStates[] = {
    TaskState::kDraft,    TaskState::kAssigned, TaskState::kInProgress, TaskState::kEvidenceSubmitted,
    TaskState::kAccepted, TaskState::kReturned, TaskState::kDone,       TaskState::kCancelled};
// As in tasks.proto: "IN_PROGRESS".
std::string_view NameOf(TaskState state);
std::optional<TaskState> TaskStateNamed(std::string_view name);

// How often a task wants a progress entry (thường xuyên).
enum class Recurrence { kNone, kMonthly, kQuarterly, kEachReport };
std::string_view NameOf(Recurrence recurrence);
std::optional<Recurrence> RecurrenceNamed(std::string_view name);

// A state that the task came into on a day. Days never go back from one step to the next.
struct Step {
  TaskState state = TaskState::kDraft;
  CivilDay day;
  friend bool operator==(const Step&, const Step&) = default;
};

// How far the task was on a day, as somebody reported it.
struct ProgressEntry {
  CivilDay date;
  std::optional<Figure> figure;
  int percent = 0;  // 0 to 100.
  std::string note;
  std::vector<int> evidence;  // Places in Task::evidence, from 1.
  Actor by;
  absl::Time time;
  friend bool operator==(const ProgressEntry&, const ProgressEntry&) = default;
};

// A document that proves what was done.
struct EvidenceItem {
  std::string title;
  std::string number;
  std::string date;  // ISO 8601, or empty.
  std::string issuer;
  std::string link;
  std::string sheet_evidence;  // Id of the evidence on the score sheet, or empty.
  CivilDay submitted;
  Actor by;
  absl::Time time;
  friend bool operator==(const EvidenceItem&, const EvidenceItem&) = default;
};

// A task (nhiệm vụ): what a unit does in a year to win back the points of a criterion.
struct Task {
  TaskKey key;
  std::string title;
  std::string lead;                       // Code of an office; empty only where the scale names none.
  std::vector<std::string> coordinators;  // Codes of offices, in the order in which they were named.
  std::optional<CivilDay> start;
  CivilDay due;
  CivilDay evidence_due;  // Never before `due`.
  std::optional<Figure> target;
  Recurrence recurrence = Recurrence::kNone;
  Decimal effort = Decimal(1);  // Relative to others, above 0.
  std::string source;           // Where the assignment comes from.
  std::string directive;        // Id; empty: none.

  // What the task answers; absent, 0 and empty when it was not drawn from points.
  std::optional<Decimal> points_to_win_back;
  int from_year = 0;
  std::string reason;  // Vietnamese.

  // Filled by workflow.h alone.
  std::vector<Step> steps;  // None: it is a draft.
  std::vector<ProgressEntry> progress;
  std::vector<EvidenceItem> evidence;
  std::string state_reason;  // Of the newest return or cancellation, while it matters.

  TaskState state() const { return steps.empty() ? TaskState::kDraft : steps.back().state; }
  // The day of its first assignment.
  std::optional<CivilDay> assigned_on() const;

  friend bool operator==(const Task&, const Task&) = default;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOMAIN_TASK_H_
