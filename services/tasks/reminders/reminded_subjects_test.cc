#include "services/tasks/reminders/reminded_subjects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/sql/location.h"
#include "services/tasks/reminders/task_rows_for_test.h"
#include "services/tasks/storage/tasks_schema.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

CivilDay Day(const std::string& text) { return *ParseCivilDay(text); }

class RemindedSubjectsTest : public ::testing::Test {
 protected:
  void Put(const TaskRow& row) { ASSERT_TRUE(PutTask(*database_, row).ok()); }
  std::vector<std::string> Open(const std::string& last_due, const OpenTaskPlace& after = {}, int limit = 100) {
    const auto tasks = ListOpenTasks(*database_, Day(last_due), after, limit);
    EXPECT_TRUE(tasks.ok()) << tasks.status();
    std::vector<std::string> ids;
    for (const RemindedTask& task : *tasks) ids.push_back(task.id);
    return ids;
  }
  std::vector<std::string> Owing(const std::string& date) {
    const auto reports = ListOwedReports(*database_, Day(date));
    EXPECT_TRUE(reports.ok()) << reports.status();
    std::vector<std::string> units;
    for (const OwedReport& report : *reports) {
      units.push_back(report.unit + (report.since.has_value() ? " since " + FormatCivilDay(*report.since) : ""));
    }
    return units;
  }

  std::unique_ptr<sql::Database> database_ = *OpenTasksDatabase(sql::Location::InMemory());
};

TEST_F(RemindedSubjectsTest, ReadsWhatRemindersNeed) {
  Put({.state = "RETURNED", .evidence_due = "2025-01-10"});
  const auto tasks = ListOpenTasks(*database_, Day("2024-12-31"), {}, 10);
  ASSERT_TRUE(tasks.ok()) << tasks.status();
  ASSERT_EQ(tasks->size(), 1U);
  const RemindedTask& task = tasks->front();
  EXPECT_EQ(task.id, "21526-2024-I.10");
  EXPECT_EQ(task.unit, "21526");
  EXPECT_EQ(task.year, 2024);
  EXPECT_EQ(task.criterion, "I.10");
  EXPECT_EQ(task.title, "Đạt 13/19 tiêu chí");
  EXPECT_EQ(task.lead, "DC");
  EXPECT_THAT(task.coordinators, ElementsAre("VP", "TC"));
  EXPECT_EQ(task.due, Day("2024-12-31"));
  EXPECT_EQ(task.evidence_due, Day("2025-01-10"));
  EXPECT_EQ(task.percent, 60);
  EXPECT_EQ(task.state, TaskState::kReturned);
  EXPECT_EQ(task.assigned_on, Day("2024-05-20"));
}

TEST_F(RemindedSubjectsTest, OpenTasksByDueDate) {
  Put({.criterion = "a", .due = "2024-06-10"});
  Put({.criterion = "b", .due = "2024-06-01"});
  Put({.criterion = "c", .due = "2024-06-12"});
  Put({.criterion = "d", .due = "2024-06-01"});
  EXPECT_THAT(Open("2024-06-11"), ElementsAre("21526-2024-b", "21526-2024-d", "21526-2024-a"));
  EXPECT_THAT(Open("2024-06-11", {}, 2), ElementsAre("21526-2024-b", "21526-2024-d"));
  EXPECT_THAT(Open("2024-06-11", {.due = "2024-06-01", .id = "21526-2024-b"}, 2),
              ElementsAre("21526-2024-d", "21526-2024-a"));
}

TEST_F(RemindedSubjectsTest, OnlyTasksAtWork) {
  for (const char* state :
       {"DRAFT", "ASSIGNED", "IN_PROGRESS", "EVIDENCE_SUBMITTED", "ACCEPTED", "RETURNED", "DONE", "CANCELLED"}) {
    Put({.criterion = state, .state = state});
  }
  EXPECT_THAT(Open("2024-12-31"), ElementsAre("21526-2024-ASSIGNED", "21526-2024-IN_PROGRESS", "21526-2024-RETURNED"));
}

TEST_F(RemindedSubjectsTest, UnitsThatOweAReport) {
  Put({.unit = "1", .assigned_on = "2024-05-20"});
  Put({.unit = "1", .criterion = "I.2", .state = "DONE", .assigned_on = "2024-03-01"});
  Put({.unit = "2", .assigned_on = "2024-04-01"});
  Put({.unit = "3", .year = 2023, .assigned_on = "2023-04-01"});
  Put({.unit = "4", .state = "DRAFT", .assigned_on = ""});
  Put({.unit = "5", .state = "CANCELLED"});
  Put({.unit = "6", .state = "DONE", .assigned_on = ""});
  ASSERT_TRUE(PutReport(*database_, "2", "2024-06-15").ok());
  EXPECT_THAT(Owing("2024-06-15"), ElementsAre("1 since 2024-03-01", "6"));
  EXPECT_THAT(Owing("2024-09-15"), ElementsAre("1 since 2024-03-01", "2 since 2024-04-01", "6"));
  EXPECT_THAT(Owing("2022-06-15"), IsEmpty());
}

TEST_F(RemindedSubjectsTest, NobodyOwesWithoutTasks) { EXPECT_THAT(Owing("2024-06-15"), IsEmpty()); }

// Finished tasks of a whole country must cost nothing every minute.
TEST_F(RemindedSubjectsTest, ReadsOpenTasksByTheirIndex) {
  std::string plan;
  ASSERT_TRUE(database_
                  ->Read([&](soci::session& session) {
                    soci::row row;
                    soci::statement statement =
                        (session.prepare << "EXPLAIN QUERY PLAN SELECT title FROM tasks WHERE state IN ('ASSIGNED',"
                                            " 'IN_PROGRESS', 'RETURNED') AND due <= 'x' AND (due, id) > ('', '')"
                                            " ORDER BY due, id LIMIT 5",
                         soci::into(row));
                    statement.execute();
                    while (statement.fetch()) plan += row.get<std::string>(3) + "\n";
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_THAT(plan, HasSubstr("tasks_at_work"));
  EXPECT_THAT(plan, Not(HasSubstr("TEMP B-TREE")));
}

}  // namespace
}  // namespace thidua::tasks
