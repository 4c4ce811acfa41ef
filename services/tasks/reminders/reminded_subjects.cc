#include "services/tasks/reminders/reminded_subjects.h"

#include <soci/soci.h>

#include <optional>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace thidua::tasks {
namespace {

// The states stand here as in the index tasks_at_work, which SQLite uses only then.
constexpr char kOpenTasks[] =
    "SELECT id, unit, year, criterion, title, lead, coordinators, due, evidence_due, percent, state, assigned_on"
    " FROM tasks WHERE state IN ('ASSIGNED', 'IN_PROGRESS', 'RETURNED') AND due <= :last_due"
    " AND (due, id) > (:due, :id) ORDER BY due, id LIMIT :limit";

// Steps from unit to unit along the index tasks_in_order instead of reading every task of the country.
constexpr char kOwedReports[] =
    "WITH RECURSIVE units (unit) AS (SELECT MIN(unit) FROM tasks UNION ALL"
    " SELECT (SELECT MIN(tasks.unit) FROM tasks WHERE tasks.unit > units.unit) FROM units WHERE unit IS NOT NULL)"
    " SELECT unit, (SELECT MIN(assigned_on) FROM tasks WHERE tasks.unit = units.unit AND year = :year"
    " AND state NOT IN ('DRAFT', 'CANCELLED')) AS since FROM units WHERE unit IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM reports WHERE reports.unit = units.unit AND date = :date)"
    " AND since IS NOT NULL ORDER BY unit";

CivilDay DayIn(const std::string& text, const std::string& row) {
  const auto day = ParseCivilDay(text);
  if (!day.has_value()) throw std::runtime_error(absl::StrCat("damaged row: a date of ", row));
  return *day;
}

std::optional<CivilDay> OptionalDayIn(const std::string& text, const std::string& row) {
  if (text.empty()) return std::nullopt;
  return DayIn(text, row);
}

TaskState OpenState(const std::string& name) {
  if (name == "RETURNED") return TaskState::kReturned;
  return name == "IN_PROGRESS" ? TaskState::kInProgress : TaskState::kAssigned;
}

}  // namespace

absl::StatusOr<std::vector<RemindedTask>> ListOpenTasks(sql::Database& database, CivilDay last_due,
                                                        const OpenTaskPlace& after, int limit) {
  const std::string last = FormatCivilDay(last_due);
  std::vector<RemindedTask> tasks;
  const absl::Status status = database.Read([&](soci::session& session) {
    RemindedTask row;
    std::string coordinators, due, evidence_due, state, assigned_on;
    soci::statement statement =
        (session.prepare << kOpenTasks, soci::into(row.id), soci::into(row.unit), soci::into(row.year),
         soci::into(row.criterion), soci::into(row.title), soci::into(row.lead), soci::into(coordinators),
         soci::into(due), soci::into(evidence_due), soci::into(row.percent), soci::into(state), soci::into(assigned_on),
         soci::use(last), soci::use(after.due), soci::use(after.id), soci::use(limit));
    statement.execute();
    while (statement.fetch()) {
      RemindedTask& task = tasks.emplace_back(row);
      task.coordinators = absl::StrSplit(coordinators, ';', absl::SkipEmpty());
      task.due = DayIn(due, row.id);
      task.evidence_due = OptionalDayIn(evidence_due, row.id).value_or(task.due);
      task.state = OpenState(state);
      task.assigned_on = OptionalDayIn(assigned_on, row.id);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return tasks;
}

absl::StatusOr<std::vector<OwedReport>> ListOwedReports(sql::Database& database, CivilDay date) {
  const int year = static_cast<int>(date.year());
  const std::string day = FormatCivilDay(date);
  std::vector<OwedReport> reports;
  const absl::Status status = database.Read([&](soci::session& session) {
    std::string unit, since;
    soci::statement statement =
        (session.prepare << kOwedReports, soci::into(unit), soci::into(since), soci::use(year), soci::use(day));
    statement.execute();
    while (statement.fetch()) {
      reports.push_back({.unit = unit, .date = date, .since = OptionalDayIn(since, unit)});
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return reports;
}

}  // namespace thidua::tasks
