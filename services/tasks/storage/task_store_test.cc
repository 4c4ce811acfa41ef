#include "services/tasks/storage/task_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/sql/each_database_for_test.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"
#include "services/tasks/storage/tasks_schema.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kTime = absl::FromUnixMicros(1'718'409'600'123'456);
const Actor kClerk = {.name = "Phạm Văn Trí", .unit = "21526", .office = "DC-NN-XD-MT"};
const LogLine kLine = {.at = kTime, .day = CivilDay(2024, 6, 15), .by = kClerk, .action = "task.test"};

Task Full(TaskKey key) {
  return {.key = std::move(key),
          .title = "Đạt thêm 01 tiêu chí; \"13/19\"",
          .lead = "DC-NN-XD-MT",
          .coordinators = {"THON", "VH-XH"},
          .start = CivilDay(2024, 2, 29),
          .due = CivilDay(2024, 11, 15),
          .evidence_due = CivilDay(2024, 12, 31),
          .target = Figure::Parse("13/19"),
          .recurrence = Recurrence::kQuarterly,
          .effort = Decimal(3),
          .source = "plan II.2.2",
          .directive = "535-2024-1",
          .points_to_win_back = Decimal(40),
          .from_year = 2023,
          .reason = "Năm 2023 đạt 60.00/100 điểm, mất 40 điểm.",
          .steps = {{TaskState::kAssigned, CivilDay(2024, 5, 1)}, {TaskState::kReturned, CivilDay(2024, 6, 15)}},
          .progress = {{.date = CivilDay(2024, 6, 15),
                        .figure = Figure::Parse("12.5/19"),
                        .percent = 50,
                        .note = "Đang làm \"đường thôn\"",
                        .evidence = {1},
                        .by = kClerk,
                        .time = kTime}},
          .evidence = {{.title = "Quyết định công nhận",
                        .number = "12/QĐ-UBND",
                        .date = "2024-06-14",
                        .issuer = "UBND huyện",
                        .link = "https://example.vn/12",
                        .sheet_evidence = "e7",
                        .submitted = CivilDay(2024, 6, 15),
                        .by = kClerk,
                        .time = kTime}},
          .state_reason = "Thiếu dấu"};
}

Task Bare(TaskKey key) {
  return {.key = std::move(key),
          .title = "Khắc phục",
          .due = CivilDay(2024, 12, 31),
          .evidence_due = CivilDay(2024, 12, 31)};
}

class TaskStoreTest : public sql::EachDatabaseTest {
 protected:
  TaskStoreTest() { Open(); }

  void Open() {
    store_.reset();
    database_.reset();
    auto opened = OpenTasksDatabase(place_.location());
    ASSERT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
    store_ = std::make_unique<TaskStore>(*database_);
  }

  absl::Status Put(const std::vector<Task>& tasks, absl::Status result = absl::OkStatus()) {
    return store_->Write([&](TaskWriter& writer) {
      for (const Task& task : tasks) writer.Put(task, kLine);
      return result;
    });
  }

  std::optional<Task> Find(const TaskKey& key) {
    std::optional<Task> found;
    EXPECT_TRUE(store_
                    ->Read([&](TaskReader& reader) {
                      const std::optional<StoredTask> stored = reader.Find(key);
                      found = stored.has_value() ? std::optional(stored->task) : std::nullopt;
                      return absl::OkStatus();
                    })
                    .ok());
    return found;
  }

  std::vector<std::string> List(const TaskFilter& filter = {}, const std::optional<TaskKey>& after = std::nullopt,
                                int limit = 100) {
    const auto tasks = store_->List(filter, after, limit);
    EXPECT_TRUE(tasks.ok()) << tasks.status();
    std::vector<std::string> ids;
    for (const StoredTask& task : *tasks) ids.push_back(TaskId(task.task.key));
    return ids;
  }

  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<TaskStore> store_;
};

TEST_P(TaskStoreTest, KeepsEveryFieldOverAReopen) {
  const Task full = Full({"21526", 2024, "I.10"});
  const Task bare = Bare({"21526", 2024, "I.2"});
  ASSERT_TRUE(Put({full, bare}).ok());
  Open();
  EXPECT_EQ(Find(full.key), full);
  EXPECT_EQ(Find(bare.key), bare);
  EXPECT_EQ(Find({"21526", 2023, "I.10"}), std::nullopt);
}

