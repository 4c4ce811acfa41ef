#ifndef THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_TELLER_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_TELLER_H_

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "services/scoring/api/scoring_api.h"
#include "services/tasks/reminders/milestones.h"
#include "services/tasks/reminders/notice_store.h"
#include "services/tasks/storage/calendar_store.h"

namespace thidua::tasks {

// Code of the unit above a unit, empty where there is none. Fails when that cannot be found out now.
using AskUnitAbove = std::function<absl::StatusOr<std::string>(const std::string& unit)>;

// Asks scoring, for at most two seconds. `scoring` must outlive the function.
AskUnitAbove UnitAboveByScoring(scoring::ScoringApi& scoring);

// Makes the notices that are due. Replicas may do so at the same time: a key is made once.
//
// Thread-safe.
class ReminderTeller {
 public:
  // `database` must outlive this object.
  ReminderTeller(sql::Database& database, AskUnitAbove ask_unit_above, std::function<absl::Time()> now)
      : database_(database),
        calendar_(database),
        notices_(database),
        ask_unit_above_(std::move(ask_unit_above)),
        now_(std::move(now)) {}

  // Makes those of this day and, when nobody told them, of the days before. Gives how many were new. Where the unit
  // above a unit cannot be found out, its notices are left for the next time. Fails when the store does, or with
  // CANCELLED after Stop; what was made until then stays.
  absl::StatusOr<int> Tell(CivilDay day);
  // Ends Tell soon, now and later.
  void Stop() { stopped_ = true; }

 private:
  absl::StatusOr<int> TellOfTasks(const Calendar& calendar, CivilDay day, UnitAbove unit_above);
  absl::StatusOr<int> TellOfReports(const Calendar& calendar, CivilDay day, UnitAbove unit_above);
  absl::StatusOr<int> TellOfReport(CivilDay date, const Calendar& calendar, CivilDay day, UnitAbove unit_above);
  std::optional<std::string> KnownUnitAbove(const std::string& unit, CivilDay day);

  sql::Database& database_;
  CalendarStore calendar_;
  NoticeStore notices_;
  const AskUnitAbove ask_unit_above_;
  const std::function<absl::Time()> now_;
  std::atomic<bool> stopped_ = false;

  absl::Mutex mutex_;
  // Asked anew each day.
  CivilDay known_on_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> units_above_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_TELLER_H_
