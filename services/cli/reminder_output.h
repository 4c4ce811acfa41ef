#ifndef THIDUA_SERVICES_CLI_REMINDER_OUTPUT_H_
#define THIDUA_SERVICES_CLI_REMINDER_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "services/cli/office_names.h"
#include "thidua/tasks/v1/calendar.pb.h"
#include "thidua/tasks/v1/reminders.pb.h"

namespace thidua::cli {

std::string CalendarText(const thidua::tasks::v1::GetCalendarResponse& reply, const Style& style);
// Columns date, kind, name, by_rule ("yes", "no"): what `thidua import calendar` reads, and where it comes from.
std::string CalendarCsv(const thidua::tasks::v1::GetCalendarResponse& reply);

std::string NoticesText(const thidua::tasks::v1::ListNoticesResponse& reply, const OfficeNames& offices,
                        const Style& style);
// Columns key, subject, unit, year, milestone, recipient, date, title, message, state, attempts, last_error, created,
// delivered.
std::string NoticesCsv(const thidua::tasks::v1::ListNoticesResponse& reply);

std::string ToldText(const thidua::tasks::v1::TellRemindersResponse& reply, const Style& style);
// Column created.
std::string ToldCsv(const thidua::tasks::v1::TellRemindersResponse& reply);

std::string RetriedText(const thidua::tasks::v1::RetryNoticesResponse& reply, const Style& style);
// Column retried.
std::string RetriedCsv(const thidua::tasks::v1::RetryNoticesResponse& reply);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_REMINDER_OUTPUT_H_
