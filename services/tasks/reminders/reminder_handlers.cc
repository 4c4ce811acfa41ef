#include "services/tasks/reminders/reminder_handlers.h"

#include "common/rpc/handlers.h"

namespace thidua::tasks {

grpc::ServerUnaryReactor* ReminderHandlers::TellReminders(grpc::CallbackServerContext* context,
                                                          const v1::TellRemindersRequest* request,
                                                          v1::TellRemindersResponse* response) {
  return rpc::Answer(gate_, context, request, response,
                     [this, request](const rpc::Call&) { return calls_.TellReminders(*request); });
}

grpc::ServerUnaryReactor* ReminderHandlers::ListNotices(grpc::CallbackServerContext* context,
                                                        const v1::ListNoticesRequest* request,
                                                        v1::ListNoticesResponse* response) {
  return rpc::Answer(gate_, context, request, response,
                     [this, request](const rpc::Call&) { return calls_.ListNotices(*request); });
}

grpc::ServerUnaryReactor* ReminderHandlers::RetryNotices(grpc::CallbackServerContext* context,
                                                         const v1::RetryNoticesRequest* request,
                                                         v1::RetryNoticesResponse* response) {
  return rpc::Answer(gate_, context, request, response,
                     [this, request](const rpc::Call&) { return calls_.RetryNotices(*request); });
}

}  // namespace thidua::tasks
