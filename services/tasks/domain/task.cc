#include "services/tasks/domain/task.h"

#include <iterator>

#include "absl/strings/str_cat.h"

namespace thidua::tasks {
namespace {

constexpr std::string_view kStateNames[] = {"DRAFT",    "ASSIGNED", "IN_PROGRESS", "EVIDENCE_SUBMITTED",
                                            "ACCEPTED", "RETURNED", "DONE",        "CANCELLED"};
static_assert(std::size(kStateNames) == std::size(kTaskStates));
constexpr std::string_view kRecurrenceNames[] = {"", "MONTHLY", "QUARTERLY", "EACH_REPORT"};

template <typename Value, size_t kSize>
std::optional<Value> Named(const std::string_view (&names)[kSize], std::string_view name) {
  for (size_t i = 0; i < kSize; ++i) {
    if (names[i] == name) return static_cast<Value>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string TaskId(const TaskKey& key) {
  std::string id = absl::StrCat(key.unit, "-", key.year, "-", key.criterion);
  if (key.part > 0) absl::StrAppend(&id, "/", key.part);
  return id;
}

std::optional<CivilDay> Task::assigned_on() const {
  for (const Step& step : steps) {
    if (step.state == TaskState::kAssigned) return step.day;
  }
  return std::nullopt;
}

std::string_view NameOf(TaskState state) { return kStateNames[static_cast<size_t>(state)]; }
std::optional<TaskState> TaskStateNamed(std::string_view name) { return Named<TaskState>(kStateNames, name); }

std::string_view NameOf(Recurrence recurrence) { return kRecurrenceNames[static_cast<size_t>(recurrence)]; }
std::optional<Recurrence> RecurrenceNamed(std::string_view name) { return Named<Recurrence>(kRecurrenceNames, name); }

}  // namespace thidua::tasks
