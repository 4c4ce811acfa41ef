#ifndef THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_HANDLERS_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_HANDLERS_H_

#include <grpcpp/grpcpp.h>

#include "common/rpc/gate.h"
#include "services/tasks/reminders/reminder_calls.h"
#include "thidua/tasks/v1/reminders.grpc.pb.h"

namespace thidua::tasks {

// ReminderService as gRPC serves it: every call runs on a worker.
class ReminderHandlers final : public v1::ReminderService::CallbackService {
 public:
  // Both must outlive the server that this is registered with.
  ReminderHandlers(ReminderCalls& calls, rpc::Gate& gate) : calls_(calls), gate_(gate) {}

  grpc::ServerUnaryReactor* TellReminders(grpc::CallbackServerContext* context, const v1::TellRemindersRequest* request,
                                          v1::TellRemindersResponse* response) override;
  grpc::ServerUnaryReactor* ListNotices(grpc::CallbackServerContext* context, const v1::ListNoticesRequest* request,
                                        v1::ListNoticesResponse* response) override;
  grpc::ServerUnaryReactor* RetryNotices(grpc::CallbackServerContext* context, const v1::RetryNoticesRequest* request,
                                         v1::RetryNoticesResponse* response) override;

 private:
  ReminderCalls& calls_;
  rpc::Gate& gate_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_HANDLERS_H_
