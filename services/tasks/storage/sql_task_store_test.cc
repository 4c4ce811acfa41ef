#include "services/tasks/storage/sql_task_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/status/problem.h"
#include "common/testing/temp_folder.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Task Full(TaskKey key) {
  return {.key = std::move(key),
          .title = "Đạt thêm 01 tiêu chí; \"13/19\"",
          .lead = "DC-NN-XD-MT",
          .coordinators = {"THON", "VH-XH"},
          .start = CivilDay(2024, 2, 29),
          .due = CivilDay(2024, 12, 31),
          .target = Decimal(65),
          .state = Task::State::kAssigned,
          .source = "plan II.2.2",
          .points_to_win_back = Decimal(40),
          .from_year = 2023,
          .reason = "Năm 2023 đạt 60.00/100 điểm, mất 40 điểm."};
}

Task Bare(TaskKey key) {
  return {.key = std::move(key), .title = "Khắc phục", .due = CivilDay(2024, 12, 31), .state = Task::State::kDraft};
}

class SqlTaskStoreTest : public ::testing::Test {
 protected:
  SqlTaskStoreTest() { Open(); }

  void Open() {
    store_.reset();
    auto opened = OpenSqlTaskStore(folder_.File("tasks.db"));
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }

  absl::Status Put(const std::vector<Task>& tasks, absl::Status result = absl::OkStatus()) {
    return store_->Write([&](TaskWriter& writer) {
      for (const Task& task : tasks) writer.Put(task);
      return result;
    });
  }

  std::optional<Task> Find(const TaskKey& key) {
    std::optional<Task> found;
    EXPECT_TRUE(store_
                    ->Read([&](TaskReader& reader) {
                      found = reader.Find(key);
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
    for (const Task& task : *tasks) ids.push_back(TaskId(task.key));
    return ids;
  }

  TempFolder folder_;
  std::unique_ptr<TaskStore> store_;
};

TEST_F(SqlTaskStoreTest, KeepsEveryFieldOverAReopen) {
  const Task full = Full({"21526", 2024, "I.10"});
  const Task bare = Bare({"21526", 2024, "I.2"});
  ASSERT_TRUE(Put({full, bare}).ok());
  Open();
  EXPECT_EQ(Find(full.key), full);
  EXPECT_EQ(Find(bare.key), bare);
  EXPECT_EQ(Find({"21526", 2023, "I.10"}), std::nullopt);
}

TEST_F(SqlTaskStoreTest, APutReplacesTheTaskOfItsKey) {
  const TaskKey key = {"21526", 2024, "I.10"};
  ASSERT_TRUE(Put({Full(key)}).ok());
  ASSERT_TRUE(Put({Bare(key)}).ok());
  EXPECT_EQ(Find(key), Bare(key));
  ASSERT_TRUE(Put({Full(key)}).ok());
  EXPECT_EQ(Find(key), Full(key));
  EXPECT_THAT(List(), ElementsAre("21526-2024-I.10"));
}

TEST_F(SqlTaskStoreTest, AFailedTransactionLeavesNothing) {
  EXPECT_EQ(Put({Full({"1", 2024, "I.1"})}, absl::AbortedError("no")).code(), absl::StatusCode::kAborted);
  EXPECT_THAT(List(), IsEmpty());
  Open();
  EXPECT_THAT(List(), IsEmpty());
}

TEST_F(SqlTaskStoreTest, ATransactionSeesItsOwnWrites) {
  const Task task = Full({"1", 2024, "I.1"});
  ASSERT_TRUE(store_
                  ->Write([&](TaskWriter& writer) {
                    EXPECT_EQ(writer.Find(task.key), std::nullopt);
                    writer.Put(task);
                    EXPECT_EQ(writer.Find(task.key), task);
                    return absl::OkStatus();
                  })
                  .ok());
}

TEST_F(SqlTaskStoreTest, ListsInNaturalOrder) {
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

TEST_F(SqlTaskStoreTest, ListsFromAnyPlaceEvenOneThatDoesNotExist) {
  ASSERT_TRUE(
      Put({Bare({"1", 2024, "I.2"}), Bare({"1", 2024, "I.02"}), Bare({"1", 2024, "I.10"}), Bare({"2", 2024, "I.1"})})
          .ok());
  EXPECT_THAT(List({}, std::nullopt, 2), ElementsAre("1-2024-I.02", "1-2024-I.2"));
  EXPECT_THAT(List({}, TaskKey{"1", 2024, "I.02"}, 2), ElementsAre("1-2024-I.2", "1-2024-I.10"));
  EXPECT_THAT(List({}, TaskKey{"1", 2024, "I.9"}), ElementsAre("1-2024-I.10", "2-2024-I.1"));
  EXPECT_THAT(List({.unit = "1"}, TaskKey{"1", 2024, "I.10"}), IsEmpty());
}

TEST_F(SqlTaskStoreTest, ListsNothingHalfWritten) {
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

TEST(OpenSqlTaskStoreTest, NamesAFileThatCannotBeOpened) {
  TempFolder folder;
  const auto store = OpenSqlTaskStore(folder.Write("file", "no folder") + "/tasks.db");
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(Problem::FromStatus(store.status()).reason, "STORE_UNAVAILABLE");
}

}  // namespace
}  // namespace thidua::tasks
