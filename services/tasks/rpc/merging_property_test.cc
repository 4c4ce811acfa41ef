#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/tasks/rpc/service_fixture_for_test.h"

namespace thidua::tasks {
namespace {

// What people wrote in a task, as a line of a file.
std::string HumanText(const v1::Task& task) {
  return absl::StrJoin(
      {task.unit(), absl::StrCat(task.year()), task.criterion(), task.title(), task.lead(),
       absl::StrJoin(task.coordinators(), ";"), task.start(), task.due(), task.target(), task.source()},
      ",");
}

class MergingPropertyTest : public ServiceFixture, public ::testing::WithParamInterface<int> {
 protected:
  template <typename T>
  const T& OneOf(const std::vector<T>& values) {
    return values[random_() % values.size()];
  }

  void ImportSomeRows() {
    std::string file = kHeading;
    std::set<std::string> in_file;
    for (int rows = static_cast<int>(random_() % 4); rows >= 0; --rows) {
      const std::string key = absl::StrCat(OneOf(units_), ",2024,", OneOf(codes_));
      if (!in_file.insert(key).second) continue;
      assigned_[key] =
          absl::StrCat(key, ",việc ", random_() % 5, ",", OneOf<std::string>({"CA", "KL"}), ",",
                       OneOf<std::string>({"", "THON", "THON;VH-XH"}), ",", OneOf<std::string>({"", "2024-02-29"}), ",",
                       OneOf<std::string>({"2024-11-15", "2024-12-31"}), ",", OneOf<std::string>({"", "65", "97.5"}),
                       ",", OneOf<std::string>({"", "plan"}));
      file += assigned_[key] + "\n";
    }
    EXPECT_EQ(Import(file).faults_size(), 0);
  }

  void DraftWithSomeFigures() {
    for (const std::string& code : codes_) {
      scoring_.At(code).points = OneOf<std::string>({"60.00", "98.50", "100.00", "104.00"});
    }
    v1::DraftTasksRequest request;
    request.set_unit(OneOf(units_));
    request.set_from_year(2023);
    request.set_year(2024);
    request.set_due(OneOf<std::string>({"", "2024-06-15", "2024-09-15"}));
    const auto response = DraftTasks(request);
    ASSERT_TRUE(response.ok()) << response.status();
    for (const v1::DraftedTask& drafted : response->tasks()) {
      const v1::Task& task = drafted.task();
      drawn_[absl::StrCat(task.unit(), ",2024,", task.criterion())] = task.points_to_win_back();
    }
  }

  void CheckStore() {
    std::set<std::string> ids;
    for (const v1::Task& task : AllTasks()) {
      EXPECT_TRUE(ids.insert(task.task()).second) << "twice: " << task.task();
      const std::string key = absl::StrCat(task.unit(), ",2024,", task.criterion());
      const auto assigned = assigned_.find(key);
      EXPECT_EQ(task.state(), assigned == assigned_.end() ? v1::Task::DRAFT : v1::Task::ASSIGNED);
      if (assigned != assigned_.end()) {
        EXPECT_EQ(HumanText(task), assigned->second);
      }
      const auto drawn = drawn_.find(key);
      EXPECT_EQ(task.points_to_win_back(), drawn == drawn_.end() ? "" : drawn->second);
      EXPECT_EQ(task.from_year(), drawn == drawn_.end() ? 0 : 2023);
      EXPECT_EQ(task.reason().empty(), drawn == drawn_.end());
    }
    std::set<std::string> keys;
    for (const auto& [key, text] : assigned_) keys.insert(key);
    for (const auto& [key, points] : drawn_) keys.insert(key);
    EXPECT_EQ(ids.size(), keys.size());
  }

  std::mt19937 random_{static_cast<std::mt19937::result_type>(GetParam())};
  const std::vector<std::string> units_ = {"21526", "21529"};
  const std::vector<std::string> codes_ = {"I.2", "I.10", "III.4"};
  std::map<std::string, std::string> assigned_;  // The last row that was imported for each key.
  std::map<std::string, std::string> drawn_;     // The points that were last drawn into each key.
};

// Whatever the order, there is one task for a key, it says what people last wrote, and it carries the points that were
// last drawn.
TEST_P(MergingPropertyTest, HoldsAfterEachStep) {
  for (int step = 0; step < 40 && !HasFailure(); ++step) {
    if (random_() % 2 == 0) {
      ImportSomeRows();
    } else {
      DraftWithSomeFigures();
    }
    CheckStore();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, MergingPropertyTest, ::testing::Range(0, 20));

}  // namespace
}  // namespace thidua::tasks
