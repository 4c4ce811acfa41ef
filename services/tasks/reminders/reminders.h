#ifndef THIDUA_SERVICES_TASKS_REMINDERS_REMINDERS_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_REMINDERS_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "common/rpc/gate.h"
#include "common/rpc/server.h"
#include "services/tasks/reminders/delivery.h"
#include "services/tasks/reminders/reminder_calls.h"
#include "services/tasks/reminders/reminder_handlers.h"
#include "services/tasks/reminders/reminder_options.h"
#include "services/tasks/reminders/reminder_runner.h"
#include "services/tasks/reminders/reminder_teller.h"

namespace thidua::tasks {

// All of reminding, as a process has it: ReminderService, and the thread that tells and delivers by itself.
class Reminders {
 public:
  // Starts the thread. Fails as OpenNoticeSink does. The references must outlive this object, and this object the
  // server.
  static absl::StatusOr<std::unique_ptr<Reminders>> Start(const ReminderOptions& options, sql::Database& database,
                                                          scoring::ScoringApi& scoring, rpc::Gate& gate,
                                                          std::function<absl::Time()> now);

  rpc::NamedService service() { return {&handlers_, v1::ReminderService::service_full_name()}; }

 private:
  Reminders(absl::Duration interval, std::unique_ptr<NoticeSink> sink, sql::Database& database,
            scoring::ScoringApi& scoring, rpc::Gate& gate, std::function<absl::Time()> now);

  NoticeStore notices_;
  // For the runner, which stops it, and for calls, which end by themselves.
  ReminderTeller own_teller_;
  ReminderTeller asked_teller_;
  ReminderCalls calls_;
  ReminderHandlers handlers_;
  const std::unique_ptr<NoticeSink> sink_;
  const std::unique_ptr<NoticeDelivery> delivery_;  // Null: without a sink.
  ReminderRunner runner_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_REMINDERS_H_
