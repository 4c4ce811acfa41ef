#ifndef THIDUA_SERVICES_TASKS_RPC_CALENDAR_HANDLERS_H_
#define THIDUA_SERVICES_TASKS_RPC_CALENDAR_HANDLERS_H_

#include <grpcpp/grpcpp.h>

#include "common/rpc/gate.h"
#include "services/tasks/rpc/calendar_calls.h"
#include "thidua/tasks/v1/calendar.grpc.pb.h"

namespace thidua::tasks {

// CalendarService as gRPC serves it: every call runs on a worker.
class CalendarHandlers final : public v1::CalendarService::CallbackService {
 public:
  // Both must outlive the server that this is registered with.
  CalendarHandlers(CalendarCalls& calls, rpc::Gate& gate) : calls_(calls), gate_(gate) {}

  grpc::ServerReadReactor<v1::ImportCalendarRequest>* ImportCalendar(grpc::CallbackServerContext* context,
                                                                     v1::ImportCalendarResponse* response) override;
  grpc::ServerUnaryReactor* GetCalendar(grpc::CallbackServerContext* context, const v1::GetCalendarRequest* request,
                                        v1::GetCalendarResponse* response) override;

 private:
  CalendarCalls& calls_;
  rpc::Gate& gate_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_CALENDAR_HANDLERS_H_
