#include "services/tasks/reminders/reminder_teller.h"

#include <spdlog/spdlog.h>

#include <vector>

#include "absl/time/clock.h"
#include "services/tasks/reminders/reminded_subjects.h"

namespace thidua::tasks {
namespace {

constexpr int kPage = 1000;
constexpr absl::Duration kLongestQuestion = absl::Seconds(2);

absl::Status Stopped() { return absl::CancelledError("telling stops"); }

void Append(std::vector<Notice> some, std::vector<Notice>& notices) {
  for (Notice& notice : some) notices.push_back(std::move(notice));
}

}  // namespace

AskUnitAbove UnitAboveByScoring(scoring::ScoringApi& scoring) {
  return [&scoring](const std::string& unit) -> absl::StatusOr<std::string> {
    thidua::directory::v1::GetUnitRequest request;
    request.set_code(unit);
    const auto answer = scoring.GetUnit(request, {.deadline = absl::Now() + kLongestQuestion});
    if (absl::IsNotFound(answer.status())) return std::string();
    if (!answer.ok()) return answer.status();
    return answer->unit().parent();
  };
}

absl::StatusOr<int> ReminderTeller::Tell(CivilDay day) {
  const absl::StatusOr<Calendar> calendar = calendar_.Load();
  if (!calendar.ok()) return calendar.status();
  // Somebody who did not answer once is not asked again for each of a thousand units.
  bool answers = true;
  const auto unit_above = [&](const std::string& unit) -> std::optional<std::string> {
    if (const auto known = KnownUnitAbove(unit, day); known.has_value() || !answers) return known;
    absl::StatusOr<std::string> above = ask_unit_above_(unit);
    answers = above.ok();
    if (!answers) {
      spdlog::warn("reminders: the unit above {} is not known, its reminders wait: {}", unit,
                   std::string(above.status().message()));
      return std::nullopt;
    }
    const absl::MutexLock lock(&mutex_);
    return units_above_[unit] = *std::move(above);
  };
  const absl::StatusOr<int> of_tasks = TellOfTasks(*calendar, day, unit_above);
  if (!of_tasks.ok()) return of_tasks.status();
  const absl::StatusOr<int> of_reports = TellOfReports(*calendar, day, unit_above);
  if (!of_reports.ok()) return of_reports.status();
  return *of_tasks + *of_reports;
}

absl::StatusOr<int> ReminderTeller::TellOfTasks(const Calendar& calendar, CivilDay day, UnitAbove unit_above) {
  int made = 0;
  OpenTaskPlace after;
  while (true) {
    if (stopped_) return Stopped();
    const auto tasks = ListOpenTasks(database_, day + EarliestReminder(DefaultReminderRules()), after, kPage);
    if (!tasks.ok()) return tasks.status();
    std::vector<Notice> notices;
    for (const RemindedTask& task : *tasks) Append(NoticesOf(task, calendar, day, unit_above), notices);
    const absl::StatusOr<int> of_page = notices_.Make(notices, now_());
    if (!of_page.ok()) return of_page.status();
    made += *of_page;
    if (tasks->size() < kPage) return made;
    after = {.due = FormatCivilDay(tasks->back().due), .id = tasks->back().id};
  }
}

absl::StatusOr<int> ReminderTeller::TellOfReports(const Calendar& calendar, CivilDay day, UnitAbove unit_above) {
  const CivilDay last = day + EarliestReminder(DefaultReminderRules());
  int made = 0;
  // Escalations of November may come after a service that was down over New Year.
  for (auto year = day.year() - 1; year <= last.year(); ++year) {
    for (const CivilDay date : calendar.ReportDays(static_cast<int>(year))) {
      if (date > last) continue;
      const absl::StatusOr<int> of_report = TellOfReport(date, calendar, day, unit_above);
      if (!of_report.ok()) return of_report.status();
      made += *of_report;
    }
  }
  return made;
}

absl::StatusOr<int> ReminderTeller::TellOfReport(CivilDay date, const Calendar& calendar, CivilDay day,
                                                 UnitAbove unit_above) {
  if (stopped_) return Stopped();
  const auto owed = ListOwedReports(database_, date);
  if (!owed.ok()) return owed.status();
  std::vector<Notice> notices;
  for (const OwedReport& report : *owed) Append(NoticesOf(report, calendar, day, unit_above), notices);
  return notices_.Make(notices, now_());
}

std::optional<std::string> ReminderTeller::KnownUnitAbove(const std::string& unit, CivilDay day) {
  const absl::MutexLock lock(&mutex_);
  if (known_on_ != day) units_above_.clear();
  known_on_ = day;
  const auto known = units_above_.find(unit);
  if (known == units_above_.end()) return std::nullopt;
  return known->second;
}

}  // namespace thidua::tasks
