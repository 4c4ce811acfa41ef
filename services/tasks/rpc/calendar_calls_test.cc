#include "services/tasks/rpc/calendar_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/crypto/sha256.h"
#include "common/sql/location.h"
#include "common/status/problem.h"
#include "services/tasks/storage/task_store.h"
#include "services/tasks/storage/tasks_schema.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;

class CalendarCallsTest : public ::testing::Test {
 protected:
  thidua::type::v1::ImportReport Import(const std::string& rows, bool dry_run = false) {
    const auto response =
        calls_.ImportCalendar({.name = "lich.csv", .content = "date,kind,name\n" + rows, .dry_run = dry_run},
                              Language::kVietnamese, {.by = {.name = "Lan", .unit = "535"}});
    EXPECT_TRUE(response.ok()) << response.status();
    return response->report();
  }
  v1::GetCalendarResponse Get(int year) {
    v1::GetCalendarRequest request;
    request.set_year(year);
    const auto response = calls_.GetCalendar(request);
    EXPECT_TRUE(response.ok()) << response.status();
    return *response;
  }

  std::unique_ptr<sql::Database> database_ = *OpenTasksDatabase(sql::Location::InMemory());
  CalendarStore store_{*database_};
  CalendarCalls calls_{store_, [] { return absl::FromUnixSeconds(1'700'000'000); }};
};

TEST_F(CalendarCallsTest, AnEmptyCalendarComesByRule) {
  const v1::GetCalendarResponse calendar = Get(2024);
  EXPECT_THAT(calendar.by_rule(), ElementsAre(v1::CalendarDay::HOLIDAY, v1::CalendarDay::WORKDAY,
                                              v1::CalendarDay::REPORT, v1::CalendarDay::EVIDENCE));
  ASSERT_EQ(calendar.days_size(), 8);
  EXPECT_EQ(calendar.days(0).date(), "2024-01-01");
  EXPECT_EQ(calendar.days(0).name(), "Tết Dương lịch");
  EXPECT_EQ(calendar.days(7).date(), "2024-12-31");
  EXPECT_EQ(calendar.days(7).kind(), v1::CalendarDay::EVIDENCE);
}

TEST_F(CalendarCallsTest, ImportReplacesKindsOfYearsAndCountsWhatItDid) {
  const auto first = Import("2024-02-08,HOLIDAY,Tết\n2024-02-09,HOLIDAY,Tết\n2025-01-29,HOLIDAY,Tết\n");
  EXPECT_TRUE(first.stored());
  EXPECT_EQ(first.added(), 3);
  const auto second = Import("2024-02-09,HOLIDAY,Mồng một\n2024-02-10,HOLIDAY,Tết\n2024-06-15,REPORT,Kỳ I\n");
  EXPECT_EQ(second.rows(), 3);
  EXPECT_EQ(second.added(), 2);
  EXPECT_EQ(second.changed(), 1);
  EXPECT_EQ(second.removed(), 1);
  const v1::GetCalendarResponse calendar = Get(2024);
  EXPECT_THAT(calendar.by_rule(), ElementsAre(v1::CalendarDay::WORKDAY, v1::CalendarDay::EVIDENCE));
  EXPECT_EQ(calendar.days_size(), 4);
  EXPECT_EQ(Get(2025).days(0).date(), "2025-01-29");
}

TEST_F(CalendarCallsTest, TheLogSaysWhoImportedWhatUnlessNothingChanged) {
  TaskStore tasks(*database_);
  const std::string rows = "2024-02-08,HOLIDAY,Tết\n";
  Import(rows, /*dry_run=*/true);
  EXPECT_EQ(tasks.LogHead()->number, 0);
  Import(rows);
  Import(rows);
  const std::vector<audit::LogEntry> entries = *tasks.ListLog(0, 10);
  ASSERT_EQ(entries.size(), 1u);
  const std::string& entry = entries[0].text;
  for (const std::string& part : {std::string("\"action\":\"calendar.import\""), std::string("\"name\":\"Lan\""),
                                  "lich.csv sha256:" + Sha256::HexOf("date,kind,name\n" + rows)}) {
    EXPECT_NE(entry.find(part), std::string::npos) << entry;
  }
  const auto audited = tasks.CompareStateWithLog();
  ASSERT_TRUE(audited.ok()) << audited.status();
  EXPECT_EQ(audited->entries, 1);
}

TEST_F(CalendarCallsTest, ADryRunStoresNothing) {
  const auto report = Import("2024-02-08,HOLIDAY,Tết\n", true);
  EXPECT_FALSE(report.stored());
  EXPECT_EQ(report.added(), 1);
  EXPECT_EQ(Get(2024).days_size(), 8);
}

TEST_F(CalendarCallsTest, AFaultKeepsEverythingOut) {
  const auto report = Import("2024-02-08,HOLIDAY,Tết\n2024-02-31,HOLIDAY,Tết\n");
  EXPECT_FALSE(report.stored());
  ASSERT_EQ(report.faults_size(), 1);
  EXPECT_EQ(report.faults(0).line(), 3);
  EXPECT_EQ(report.faults(0).reason(), "BAD_DATE");
  EXPECT_EQ(report.added(), 0);
  EXPECT_EQ(Get(2024).days_size(), 8);
}

TEST_F(CalendarCallsTest, RefusesYearsThatNobodyMeans) {
  for (const int year : {0, -1, 1944, 2201}) {
    v1::GetCalendarRequest request;
    request.set_year(year);
    EXPECT_EQ(Problem::FromStatus(calls_.GetCalendar(request).status()).reason, "BAD_YEAR") << year;
  }
}

}  // namespace
}  // namespace thidua::tasks
