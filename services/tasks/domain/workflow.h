#ifndef THIDUA_SERVICES_TASKS_DOMAIN_WORKFLOW_H_
#define THIDUA_SERVICES_TASKS_DOMAIN_WORKFLOW_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/civil_day/civil_day.h"
#include "common/identity/actor.h"
#include "services/tasks/domain/task.h"

namespace thidua::tasks {

// What can be done with a task, in the order in which people are told.
enum class Action {
  kAssign,
  kStart,
  kProgress,
  kSubmit,
  kWithdraw,
  kAccept,
  kReturn,
  kComplete,
  kCancel,
  kReopen,
  kUpdate,
};
inline constexpr Action kActions[] = {Action::kAssign,   Action::kStart,  Action::kProgress, Action::kSubmit,
                                      Action::kWithdraw, Action::kAccept, Action::kReturn,   Action::kComplete,
                                      Action::kCancel,   Action::kReopen, Action::kUpdate};
// As in tasks.proto: "ASSIGN". In the log it is "task.assign".
std::string_view NameOf(Action action);

// The state that an action leads to, or nothing where the state does not allow it. `given`: it was assigned before.
std::optional<TaskState> After(TaskState state, Action action, bool given);
std::vector<Action> AllowedIn(TaskState state);

// What is done, by whom and when.
struct Act {
  Actor by;
  absl::Time at;
  CivilDay day;  // On which it happened.
  std::string reason;
};

// Who is above the unit of a task: codes of units. They act as the unit does.
using UnitsAbove = std::vector<std::string>;

// Each action checks that it may be done and, when it may, changes `task`; a refused one leaves it as it was.
//   WRONG_STATE       (FAILED_PRECONDITION) names what the state allows; metadata `allowed`
//   NOT_YOUR_TASK     (PERMISSION_DENIED) the state is right, the actor is not: an office acts on what it leads or
//                     coordinates; only the unit, or one above it, assigns, changes, accepts, returns, closes, cancels
//                     and reopens. An actor with neither unit nor office may do everything.
//   REASON_REQUIRED   (INVALID_ARGUMENT) return, cancel and reopen want a reason
//   DATE_BEFORE_LAST  (INVALID_ARGUMENT) the day is before the day of its last step

struct Assignment {
  std::string lead;  // Empty: as the task says. LEAD_REQUIRED (INVALID_ARGUMENT) when that is empty too.
  std::optional<std::vector<std::string>> coordinators;
  std::optional<CivilDay> due;  // Moves `evidence_due` along where that would be before it.
};
absl::Status Assign(const UnitsAbove& above, const Act& act, const Assignment& assignment, Task& task);
absl::Status Start(const UnitsAbove& above, const Act& act, Task& task);

struct Report {
  std::optional<Figure> figure;
  // Absent: by figure and target, where both are parts of the same whole; otherwise PERCENT_REQUIRED, and out of 0 to
  // 100 BAD_PERCENT (INVALID_ARGUMENT).
  std::optional<int> percent;
  std::string note;
  std::vector<EvidenceItem> evidence;  // Without day, author and time.
};
// The day may lie before the last step, but not before the first one.
absl::Status ReportProgress(const UnitsAbove& above, const Act& act, Report report, Task& task);
// EVIDENCE_MISSING (FAILED_PRECONDITION) when the task has none and none is added.
absl::Status Submit(const UnitsAbove& above, const Act& act, std::vector<EvidenceItem> evidence, Task& task);
absl::Status Withdraw(const UnitsAbove& above, const Act& act, Task& task);
absl::Status Accept(const UnitsAbove& above, const Act& act, Task& task);
absl::Status Return(const UnitsAbove& above, const Act& act, Task& task);
// SUBTASKS_OPEN (FAILED_PRECONDITION) names `open_parts`, the ids of the parts that are neither done nor cancelled.
absl::Status Complete(const UnitsAbove& above, const Act& act, const std::vector<std::string>& open_parts, Task& task);
absl::Status Cancel(const UnitsAbove& above, const Act& act, Task& task);
absl::Status Reopen(const UnitsAbove& above, const Act& act, Task& task);
// May what is to be done be changed now?
absl::Status CheckUpdate(const UnitsAbove& above, const Act& act, const Task& task);

// Gives a draft out, as the row of a file or a directive does; a task that is further on stays where it is.
void GiveOut(CivilDay day, Task& task);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOMAIN_WORKFLOW_H_