TEST_P(TaskStoreTest, APutReplacesTheTaskOfItsKey) {
  const TaskKey key = {"21526", 2024, "I.10"};
  ASSERT_TRUE(Put({Full(key)}).ok());
  ASSERT_TRUE(Put({Bare(key)}).ok());
  EXPECT_EQ(Find(key), Bare(key));
  ASSERT_TRUE(Put({Full(key)}).ok());
  EXPECT_EQ(Find(key), Full(key));
  EXPECT_THAT(List(), ElementsAre("21526-2024-I.10"));
}

TEST_P(TaskStoreTest, AFailedTransactionLeavesNothing) {
  EXPECT_EQ(Put({Full({"1", 2024, "I.1"})}, absl::AbortedError("no")).code(), absl::StatusCode::kAborted);
  EXPECT_THAT(List(), IsEmpty());
  Open();
  EXPECT_THAT(List(), IsEmpty());
}

TEST_P(TaskStoreTest, ATransactionSeesItsOwnWrites) {
  const Task task = Full({"1", 2024, "I.1"});
  ASSERT_TRUE(store_
                  ->Write([&](TaskWriter& writer) {
                    EXPECT_FALSE(writer.Find(task.key).has_value());
                    writer.Put(task, kLine);
                    EXPECT_EQ(writer.Find(task.key)->task, task);
                    return absl::OkStatus();
                  })
                  .ok());
}

TEST_P(TaskStoreTest, ListsInNaturalOrder) {
  std::vector<Task> tasks;
  for (const char* code : {"III.4", "II.1", "I.10", "I.2", "I.02", "I"}) tasks.push_back(Bare({"2", 2024, code}));
  tasks.push_back(Bare({"2", 2023, "I.3"}));
  tasks.push_back(Bare({"10", 2024, "I.3"}));
  ASSERT_TRUE(Put(tasks).ok());
  EXPECT_THAT(List(), ElementsAre("10-2024-I.3", "2-2023-I.3", "2-2024-I", "2-2024-I.02", "2-2024-I.2", "2-2024-I.10",
                                  "2-2024-II.1", "2-2024-III.4"));
  EXPECT_THAT(List({.year = 2023}), ElementsAre("2-2023-I.3"));
  EXPECT_THAT(List({.unit = "10"}), ElementsAre("10-2024-I.3"));
  EXPECT_THAT(List({.unit = "10", .year = 2023}), IsEmpty());
}

TEST_P(TaskStoreTest, ListsFromAnyPlaceEvenOneThatDoesNotExist) {
  ASSERT_TRUE(
      Put({Bare({"1", 2024, "I.2"}), Bare({"1", 2024, "I.02"}), Bare({"1", 2024, "I.10"}), Bare({"2", 2024, "I.1"})})
          .ok());
  EXPECT_THAT(List({}, std::nullopt, 2), ElementsAre("1-2024-I.02", "1-2024-I.2"));
  EXPECT_THAT(List({}, TaskKey{"1", 2024, "I.02"}, 2), ElementsAre("1-2024-I.2", "1-2024-I.10"));
  EXPECT_THAT(List({}, TaskKey{"1", 2024, "I.9"}), ElementsAre("1-2024-I.10", "2-2024-I.1"));
  EXPECT_THAT(List({.unit = "1"}, TaskKey{"1", 2024, "I.10"}), IsEmpty());
}

TEST_P(TaskStoreTest, ListsNothingHalfWritten) {
  // Two tasks a transaction: no list may ever hold an odd number.
  std::thread writer([&] {
    for (int year = 2001; year <= 2100; ++year) {
      ASSERT_TRUE(Put({Bare({"1", year, "I.1"}), Bare({"1", year, "I.2"})}).ok());
    }
  });
  for (int i = 0; i < 100; ++i) EXPECT_EQ(List({}, std::nullopt, 1000).size() % 2, 0u);
  writer.join();
  EXPECT_EQ(List({}, std::nullopt, 1000).size(), 200u);
}

TEST_P(TaskStoreTest, FindsWhatAnOfficeLeadsOrCoordinates) {
  Task led = Bare({"1", 2024, "I.1"}), helped = Bare({"1", 2024, "I.2"}), other = Bare({"1", 2024, "I.3"});
  led.lead = "VP_A";
  helped.coordinators = {"THON", "VP_A"};
  other.coordinators = {"VP-A", "VP_A2", "XVP_A"};
  ASSERT_TRUE(Put({led, helped, other}).ok());
  EXPECT_THAT(List({.office = "VP_A"}), ElementsAre("1-2024-I.1", "1-2024-I.2"));
  EXPECT_THAT(List({.office = "%"}), IsEmpty());
}

