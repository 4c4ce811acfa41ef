#include "services/tasks/reminders/reminder_runner.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/testing/temp_folder.h"
#include "services/tasks/reminders/task_rows_for_test.h"
#include "services/tasks/storage/tasks_schema.h"

namespace thidua::tasks {
namespace {

// Counts what arrived, from any replica.
class CountingSink final : public NoticeSink {
 public:
  absl::Status Deliver(const Notice& notice) override {
    const std::lock_guard lock(mutex_);
    ++arrived_[StableId(notice)];
    return absl::OkStatus();
  }
  std::map<std::string, int> arrived() {
    const std::lock_guard lock(mutex_);
    return arrived_;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int> arrived_;
};

// A process's share of reminding, on a database that others share.
class Replica {
 public:
  Replica(const std::string& path, NoticeSink& sink)
      : database_(*OpenTasksDatabase(path)),
        notices_(*database_),
        teller_(
            *database_, [](const std::string&) { return std::string("535"); }, now_),
        delivery_(notices_, sink, NewWorkerName(), now_, {.batch = 3}),
        runner_(teller_, &delivery_, now_, absl::Milliseconds(1)) {}

 private:
  // 24 December 2024.
  const std::function<absl::Time()> now_ = [] { return absl::FromUnixSeconds(1'735'005'000); };
  const std::unique_ptr<sql::Database> database_;
  NoticeStore notices_;
  ReminderTeller teller_;
  NoticeDelivery delivery_;
  ReminderRunner runner_;
};

TEST(ReminderRunnerTest, ReplicasShareTheWorkAndTheOneThatStopsLeavesNothingBehind) {
  const TempFolder folder;
  const std::string path = folder.File("tasks.db");
  const auto database = *OpenTasksDatabase(path);
  constexpr int kTasks = 60;
  for (int i = 0; i < kTasks; ++i) {
    TaskRow row;
    row.criterion = absl::StrCat("I.", i);
    ASSERT_TRUE(PutTask(*database, row).ok());
  }
  CountingSink sink;
  NoticeStore notices(*database);
  const auto delivered = [&] { return notices.List({.state = Notice::State::kDelivered}, 0, 10'000)->size(); };
  // Lead and two coordinators, a week before, and the lead for the evidence; the rest of the year's reports aside.
  constexpr size_t kLeast = size_t{kTasks} * 3;
  {
    Replica one(path, sink);
    auto two = std::make_unique<Replica>(path, sink);
    while (delivered() < kLeast / 3) absl::SleepFor(absl::Milliseconds(1));
    two.reset();
    while (delivered() < kLeast || !notices.List({.state = Notice::State::kPending}, 0, 1)->empty()) {
      absl::SleepFor(absl::Milliseconds(1));
    }
  }
  const auto arrived = sink.arrived();
  EXPECT_EQ(arrived.size(), notices.List({}, 0, 10'000)->size());
  EXPECT_GE(arrived.size(), kLeast);
}

TEST(ReminderRunnerTest, EachWorkerHasAName) { EXPECT_NE(NewWorkerName(), NewWorkerName()); }

}  // namespace
}  // namespace thidua::tasks
