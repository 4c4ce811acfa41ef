#include "services/tasks/domain/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using Kind = CalendarDay::Kind;

CivilDay Day(const char* text) { return *ParseCivilDay(text); }

CalendarDay Named(const char* date, Kind kind) { return {.date = Day(date), .kind = kind, .name = "tên"}; }

// Tết 2024, the swap of 29/4 for 4/5, and the days of Ba Bích's plan.
std::vector<CalendarDay> Of2024() {
  std::vector<CalendarDay> days;
  for (const char* date :
       {"2024-01-01", "2024-02-08", "2024-02-09", "2024-02-10", "2024-02-11", "2024-02-12", "2024-02-13", "2024-02-14",
        "2024-04-18", "2024-04-29", "2024-04-30", "2024-05-01", "2024-09-02", "2024-09-03"}) {
    days.push_back(Named(date, Kind::kHoliday));
  }
  days.push_back(Named("2024-05-04", Kind::kWorkday));
  days.push_back(Named("2024-06-15", Kind::kReport));
  days.push_back(Named("2024-11-15", Kind::kReport));
  days.push_back(Named("2024-12-20", Kind::kEvidence));
  days.push_back(Named("2024-12-25", Kind::kEvidence));
  return days;
}

TEST(CalendarTest, WorkdaysByRule) {
  const Calendar calendar;
  struct Case {
    const char* date;
    bool worked;
  };
  for (const Case& row : {Case{"2024-01-01", false},
                          {"2024-01-02", true},
                          {"2024-02-09", true},
                          {"2024-04-29", true},
                          {"2024-04-30", false},
                          {"2024-05-01", false},
                          {"2024-05-04", false},
                          {"2024-05-05", false},
                          {"2024-09-02", false},
                          {"2024-09-03", true},
                          {"2024-12-31", true}}) {
    EXPECT_EQ(calendar.IsWorkday(Day(row.date)), row.worked) << row.date;
  }
}

TEST(CalendarTest, NamedDaysReplaceTheRuleForTheirYearAlone) {
  const Calendar calendar(Of2024());
  struct Case {
    const char* date;
    bool worked;
  };
  for (const Case& row : {Case{"2024-02-07", true},
                          {"2024-02-08", false},
                          {"2024-02-14", false},
                          {"2024-02-15", true},
                          {"2024-04-29", false},
                          {"2024-05-04", true},
                          {"2024-05-11", false},
                          {"2024-09-03", false},
                          {"2025-09-02", false},
                          {"2025-09-03", true},
                          {"2025-04-30", false}}) {
    EXPECT_EQ(calendar.IsWorkday(Day(row.date)), row.worked) << row.date;
  }
  EXPECT_FALSE(Calendar({Named("2024-04-29", Kind::kHoliday)}).IsWorkday(Day("2024-04-29")));
  EXPECT_TRUE(Calendar({Named("2024-04-29", Kind::kHoliday)}).IsWorkday(Day("2024-04-30")))
      << "a file declares the holidays of its year as a whole";
}

TEST(CalendarTest, AHolidayIsNotWorkedWhateverElseItIs) {
  const Calendar calendar({Named("2024-05-04", Kind::kWorkday), Named("2024-05-04", Kind::kHoliday)});
  EXPECT_FALSE(calendar.IsWorkday(Day("2024-05-04")));
}

TEST(CalendarTest, CountsWorkdays) {
  const Calendar calendar(Of2024());
  struct Case {
    const char* from;
    int count;
    const char* to;
  };
  for (const Case& row : {Case{"2024-02-07", 0, "2024-02-07"},
                          {"2024-02-10", 0, "2024-02-10"},
                          {"2024-02-07", 1, "2024-02-15"},  // Over Tết.
                          {"2024-02-07", 3, "2024-02-19"},  // Tết and a weekend.
                          {"2024-04-26", 1, "2024-05-02"},  // Weekend, swapped day, 30/4, 1/5.
                          {"2024-04-26", 3, "2024-05-04"},  // The Saturday that is worked.
                          {"2024-04-26", 4, "2024-05-06"},
                          {"2024-12-31", 1, "2025-01-02"},  // 1/1/2025 comes by rule.
                          {"2024-12-31", 10, "2025-01-15"}}) {
    EXPECT_EQ(FormatCivilDay(calendar.AfterWorkdays(Day(row.from), row.count)), row.to) << row.from << " " << row.count;
  }
}

