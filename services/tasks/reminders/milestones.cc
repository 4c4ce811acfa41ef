#include "services/tasks/reminders/milestones.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/tasks/reminders/notice_words.h"

namespace thidua::tasks {
namespace {

using Date = ReminderRule::Date;
using Audience = ReminderRule::Audience;

constexpr ReminderRule kDefaultRules[] = {
    {Date::kDue, -7, Audience::kLead},         {Date::kDue, -7, Audience::kCoordinators},
    {Date::kDue, -1, Audience::kLead},         {Date::kDue, 1, Audience::kLead},
    {Date::kDue, 3, Audience::kUnit},          {Date::kDue, 10, Audience::kUnitAbove},
    {Date::kEvidenceDue, -7, Audience::kLead}, {Date::kEvidenceDue, 1, Audience::kLead},
    {Date::kEvidenceDue, 1, Audience::kUnit},  {Date::kEvidenceDue, 10, Audience::kUnitAbove},
    {Date::kReport, -7, Audience::kUnit},      {Date::kReport, 0, Audience::kUnit},
    {Date::kReport, 1, Audience::kUnit},       {Date::kReport, 3, Audience::kUnitAbove},
};

const char* NameOf(Date date) {
  switch (date) {
    case Date::kDue:
      return "due";
    case Date::kEvidenceDue:
      return "evidence_due";
    case Date::kReport:
      return "report";
  }
  return "";
}

CivilDay DayOf(const ReminderRule& rule, CivilDay date, const Calendar& calendar) {
  return rule.offset <= 0 ? date + rule.offset : calendar.AfterWorkdays(date, rule.offset);
}

std::string MilestoneName(const ReminderRule& rule, CivilDay date) {
  return absl::StrCat(NameOf(rule.date), ":", FormatCivilDay(date), ":", rule.offset > 0 ? "+" : "", rule.offset);
}

std::string Office(const std::string& code) { return "office:" + code; }
std::string Unit(const std::string& code) { return "unit:" + code; }

std::vector<std::string> UnitAboveOf(const std::string& unit, UnitAbove unit_above) {
  const std::optional<std::string> above = unit_above(unit);
  if (!above.has_value() || above->empty()) return {};
  return {Unit(*above)};
}

std::vector<std::string> RecipientsOf(const RemindedTask& task, Audience audience, UnitAbove unit_above) {
  switch (audience) {
    case Audience::kLead:
      return {task.lead.empty() ? Unit(task.unit) : Office(task.lead)};
    case Audience::kCoordinators: {
      std::vector<std::string> offices;
      for (const std::string& code : task.coordinators) offices.push_back(Office(code));
      return offices;
    }
    case Audience::kUnit:
      return {Unit(task.unit)};
    case Audience::kUnitAbove:
      return UnitAboveOf(task.unit, unit_above);
  }
  return {};
}

std::vector<std::string> RecipientsOf(const OwedReport& report, Audience audience, UnitAbove unit_above) {
  return audience == Audience::kUnitAbove ? UnitAboveOf(report.unit, unit_above)
                                          : std::vector<std::string>{Unit(report.unit)};
}

// What a recipient is told about a date.
struct Telling {
  const ReminderRule* rule;
  CivilDay date;
  CivilDay day;
};

class Tellings {
 public:
  Tellings(const Calendar& calendar, std::optional<CivilDay> since, CivilDay today)
      : calendar_(calendar), since_(since), today_(today) {}

  template <typename Subject>
  void Reach(const ReminderRule& rule, CivilDay date, const Subject& subject, UnitAbove unit_above) {
    const CivilDay day = DayOf(rule, date, calendar_);
    if (day > today_ || (since_.has_value() && day < *since_)) return;
    for (std::string& recipient : RecipientsOf(subject, rule.audience, unit_above)) {
      const auto [newest, is_first] = newest_.try_emplace({rule.date, std::move(recipient)}, Telling{&rule, date, day});
      if (!is_first && newest->second.rule->offset < rule.offset) newest->second = {&rule, date, day};
    }
  }

  std::vector<Notice> Notices(const Notice& subject, absl::FunctionRef<void(const Telling&, Notice&)> word) const {
    std::vector<Notice> notices;
    for (const auto& [who, telling] : newest_) {
      Notice& notice = notices.emplace_back(subject);
      notice.milestone = MilestoneName(*telling.rule, telling.date);
      notice.recipient = who.second;
      notice.key = absl::StrCat(notice.subject, "|", notice.milestone, "|", notice.recipient);
      notice.date = telling.day;
      word(telling, notice);
    }
    return notices;
  }

 private:
  const Calendar& calendar_;
  const std::optional<CivilDay> since_;
  const CivilDay today_;
  std::map<std::pair<Date, std::string>, Telling> newest_;
};

bool IsOpen(const RemindedTask& task) {
  return task.state == TaskState::kAssigned || task.state == TaskState::kInProgress ||
         task.state == TaskState::kReturned;
}

bool IsWorkDone(const RemindedTask& task) { return task.state != TaskState::kReturned && task.percent >= 100; }

}  // namespace

std::span<const ReminderRule> DefaultReminderRules() { return kDefaultRules; }

int EarliestReminder(std::span<const ReminderRule> rules) {
  int days = 0;
  for (const ReminderRule& rule : rules) days = std::max(days, -rule.offset);
  return days;
}

std::vector<Notice> NoticesOf(const RemindedTask& task, const Calendar& calendar, CivilDay today, UnitAbove unit_above,
                              std::span<const ReminderRule> rules) {
  if (!IsOpen(task)) return {};
  Tellings tellings(calendar, task.assigned_on, today);
  for (const ReminderRule& rule : rules) {
    const bool done = IsWorkDone(task);
    if (rule.date == Date::kDue && !done) tellings.Reach(rule, task.due, task, unit_above);
    if (rule.date == Date::kEvidenceDue && (done || rule.audience != Audience::kUnitAbove)) {
      tellings.Reach(rule, task.evidence_due, task, unit_above);
    }
  }
  return tellings.Notices({.subject = task.id, .unit = task.unit, .year = task.year},
                          [&](const Telling& telling, Notice& notice) { Word(*telling.rule, task, today, notice); });
}

std::vector<Notice> NoticesOf(const OwedReport& report, const Calendar& calendar, CivilDay today, UnitAbove unit_above,
                              std::span<const ReminderRule> rules) {
  Tellings tellings(calendar, report.since, today);
  for (const ReminderRule& rule : rules) {
    if (rule.date == Date::kReport) tellings.Reach(rule, report.date, report, unit_above);
  }
  return tellings.Notices({.subject = absl::StrCat(report.unit, "/report/", FormatCivilDay(report.date)),
                           .unit = report.unit,
                           .year = static_cast<int>(report.date.year())},
                          [&](const Telling& telling, Notice& notice) { Word(*telling.rule, report, today, notice); });
}

}  // namespace thidua::tasks