TEST_P(TaskStoreTest, FindsStatesAndDirectives) {
  ASSERT_TRUE(Put({Full({"1", 2024, "I.1"}), Bare({"1", 2024, "I.2"})}).ok());
  EXPECT_THAT(List({.states = {TaskState::kReturned, TaskState::kDone}}), ElementsAre("1-2024-I.1"));
  EXPECT_THAT(List({.states = {TaskState::kDraft}}), ElementsAre("1-2024-I.2"));
  EXPECT_THAT(List({.directive = "535-2024-1"}), ElementsAre("1-2024-I.1"));
}

TEST_P(TaskStoreTest, DirectivesAreListedNewestFirstAPageAtATime) {
  ASSERT_TRUE(store_
                  ->Write([](TaskWriter& stored) {
                    for (const auto& [issuer, year] : std::vector<std::pair<std::string, int>>{
                             {"2", 2024}, {"1", 2024}, {"1", 2024}, {"1", 2023}, {"1", 2025}}) {
                      stored.PutDirective({.issuer = issuer, .year = year, .body = "x"}, LogLine());
                    }
                    return absl::OkStatus();
                  })
                  .ok());
  const auto page = [&](const DirectiveFilter& filter, const std::optional<DirectiveKey>& after, int limit) {
    std::vector<std::string> ids;
    const auto directives = store_->ListDirectives(filter, after, limit);
    EXPECT_TRUE(directives.ok()) << directives.status();
    for (const StoredDirective& directive : *directives) ids.push_back(directive.id);
    return ids;
  };
  const std::vector<std::string> all = {"1-2025-1", "1-2024-2", "1-2024-1", "2-2024-1", "1-2023-1"};
  EXPECT_EQ(page({}, std::nullopt, 9), all);
  std::vector<std::string> one_by_one;
  std::optional<DirectiveKey> after;
  while (true) {
    const auto directives = store_->ListDirectives({}, after, 1);
    ASSERT_TRUE(directives.ok());
    if (directives->empty()) break;
    const StoredDirective& last = directives->front();
    one_by_one.push_back(last.id);
    after = DirectiveKey{.year = last.year, .number = last.number, .issuer = last.issuer};
  }
  EXPECT_EQ(one_by_one, all);
  EXPECT_THAT(page({.issuer = "1", .year = 2024}, std::nullopt, 9), ElementsAre("1-2024-2", "1-2024-1"));
  EXPECT_THAT(page({.issuer = "1"}, DirectiveKey{.year = 2024, .number = 1, .issuer = "1"}, 9),
              ElementsAre("1-2023-1"));
}

TEST_P(TaskStoreTest, SummariesSayWhatBoardsNeed) {
  Task cancelled = Bare({"1", 2024, "I.4"});
  cancelled.steps = {{TaskState::kCancelled, CivilDay(2024, 1, 2)}};
  ASSERT_TRUE(Put({Full({"1", 2024, "I.10"}), Bare({"1", 2024, "I.2"}), cancelled, Full({"2", 2024, "I.1"}),
                   Full({"3", 2024, "I.1"}), Full({"1", 2023, "I.1"})})
                  .ok());
  const auto summaries = store_->Summaries({"1", "2"}, 2024);
  ASSERT_TRUE(summaries.ok()) << summaries.status();
  ASSERT_EQ(summaries->size(), 3u);
  EXPECT_EQ((*summaries)[0].id, "1-2024-I.2");
  const TaskSummary& full = (*summaries)[1];
  EXPECT_EQ(full.id, "1-2024-I.10");
  EXPECT_EQ(full.state, TaskState::kReturned);
  EXPECT_EQ(full.percent, 50);
  EXPECT_EQ(full.effort, Decimal(3));
  EXPECT_THAT(full.coordinators, ElementsAre("THON", "VH-XH"));
  EXPECT_EQ(full.overdue_after, CivilDay(2024, 11, 15));
  EXPECT_TRUE(full.recurs);
  EXPECT_EQ((*summaries)[0].overdue_after, std::nullopt);
}

TEST_P(TaskStoreTest, TheLogLeadsToWhatIsStored) {
  ASSERT_TRUE(Put({Full({"1", 2024, "I.1"}), Bare({"1", 2024, "I.2"})}).ok());
  ASSERT_TRUE(Put({Bare({"1", 2024, "I.1"})}).ok());
  const auto audited = store_->CompareStateWithLog();
  ASSERT_TRUE(audited.ok()) << audited.status();
  EXPECT_EQ(audited->entries, 3);
  EXPECT_EQ(audited->tasks, 2);
}

