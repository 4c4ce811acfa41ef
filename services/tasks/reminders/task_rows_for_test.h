#ifndef THIDUA_SERVICES_TASKS_REMINDERS_TASK_ROWS_FOR_TEST_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_TASK_ROWS_FOR_TEST_H_

#include <soci/soci.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/sql/database.h"

namespace thidua::tasks {

// What reminders read of a stored task.
struct TaskRow {
  std::string unit = "21526";
  std::string criterion = "I.10";
  int year = 2024;
  std::string state = "IN_PROGRESS";
  std::string lead = "DC";
  std::string coordinators = "VP;TC";
  std::string due = "2024-12-31";
  std::string evidence_due = "2024-12-31";
  int percent = 60;
  std::string assigned_on = "2024-05-20";

  std::string id() const { return absl::StrCat(unit, "-", year, "-", criterion); }
};

// In place of the one with the same name.
inline absl::Status PutTask(sql::Database& database, const TaskRow& row) {
  const std::string id = row.id();
  return database.Write([&](soci::session& session) {
    session << "INSERT OR REPLACE INTO tasks (id, unit, year, criterion, criterion_order, part, version, state, title,"
               " lead, coordinators, due, evidence_due, percent, effort, recurrence, directive, assigned_on,"
               " submitted_on, overdue_after, body) VALUES (:id, :unit, :year, :criterion, :criterion_order, 0, 1,"
               " :state, 'Đạt 13/19 tiêu chí', :lead, :coordinators, :due, :evidence_due, :percent, '1', 'NONE', '',"
               " :assigned_on, '', '', '{}')",
        soci::use(id), soci::use(row.unit), soci::use(row.year), soci::use(row.criterion), soci::use(row.criterion),
        soci::use(row.state), soci::use(row.lead), soci::use(row.coordinators), soci::use(row.due),
        soci::use(row.evidence_due), soci::use(row.percent), soci::use(row.assigned_on);
    return absl::OkStatus();
  });
}

inline absl::Status PutReport(sql::Database& database, const std::string& unit, const std::string& date) {
  return database.Write([&](soci::session& session) {
    session << "INSERT INTO reports (unit, date, revision, report, sha256, submitted) VALUES (:unit, :date, 1, '', '', "
               "'')",
        soci::use(unit), soci::use(date);
    return absl::OkStatus();
  });
}

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_TASK_ROWS_FOR_TEST_H_
