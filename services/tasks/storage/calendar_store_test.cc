#include "services/tasks/storage/calendar_store.h"

#include <gtest/gtest.h>
#include <soci/soci.h>

#include <memory>

#include "common/sql/each_database_for_test.h"
#include "common/testing/temp_folder.h"
#include "services/tasks/storage/task_store.h"
#include "services/tasks/storage/tasks_schema.h"

namespace thidua::tasks {
namespace {

using Kind = CalendarDay::Kind;

CalendarDay Day(const char* date, Kind kind, const char* name = "tên") {
  return {.date = *ParseCivilDay(date), .kind = kind, .name = name};
}

class CalendarStoreTest : public sql::EachDatabaseTest {
 protected:
  CalendarChanges Put(const std::vector<CalendarDay>& days) {
    const auto preview = store_.Preview(days);
    const auto changes = store_.Put(days, LogLine{.action = "calendar.import"});
    EXPECT_TRUE(changes.ok()) << changes.status();
    EXPECT_EQ(*preview, *changes);
    return *changes;
  }
  std::vector<CalendarDay> Days(int year) { return store_.Load()->Days(year); }

  std::unique_ptr<sql::Database> database_ = *OpenTasksDatabase(place_.location());
  CalendarStore store_{*database_};
};

TEST_P(CalendarStoreTest, IsByRuleWhileNothingIsNamed) { EXPECT_EQ(Days(2024), Calendar().Days(2024)); }

TEST_P(CalendarStoreTest, GivesBackWhatWasPut) {
  const std::vector<CalendarDay> days = {
      Day("2024-02-08", Kind::kHoliday, "Tết Nguyên đán"), Day("2024-05-04", Kind::kWorkday, "Làm bù 29/4"),
      Day("2024-06-15", Kind::kReport, "Báo cáo"), Day("2024-12-31", Kind::kEvidence, "Minh chứng")};
  EXPECT_EQ(Put(days), (CalendarChanges{.added = 4}));
  EXPECT_EQ(Days(2024), days);
}

TEST_P(CalendarStoreTest, AFileDeclaresItsKindsAndYearsAsAWhole) {
  Put({Day("2024-02-08", Kind::kHoliday), Day("2024-02-09", Kind::kHoliday), Day("2025-01-29", Kind::kHoliday),
       Day("2024-06-15", Kind::kReport)});
  EXPECT_EQ(Put({Day("2024-02-09", Kind::kHoliday, "tên khác"), Day("2024-02-10", Kind::kHoliday)}),
            (CalendarChanges{.added = 1, .changed = 1, .removed = 1}));
  const Calendar calendar = *store_.Load();
  EXPECT_TRUE(calendar.IsWorkday(*ParseCivilDay("2024-02-08")));
  EXPECT_FALSE(calendar.IsWorkday(*ParseCivilDay("2024-02-09")));
  EXPECT_FALSE(calendar.IsWorkday(*ParseCivilDay("2025-01-29")));
  EXPECT_EQ(calendar.ReportDays(2024).size(), 1U);
}

TEST_P(CalendarStoreTest, TheSameFileAgainChangesNothing) {
  const std::vector<CalendarDay> days = {Day("2024-02-08", Kind::kHoliday), Day("2024-06-15", Kind::kReport)};
  Put(days);
  EXPECT_EQ(Put(days), (CalendarChanges{.unchanged = 2}));
}

TEST_P(CalendarStoreTest, PreviewStoresNothing) {
  ASSERT_TRUE(store_.Preview({Day("2024-02-08", Kind::kHoliday)}).ok());
  EXPECT_EQ(Days(2024), Calendar().Days(2024));
}

TEST_P(CalendarStoreTest, ADamagedRowIsAnInternalError) {
  ASSERT_TRUE(database_
                  ->Write([](soci::session& session) {
                    session << "INSERT INTO calendar (kind, date, name) VALUES ('HOLIDAY', '2024-02-30', '')";
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_TRUE(absl::IsInternal(store_.Load().status()));
}

THIDUA_TEST_IN_EACH_DATABASE(CalendarStoreTest);

}  // namespace
}  // namespace thidua::tasks
