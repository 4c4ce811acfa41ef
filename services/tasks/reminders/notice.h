#ifndef THIDUA_SERVICES_TASKS_REMINDERS_NOTICE_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_NOTICE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "common/civil_day/civil_day.h"

namespace thidua::tasks {

// A message to an office or unit about a deadline (protos/thidua/tasks/v1/reminders.proto).
struct Notice {
  enum class State { kPending, kDelivered, kFailed };

  std::string key;
  std::string subject;
  std::string unit;
  int year = 0;
  std::string milestone;
  std::string recipient;
  CivilDay date;
  std::string title;
  std::string message;

  // The rest is set by the store.
  int64_t number = 0;  // In the order in which they were made.
  State state = State::kPending;
  int attempts = 0;
  std::string last_error;
  absl::Time created;
  std::optional<absl::Time> delivered;

  friend bool operator==(const Notice&, const Notice&) = default;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_NOTICE_H_
