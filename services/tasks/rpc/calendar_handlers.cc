#include "services/tasks/rpc/calendar_handlers.h"

#include "common/rpc/handlers.h"

namespace thidua::tasks {

grpc::ServerReadReactor<v1::ImportCalendarRequest>* CalendarHandlers::ImportCalendar(
    grpc::CallbackServerContext* context, v1::ImportCalendarResponse* response) {
  return rpc::AnswerUpload<v1::ImportCalendarRequest>(
      gate_, context, response,
      [this](const rpc::Uploaded<v1::ImportCalendarRequest>& uploaded, const rpc::Call& call) {
        return calls_.ImportCalendar(uploaded.file, uploaded.language, call);
      });
}

grpc::ServerUnaryReactor* CalendarHandlers::GetCalendar(grpc::CallbackServerContext* context,
                                                        const v1::GetCalendarRequest* request,
                                                        v1::GetCalendarResponse* response) {
  return rpc::Answer(gate_, context, request, response,
                     [this, request](const rpc::Call&) { return calls_.GetCalendar(*request); });
}

}  // namespace thidua::tasks
