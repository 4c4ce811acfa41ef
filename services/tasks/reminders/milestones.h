#ifndef THIDUA_SERVICES_TASKS_REMINDERS_MILESTONES_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_MILESTONES_H_

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "common/civil_day/civil_day.h"
#include "services/tasks/domain/calendar.h"
#include "services/tasks/domain/task.h"
#include "services/tasks/reminders/notice.h"

namespace thidua::tasks {

// When somebody is told about a date.
struct ReminderRule {
  enum class Date { kDue, kEvidenceDue, kReport };
  enum class Audience { kLead, kCoordinators, kUnit, kUnitAbove };

  Date date = Date::kDue;
  int offset = 0;  // Calendar days before the date (negative), or working days after it.
  Audience audience = Audience::kLead;
};

std::span<const ReminderRule> DefaultReminderRules();

// How many days before their dates these rules speak at the earliest.
int EarliestReminder(std::span<const ReminderRule> rules);

// What reminders need to know of a task.
struct RemindedTask {
  std::string id;
  std::string unit;
  int year = 0;
  std::string criterion;
  std::string title;
  std::string lead;  // Empty: none; the unit stands in for it.
  std::vector<std::string> coordinators;
  CivilDay due;
  CivilDay evidence_due;
  int percent = 0;
  TaskState state = TaskState::kAssigned;
  std::optional<CivilDay> assigned_on;  // Nothing is told about days before it.
};

// A period report that a unit has not submitted.
struct OwedReport {
  std::string unit;
  CivilDay date;
  std::optional<CivilDay> since;  // When the unit got its first task; nothing is told about days before it.
};

// Code of the unit above a unit: empty where there is none, nothing while that is not known.
using UnitAbove = absl::FunctionRef<std::optional<std::string>(const std::string& unit)>;

// What is to be told by the end of `today`; nothing of a task that is not open. Reminders of `due` end when all of the
// work is done, until the task is returned; those of `evidence_due` when evidence is handed in. The unit above hears of
// evidence once the work is done, and of the work before. Of the milestones of
// one date that were reached, a recipient is told the newest: somebody who hears that work is late need not hear
// anymore that it will be due. So
//  - the same task, calendar and day always give the same notices;
//  - a recipient who has a milestone reached has a notice;
//  - whatever was told on earlier days and is not here is older than what is here for the same date and recipient.
// Recipients above a unit that is not known now are left out.
std::vector<Notice> NoticesOf(const RemindedTask& task, const Calendar& calendar, CivilDay today, UnitAbove unit_above,
                              std::span<const ReminderRule> rules = DefaultReminderRules());
std::vector<Notice> NoticesOf(const OwedReport& report, const Calendar& calendar, CivilDay today, UnitAbove unit_above,
                              std::span<const ReminderRule> rules = DefaultReminderRules());

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_MILESTONES_H_
