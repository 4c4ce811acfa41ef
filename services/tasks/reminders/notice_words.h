#ifndef THIDUA_SERVICES_TASKS_REMINDERS_NOTICE_WORDS_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_NOTICE_WORDS_H_

#include "services/tasks/reminders/milestones.h"
#include "services/tasks/reminders/notice.h"

namespace thidua::tasks {

// Sets title and message, in Vietnamese, as they are true on `today`: they name that day, so that they stay true when
// they arrive later.
void Word(const ReminderRule& rule, const RemindedTask& task, CivilDay today, Notice& notice);
void Word(const ReminderRule& rule, const OwedReport& report, CivilDay today, Notice& notice);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_NOTICE_WORDS_H_
