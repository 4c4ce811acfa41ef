#ifndef THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_CALLS_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_CALLS_H_

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/tasks/reminders/notice_store.h"
#include "services/tasks/reminders/reminder_teller.h"
#include "thidua/tasks/v1/reminders.pb.h"

namespace thidua::tasks {

// The calls of ReminderService, without a channel; reminders.proto says what each does and how it fails.
//
// Thread-safe. Calls block on the store and on scoring.
class ReminderCalls {
 public:
  // All must outlive this object.
  ReminderCalls(ReminderTeller& teller, NoticeStore& notices, std::function<absl::Time()> now)
      : teller_(teller), notices_(notices), now_(std::move(now)) {}

  absl::StatusOr<v1::TellRemindersResponse> TellReminders(const v1::TellRemindersRequest& request);
  absl::StatusOr<v1::ListNoticesResponse> ListNotices(const v1::ListNoticesRequest& request);
  absl::StatusOr<v1::RetryNoticesResponse> RetryNotices(const v1::RetryNoticesRequest& request);

 private:
  ReminderTeller& teller_;
  NoticeStore& notices_;
  const std::function<absl::Time()> now_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_CALLS_H_
