#ifndef THIDUA_SERVICES_TASKS_DOMAIN_MERGE_H_
#define THIDUA_SERVICES_TASKS_DOMAIN_MERGE_H_

#include <optional>

#include "services/tasks/domain/task.h"

namespace thidua::tasks {

// A task is written from two sides: people assign it, lost points are drawn into it. These two functions say which side
// decides which field; in whatever order they are applied, what people last wrote and what was last drawn both stand.
//
// REQUIRES: `existing`, when there is one, has the key of the other argument.

// A row of an imported file is the whole assignment: what it can say replaces what the task says, and an empty field of
// it empties the task's. What it cannot say stays: what was drawn from lost points, how far the task is, its effort and
// recurrence, and its day for evidence while that is not before the due date. A draft is given out on `day`.
Task WithAssignment(const std::optional<Task>& existing, const Task& assignment, CivilDay day);

enum class DueDate {
  kByDefault,  // Of the service's day for evidence: for new tasks only.
  kRequested,  // A person asked for it in this draft: it also moves the due date of a task that is still a draft.
};

// A draft becomes the task where there is none. Of a task that exists it changes points to win back, their year and the
// reason, and nothing else but the due date as DueDate says.
Task WithDraft(const std::optional<Task>& existing, const Task& draft, DueDate due_date);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOMAIN_MERGE_H_
