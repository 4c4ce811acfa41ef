#include "services/tasks/domain/calendar.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace thidua::tasks {
namespace {

using Kind = CalendarDay::Kind;

bool InOrder(const CalendarDay& a, const CalendarDay& b) {
  return std::tie(a.date, a.kind, a.name) < std::tie(b.date, b.kind, b.name);
}

std::vector<CalendarDay> DaysByRule(Kind kind, int year) {
  const auto day = [&](int month, int day_of_month, const char* name) {
    return CalendarDay{.date = CivilDay(year, month, day_of_month), .kind = kind, .name = name};
  };
  switch (kind) {
    case Kind::kHoliday:  // Of fixed date: Labour Code 2019, article 112.
      return {day(1, 1, "Tết Dương lịch"), day(4, 30, "Ngày Chiến thắng"), day(5, 1, "Ngày Quốc tế lao động"),
              day(9, 2, "Quốc khánh")};
    case Kind::kWorkday:
      return {};
    case Kind::kReport:
      return {day(6, 15, "Ngày báo cáo"), day(9, 15, "Ngày báo cáo"), day(11, 15, "Ngày báo cáo")};
    case Kind::kEvidence:
      return {day(12, 31, "Hạn minh chứng")};
  }
  return {};
}

constexpr Kind kKinds[] = {Kind::kHoliday, Kind::kWorkday, Kind::kReport, Kind::kEvidence};

}  // namespace

Calendar::Calendar(std::vector<CalendarDay> named) : named_(std::move(named)) {
  std::sort(named_.begin(), named_.end(), InOrder);
  for (const CalendarDay& day : named_) named_years_.emplace(day.kind, static_cast<int>(day.date.year()));
}

bool Calendar::Has(Kind kind, CivilDay day) const {
  const int year = static_cast<int>(day.year());
  if (ByRule(kind, year)) {
    const std::vector<CalendarDay> days = DaysByRule(kind, year);
    return std::any_of(days.begin(), days.end(), [&](const CalendarDay& other) { return other.date == day; });
  }
  const auto found = std::lower_bound(named_.begin(), named_.end(), CalendarDay{.date = day, .kind = kind}, InOrder);
  return found != named_.end() && found->date == day && found->kind == kind;
}

bool Calendar::IsWorkday(CivilDay day) const {
  if (Has(Kind::kHoliday, day)) return false;
  const absl::Weekday weekday = absl::GetWeekday(day);
  if (weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday) return true;
  return Has(Kind::kWorkday, day);
}

CivilDay Calendar::AfterWorkdays(CivilDay day, int count) const {
  while (count > 0) {
    ++day;
    if (IsWorkday(day)) --count;
  }
  return day;
}

std::vector<CivilDay> Calendar::ReportDays(int year) const { return DatesOf(Kind::kReport, year); }

CivilDay Calendar::EvidenceDay(int year) const { return DatesOf(Kind::kEvidence, year).back(); }

CivilDay Calendar::PeriodStart(CivilDay day) const {
  CivilDay start(day.year(), 1, 1);
  for (const CivilDay report : ReportDays(static_cast<int>(day.year()))) {
    if (report < day) start = report + 1;
  }
  return start;
}

std::vector<CalendarDay> Calendar::Days(int year) const {
  std::vector<CalendarDay> days;
  for (const Kind kind : kKinds) {
    const std::vector<CalendarDay> of_kind = DaysOf(kind, year);
    days.insert(days.end(), of_kind.begin(), of_kind.end());
  }
  std::sort(days.begin(), days.end(), InOrder);
  return days;
}

bool Calendar::ByRule(Kind kind, int year) const { return !named_years_.contains({kind, year}); }

std::vector<CalendarDay> Calendar::DaysOf(Kind kind, int year) const {
  if (ByRule(kind, year)) return DaysByRule(kind, year);
  std::vector<CalendarDay> days;
  for (auto day = std::lower_bound(named_.begin(), named_.end(), CalendarDay{.date = CivilDay(year, 1, 1)}, InOrder);
       day != named_.end() && day->date.year() == year; ++day) {
    if (day->kind == kind) days.push_back(*day);
  }
  return days;
}

std::vector<CivilDay> Calendar::DatesOf(Kind kind, int year) const {
  std::vector<CivilDay> dates;
  for (const CalendarDay& day : DaysOf(kind, year)) dates.push_back(day.date);
  return dates;
}

}  // namespace thidua::tasks
