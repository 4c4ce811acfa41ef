#ifndef THIDUA_SERVICES_TASKS_DOMAIN_CALENDAR_H_
#define THIDUA_SERVICES_TASKS_DOMAIN_CALENDAR_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/civil_day/civil_day.h"

namespace thidua::tasks {

// A day that differs from its weekday, or that the plan names (protos/thidua/tasks/v1/calendar.proto).
struct CalendarDay {
  enum class Kind { kHoliday, kWorkday, kReport, kEvidence };

  CivilDay date;
  Kind kind = Kind::kHoliday;
  std::string name;

  friend bool operator==(const CalendarDay&, const CalendarDay&) = default;
};

// The days that deadlines, reminders and reports go by. A kind of day that nobody named for a year comes by rule:
// reports on 15/6, 15/9 and 15/11, evidence on 31/12, the holidays of fixed date (1/1, 30/4, 1/5, 2/9), no worked
// weekend.
class Calendar {
 public:
  // All by rule.
  Calendar() = default;
  // `named` in any order.
  explicit Calendar(std::vector<CalendarDay> named);

  // A holiday is none, even where it is named as worked.
  bool IsWorkday(CivilDay day) const;
  // The `count`th working day after `day`; `day` itself for 0.
  CivilDay AfterWorkdays(CivilDay day, int count) const;

  // In order.
  std::vector<CivilDay> ReportDays(int year) const;
  // The last one that is named for the year.
  CivilDay EvidenceDay(int year) const;
  // The day after the last report date before `day` in its year, else 1 January.
  CivilDay PeriodStart(CivilDay day) const;

  // Every day of a year that is named or comes by rule, by date, then kind.
  std::vector<CalendarDay> Days(int year) const;
  // Does this kind of day come by rule in that year?
  bool ByRule(CalendarDay::Kind kind, int year) const;

 private:
  bool Has(CalendarDay::Kind kind, CivilDay day) const;
  // In order of date.
  std::vector<CalendarDay> DaysOf(CalendarDay::Kind kind, int year) const;
  std::vector<CivilDay> DatesOf(CalendarDay::Kind kind, int year) const;

  std::vector<CalendarDay> named_;  // By date, then kind.
  std::set<std::pair<CalendarDay::Kind, int>> named_years_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOMAIN_CALENDAR_H_
