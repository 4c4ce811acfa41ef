#include "common/civil_day/civil_day.h"

#include <gtest/gtest.h>

#include <string>

namespace thidua {
namespace {

TEST(CivilDayTest, ReadsAndWritesTheSameText) {
  for (const char* text : {"2024-02-29", "2000-02-29", "2023-01-01", "2024-12-31", "0001-01-01", "9999-12-31"}) {
    const auto day = ParseCivilDay(text);
    ASSERT_TRUE(day.has_value()) << text;
    EXPECT_EQ(FormatCivilDay(*day), text);
  }
}

TEST(CivilDayTest, RefusesWhatTheCalendarDoesNotHave) {
  for (const char* text : {"2023-02-29", "1900-02-29", "2024-02-30", "2024-04-31", "2024-13-01", "2024-00-10",
                           "2024-01-00", "2024-01-32"}) {
    EXPECT_FALSE(ParseCivilDay(text).has_value()) << text;
  }
}

TEST(CivilDayTest, RefusesEveryOtherSpelling) {
  for (const char* text : {"", "2024", "2024-1-1", "31/12/2024", "2024/12/31", "20241231", "2024-12-31 ", " 2024-12-31",
                           "+024-12-31", "-024-12-31", "2024-12-3a", "2024-12-31T00:00:00", "２０２４-12-31"}) {
    EXPECT_FALSE(ParseCivilDay(text).has_value()) << text;
  }
}

TEST(CivilDayTest, ComparesByDay) { EXPECT_LT(*ParseCivilDay("2024-09-30"), *ParseCivilDay("2024-10-01")); }

TEST(MonthDayTest, IsADayOfEveryYear) {
  EXPECT_EQ(FormatCivilDay(MonthDay::Parse("12-31")->In(2024)), "2024-12-31");
  EXPECT_EQ(FormatCivilDay(MonthDay::Parse("02-28")->In(2024)), "2024-02-28");
  for (const char* text : {"02-29", "04-31", "13-01", "1-1", "12-31 ", "", "2024-12-31"}) {
    EXPECT_FALSE(MonthDay::Parse(text).has_value()) << text;
  }
}

TEST(CivilDayAt, EndsAtMidnightInVietnam) {
  const absl::Time midnight = absl::FromCivil(absl::CivilHour(2023, 12, 31) + 17, absl::UTCTimeZone());
  EXPECT_EQ(CivilDayAt(midnight - absl::Nanoseconds(1)), CivilDay(2023, 12, 31));
  EXPECT_EQ(CivilDayAt(midnight), CivilDay(2024, 1, 1));
  EXPECT_EQ(CivilDayAt(midnight + absl::Hours(24) - absl::Nanoseconds(1)), CivilDay(2024, 1, 1));
}

}  // namespace
}  // namespace thidua
