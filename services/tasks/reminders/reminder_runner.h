#ifndef THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_RUNNER_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_RUNNER_H_

#include <functional>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "services/tasks/reminders/delivery.h"
#include "services/tasks/reminders/reminder_teller.h"

namespace thidua::tasks {

// A name for the worker of this process that no other has.
std::string NewWorkerName();

// A thread that tells what is due today and delivers what is pending, at once and then again and again. Failures are
// logged and tried again.
class ReminderRunner {
 public:
  // Without a delivery (null), notices are made and wait in the store. All must outlive this object.
  ReminderRunner(ReminderTeller& teller, NoticeDelivery* delivery, std::function<absl::Time()> now,
                 absl::Duration interval);
  // Ends at once: the teller and the delivery are stopped for good.
  ~ReminderRunner();
  ReminderRunner(const ReminderRunner&) = delete;
  ReminderRunner& operator=(const ReminderRunner&) = delete;

 private:
  void Run();
  void Tell();
  void Deliver();

  ReminderTeller& teller_;
  NoticeDelivery* const delivery_;
  const std::function<absl::Time()> now_;
  const absl::Duration interval_;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_RUNNER_H_