TEST_P(TaskStoreTest, WhatWasChangedFromOutsideIsNoticed) {
  for (const char* fault : {"UPDATE tasks SET body = replace(body, 'Khắc', 'khắc') WHERE id = '1-2024-I.2'",
                            "DELETE FROM tasks WHERE id = '1-2024-I.2'", "UPDATE tasks SET version = 1",
                            "UPDATE log SET text = replace(text, 'task.test', 'task.tset') WHERE number = 1",
                            "DELETE FROM log WHERE number = 2"}) {
    ASSERT_TRUE(Put({Full({"1", 2024, "I.1"}), Bare({"1", 2024, "I.2"})}).ok());
    ASSERT_TRUE(store_->CompareStateWithLog().ok());
    ASSERT_TRUE(database_
                    ->Write([&](soci::session& sql) {
                      sql << fault;
                      return absl::OkStatus();
                    })
                    .ok());
    const auto audited = store_->CompareStateWithLog();
    EXPECT_EQ(audited.status().code(), absl::StatusCode::kDataLoss) << fault;
    EXPECT_EQ(Problem::FromStatus(audited.status()).reason, "AUDIT_MISMATCH");
    ASSERT_TRUE(database_
                    ->Write([&](soci::session& sql) {
                      sql << "DELETE FROM tasks";
                      sql << "DELETE FROM log";
                      return absl::OkStatus();
                    })
                    .ok());
  }
}

TEST_P(TaskStoreTest, TasksOfTheTimeBeforeDocumentsAreTakenOverOnce) {
  ASSERT_TRUE(database_
                  ->Write([&](soci::session& sql) {
                    sql << "INSERT INTO tasks_1 VALUES ('21526', 2024, 'I.10', 'x', 'Đạt 13/19', 'DC-NN-XD-MT', "
                           "'THON;VH-XH', '2024-05-01', '2024-11-15', '65', 'ASSIGNED', 'plan', '40', 2023, 'lý do')";
                    sql << "INSERT INTO tasks_1 VALUES ('21526', 2024, 'I.2', 'x', 'Thu', '', '', '', '2024-12-31', "
                           "'', 'DRAFT', '', '', 0, '')";
                    return absl::OkStatus();
                  })
                  .ok());
  ASSERT_TRUE(store_->Adopt(kTime).ok());
  ASSERT_TRUE(store_->Adopt(kTime).ok());
  const std::optional<Task> task = Find({"21526", 2024, "I.10"});
  ASSERT_TRUE(task.has_value());
  EXPECT_EQ(task->state(), TaskState::kAssigned);
  EXPECT_EQ(task->assigned_on(), CivilDay(2024, 5, 1));
  EXPECT_THAT(task->coordinators, ElementsAre("THON", "VH-XH"));
  EXPECT_EQ(task->target->ToString(), "65");
  EXPECT_EQ(task->points_to_win_back, Decimal(40));
  EXPECT_EQ(Find({"21526", 2024, "I.2"})->state(), TaskState::kDraft);
  EXPECT_EQ(store_->LogHead()->number, 2);
  EXPECT_TRUE(store_->CompareStateWithLog().ok());
}

TEST_P(TaskStoreTest, ReportsAreKeptByRevision) {
  const CivilDay day(2024, 6, 15);
  ASSERT_TRUE(store_
                  ->Write([&](TaskWriter& writer) {
                    for (const int revision : {1, 2}) {
                      writer.PutReport({.unit = "21526",
                                        .date = day,
                                        .revision = revision,
                                        .report = std::string("\0\xff", 2) + std::to_string(revision),
                                        .sha256 = "s",
                                        .submitted = "x"},
                                       kLine);
                    }
                    return absl::OkStatus();
                  })
                  .ok());
  ASSERT_TRUE(store_
                  ->Read([&](TaskReader& reader) {
                    EXPECT_EQ(reader.FindReport("21526", day, 0)->revision, 2);
                    EXPECT_EQ(reader.FindReport("21526", day, 1)->report, std::string("\0\xff", 2) + "1");
                    EXPECT_FALSE(reader.FindReport("21526", day, 3).has_value());
                    EXPECT_FALSE(reader.FindReport("21526", CivilDay(2024, 9, 15), 0).has_value());
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_EQ(store_->LogHead()->number, 2);
}

TEST(OpenTasksDatabaseTest, NamesAFileThatCannotBeOpened) {
  TempFolder folder;
  const auto store = OpenTasksDatabase(folder.Write("file", "no folder") + "/tasks.db");
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(Problem::FromStatus(store.status()).reason, "STORE_UNAVAILABLE");
}

THIDUA_TEST_IN_EACH_DATABASE(TaskStoreTest);

}  // namespace
}  // namespace thidua::tasks
