#include "services/tasks/reminders/reminder_teller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/sql/location.h"
#include "services/tasks/reminders/task_rows_for_test.h"
#include "services/tasks/storage/tasks_schema.h"

namespace thidua::tasks {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

class ReminderTellerTest : public ::testing::Test {
 protected:
  ReminderTeller Teller() {
    return ReminderTeller(
        *database_,
        [this](const std::string&) -> absl::StatusOr<std::string> {
          if (away_) return absl::UnavailableError("scoring is away");
          return std::string("535");
        },
        [] { return absl::FromUnixSeconds(1'735'000'000); });
  }

  // Keys of all notices about tasks.
  std::set<std::string> Keys() {
    const auto notices = NoticeStore(*database_).List({}, 0, 100'000);
    EXPECT_TRUE(notices.ok()) << notices.status();
    std::set<std::string> keys;
    for (const Notice& notice : *notices) {
      if (notice.subject.find("/report/") != std::string::npos) continue;
      EXPECT_TRUE(keys.insert(notice.key).second) << notice.key;
    }
    return keys;
  }

  std::unique_ptr<sql::Database> database_ = *OpenTasksDatabase(sql::Location::InMemory());
  bool away_ = false;
};

TEST_F(ReminderTellerTest, TellsEachMilestoneOnce) {
  ASSERT_TRUE(PutTask(*database_, {}).ok());
  ReminderTeller teller = Teller();
  EXPECT_GT(*teller.Tell(CivilDay(2024, 12, 24)), 0);
  EXPECT_EQ(*teller.Tell(CivilDay(2024, 12, 24)), 0);
  EXPECT_THAT(Keys(), Contains("21526-2024-I.10|due:2024-12-31:-7|office:DC"));
  EXPECT_GT(*teller.Tell(CivilDay(2024, 12, 30)), 0);
  EXPECT_THAT(Keys(), Contains("21526-2024-I.10|due:2024-12-31:-1|office:DC"));
}

TEST_F(ReminderTellerTest, EscalatesUpTheLineOnceSomebodyKnowsIt) {
  ASSERT_TRUE(PutTask(*database_, {}).ok());
  ReminderTeller teller = Teller();
  away_ = true;
  ASSERT_TRUE(teller.Tell(CivilDay(2025, 1, 20)).ok());
  EXPECT_THAT(Keys(), Contains("21526-2024-I.10|due:2024-12-31:+3|unit:21526"));
  EXPECT_THAT(Keys(), Not(Contains("21526-2024-I.10|due:2024-12-31:+10|unit:535")));
  away_ = false;
  ASSERT_TRUE(teller.Tell(CivilDay(2025, 1, 20)).ok());
  EXPECT_THAT(Keys(), Contains("21526-2024-I.10|due:2024-12-31:+10|unit:535"));
}

TEST_F(ReminderTellerTest, AMovedDateIsToldAnew) {
  TaskRow row;
  ASSERT_TRUE(PutTask(*database_, row).ok());
  ReminderTeller teller = Teller();
  ASSERT_TRUE(teller.Tell(CivilDay(2024, 12, 24)).ok());
  row.due = row.evidence_due = "2025-01-31";
  ASSERT_TRUE(PutTask(*database_, row).ok());
  ASSERT_TRUE(teller.Tell(CivilDay(2025, 1, 24)).ok());
  EXPECT_THAT(Keys(), IsSupersetOf({std::string("21526-2024-I.10|due:2024-12-31:-7|office:DC"),
                                    std::string("21526-2024-I.10|due:2025-01-31:-7|office:DC")}));
}

TEST_F(ReminderTellerTest, NothingIsToldOfWhatIsDone) {
  for (const char* state : {"DRAFT", "EVIDENCE_SUBMITTED", "ACCEPTED", "DONE", "CANCELLED"}) {
    TaskRow row;
    row.criterion = state;
    row.state = state;
    ASSERT_TRUE(PutTask(*database_, row).ok());
  }
  ASSERT_TRUE(Teller().Tell(CivilDay(2025, 2, 1)).ok());
  EXPECT_THAT(Keys(), IsEmpty());
}

TEST_F(ReminderTellerTest, AReportThatIsOwedIsRemindedUntilItIsSubmitted) {
  ASSERT_TRUE(PutTask(*database_, {}).ok());
  ReminderTeller teller = Teller();
  ASSERT_TRUE(teller.Tell(CivilDay(2024, 6, 10)).ok());
  const auto about_reports = [&] {
    int count = 0;
    const auto notices = NoticeStore(*database_).List({}, 0, 1000);
    for (const Notice& notice : *notices) count += notice.subject == "21526/report/2024-06-15" ? 1 : 0;
    return count;
  };
  EXPECT_EQ(about_reports(), 1);
  ASSERT_TRUE(PutReport(*database_, "21526", "2024-06-15").ok());
  ASSERT_TRUE(teller.Tell(CivilDay(2024, 6, 30)).ok());
  EXPECT_EQ(about_reports(), 1);
}

class TellerProperty : public ReminderTellerTest, public ::testing::WithParamInterface<int> {};

// Whatever days are skipped or repeated, by whatever replica: every recipient who has a milestone by the end has been
// told its newest one, and nobody is told the same twice.
TEST_P(TellerProperty, NobodyIsLeftOutAndNobodyIsToldTwice) {
  std::mt19937 random(static_cast<std::mt19937::result_type>(GetParam()));
  for (int i = 0; i < 5; ++i) {
    TaskRow row;
    row.criterion = "I." + std::to_string(i);
    const CivilDay due = CivilDay(2024, 10, 1) + static_cast<int>(random() % 90);
    row.due = FormatCivilDay(due);
    row.evidence_due = FormatCivilDay(due + static_cast<int>(random() % 30));
    ASSERT_TRUE(PutTask(*database_, row).ok());
  }
  ReminderTeller replicas[] = {Teller(), Teller()};
  const CivilDay last(2025, 2, 1);
  for (CivilDay day(2024, 9, 1); day < last; day += static_cast<int>(random() % 12)) {
    ASSERT_TRUE(replicas[random() % 2].Tell(day).ok());
  }
  ASSERT_TRUE(replicas[0].Tell(last).ok());
  const std::set<std::string> told = Keys();

  // The same tasks, told once at the end.
  ReminderTellerTest::database_ = *OpenTasksDatabase(sql::Location::InMemory());
  std::mt19937 again(static_cast<std::mt19937::result_type>(GetParam()));
  for (int i = 0; i < 5; ++i) {
    TaskRow row;
    row.criterion = "I." + std::to_string(i);
    const CivilDay due = CivilDay(2024, 10, 1) + static_cast<int>(again() % 90);
    row.due = FormatCivilDay(due);
    row.evidence_due = FormatCivilDay(due + static_cast<int>(again() % 30));
    ASSERT_TRUE(PutTask(*database_, row).ok());
  }
  ASSERT_TRUE(Teller().Tell(last).ok());
  const std::set<std::string> at_the_end = Keys();
  EXPECT_FALSE(at_the_end.empty());
  for (const std::string& key : at_the_end) EXPECT_THAT(told, Contains(key));
}

INSTANTIATE_TEST_SUITE_P(Seeds, TellerProperty, ::testing::Range(0, 30));

}  // namespace
}  // namespace thidua::tasks