TEST(CalendarTest, WorkdaysAddUp) {
  const Calendar calendar(Of2024());
  for (CivilDay day = Day("2023-12-20"); day < Day("2025-01-20"); ++day) {
    for (const int count : {1, 2, 5, 9}) {
      const CivilDay after = calendar.AfterWorkdays(day, count);
      EXPECT_TRUE(calendar.IsWorkday(after));
      EXPECT_EQ(calendar.AfterWorkdays(after, 3), calendar.AfterWorkdays(day, count + 3));
      int worked = 0;
      for (CivilDay between = day + 1; between <= after; ++between) worked += calendar.IsWorkday(between) ? 1 : 0;
      EXPECT_EQ(worked, count) << FormatCivilDay(day);
    }
  }
}

TEST(CalendarTest, ReportAndEvidenceDays) {
  const Calendar calendar(Of2024());
  EXPECT_THAT(calendar.ReportDays(2024), ElementsAre(Day("2024-06-15"), Day("2024-11-15")));
  EXPECT_THAT(calendar.ReportDays(2025), ElementsAre(Day("2025-06-15"), Day("2025-09-15"), Day("2025-11-15")));
  EXPECT_EQ(calendar.EvidenceDay(2024), Day("2024-12-25"));
  EXPECT_EQ(calendar.EvidenceDay(2025), Day("2025-12-31"));
}

TEST(CalendarTest, PeriodsBeginAfterTheReportBefore) {
  const Calendar calendar(Of2024());
  struct Case {
    const char* date;
    const char* start;
  };
  for (const Case& row : {Case{"2024-01-01", "2024-01-01"},
                          {"2024-06-15", "2024-01-01"},
                          {"2024-06-16", "2024-06-16"},
                          {"2024-11-15", "2024-06-16"},
                          {"2024-12-31", "2024-11-16"},
                          {"2025-03-01", "2025-01-01"},
                          {"2025-09-15", "2025-06-16"}}) {
    EXPECT_EQ(FormatCivilDay(calendar.PeriodStart(Day(row.date))), row.start) << row.date;
  }
}

TEST(CalendarTest, ListsEveryDayInOrderWhateverTheOrderOfTheNamed) {
  std::vector<CalendarDay> named = Of2024();
  const std::vector<CalendarDay> listed = Calendar(named).Days(2024);
  EXPECT_EQ(listed.size(), named.size());
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(named.begin(), named.end(), random);
    EXPECT_EQ(Calendar(named).Days(2024), listed);
  }
  for (size_t i = 1; i < listed.size(); ++i) EXPECT_LE(listed[i - 1].date, listed[i].date);
}

TEST(CalendarTest, SaysWhatComesByRule) {
  const Calendar calendar({Named("2024-06-15", Kind::kReport)});
  EXPECT_FALSE(calendar.ByRule(Kind::kReport, 2024));
  EXPECT_TRUE(calendar.ByRule(Kind::kHoliday, 2024));
  EXPECT_TRUE(calendar.ByRule(Kind::kReport, 2023));
  std::vector<std::string> dates;
  for (const CalendarDay& day : calendar.Days(2024)) dates.push_back(FormatCivilDay(day.date));
  EXPECT_THAT(dates, ElementsAre("2024-01-01", "2024-04-30", "2024-05-01", "2024-06-15", "2024-09-02", "2024-12-31"));
}

}  // namespace
}  // namespace thidua::tasks
