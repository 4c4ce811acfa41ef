#ifndef THIDUA_SERVICES_TASKS_RPC_CALENDAR_CALLS_H_
#define THIDUA_SERVICES_TASKS_RPC_CALENDAR_CALLS_H_

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/import/fault.h"
#include "common/rpc/call.h"
#include "common/status/message.h"
#include "services/tasks/storage/calendar_store.h"
#include "thidua/tasks/v1/calendar.pb.h"

namespace thidua::tasks {

// The calls of CalendarService, without a channel; calendar.proto says what each does and how it fails. In addition,
// GetCalendar: INVALID_ARGUMENT (BAD_YEAR).
//
// Thread-safe. Calls block on the store.
class CalendarCalls {
 public:
  // `store` must outlive this object.
  CalendarCalls(CalendarStore& store, std::function<absl::Time()> now) : store_(store), now_(std::move(now)) {}

  // `language` is that of the faults in the report.
  absl::StatusOr<v1::ImportCalendarResponse> ImportCalendar(const imports::File& file, Language language,
                                                            const rpc::Call& call);
  absl::StatusOr<v1::GetCalendarResponse> GetCalendar(const v1::GetCalendarRequest& request);

 private:
  CalendarStore& store_;
  const std::function<absl::Time()> now_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_CALENDAR_CALLS_H_
