#include "services/tasks/rpc/calendar_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/source_file.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = CalendarDay::Kind;

CivilDay Day(const char* text) { return *ParseCivilDay(text); }

// "line:field REASON" of each fault.
std::vector<std::string> FaultsOf(const std::string& rows) {
  imports::FaultList faults;
  ReadCalendarFile("date,kind,name\n" + rows, faults);
  std::vector<std::string> out;
  for (const imports::Fault& fault : faults.Sorted()) {
    out.push_back(absl::StrCat(fault.line, ":", fault.field, " ", fault.reason));
    EXPECT_FALSE(fault.message.vi.empty());
    EXPECT_FALSE(fault.message.en.empty());
  }
  return out;
}

TEST(CalendarFileTest, ReadsDays) {
  imports::FaultList faults;
  const CalendarFile file = ReadCalendarFile(
      "kind,name,date\nHOLIDAY,Tết Nguyên đán,2024-02-08\nWORKDAY,Làm bù,2024-05-04\nREPORT,Quý II,2024-06-15\n"
      "EVIDENCE,Minh chứng,2024-12-31\n",
      faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(file.rows, 4);
  EXPECT_THAT(file.days, ElementsAre(CalendarDay{Day("2024-02-08"), Kind::kHoliday, "Tết Nguyên đán"},
                                     CalendarDay{Day("2024-05-04"), Kind::kWorkday, "Làm bù"},
                                     CalendarDay{Day("2024-06-15"), Kind::kReport, "Quý II"},
                                     CalendarDay{Day("2024-12-31"), Kind::kEvidence, "Minh chứng"}));
}

TEST(CalendarFileTest, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string rows;
    std::vector<std::string> faults;
  };
  const Case kCases[] = {
      {"2024-02-30,HOLIDAY,Tết\n", {"2:date BAD_DATE"}},
      {"8/2/2024,HOLIDAY,Tết\n", {"2:date BAD_DATE"}},
      {",HOLIDAY,Tết\n", {"2:date BAD_DATE"}},
      {"1900-02-08,HOLIDAY,Tết\n", {"2:date BAD_YEAR"}},
      {"2024-02-08,holiday,Tết\n", {"2:kind UNKNOWN_KIND"}},
      {"2024-02-08,,Tết\n", {"2:kind UNKNOWN_KIND"}},
      {"2024-02-08,HOLIDAY,\n", {"2:name EMPTY"}},
      {"2024-05-06,WORKDAY,Làm bù\n", {"2:date NOT_A_WEEKEND"}},
      {"2024-02-08,HOLIDAY,Tết\n2024-02-08,REPORT,Báo cáo\n2024-02-08,HOLIDAY,Tết khác\n", {"4:date DUPLICATE_ROW"}},
      {"2024-05-04,WORKDAY,Làm bù\n2024-05-04,HOLIDAY,Nghỉ\n", {"3:kind CONTRADICTION"}},
      {"2024-05-04,HOLIDAY,Nghỉ\n2024-05-04,WORKDAY,Làm bù\n", {"3:kind CONTRADICTION"}},
      {"2024-02-30,NEN,\n", {"2:date BAD_DATE", "2:kind UNKNOWN_KIND", "2:name EMPTY"}},
  };
  for (const Case& row : kCases) EXPECT_EQ(FaultsOf(row.rows), row.faults) << row.rows;
}

TEST(CalendarFileTest, KeepsOnlyRowsWithoutFaults) {
  imports::FaultList faults;
  const CalendarFile file =
      ReadCalendarFile("date,kind,name\n2024-02-08,HOLIDAY,Tết\nx,HOLIDAY,Tết\n2024-02-09,HOLIDAY,Tết\n", faults);
  EXPECT_EQ(file.rows, 3);
  EXPECT_EQ(file.days.size(), 2U);
}

class VietnamCalendarTest : public ::testing::Test {
 protected:
  VietnamCalendarTest() {
    std::ifstream stream(SourceFile("deploy/demo/calendar_vn.csv"), std::ios::binary);
    imports::FaultList faults;
    const std::string content(std::istreambuf_iterator<char>(stream), {});
    calendar_ = Calendar(ReadCalendarFile(content, faults).days);
    EXPECT_TRUE(faults.empty()) << faults.Sorted().front().message.en << " line " << faults.Sorted().front().line;
  }

  Calendar calendar_;
};

// Labour Code 2019, article 112: 11 days with pay; days in lieu make up for those on a weekend.
TEST_F(VietnamCalendarTest, ElevenWeekdaysAreOffInEachYear) {
  // Of which a swap is one more: it is worked on a weekend.
  const std::map<int, int> swaps = {{2023, 0}, {2024, 1}, {2025, 1}, {2026, 2}};
  for (const auto& [year, swapped] : swaps) {
    int off = 0, worked = 0;
    for (CivilDay day(year, 1, 1); day.year() == year; ++day) {
      const absl::Weekday weekday = absl::GetWeekday(day);
      const bool weekend = weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
      if (!weekend && !calendar_.IsWorkday(day)) ++off;
      if (weekend && calendar_.IsWorkday(day)) ++worked;
    }
    EXPECT_EQ(worked, swapped) << year;
    EXPECT_EQ(off, 11 + swapped) << year;
  }
}

TEST_F(VietnamCalendarTest, HasThePlanOfBaBich) {
  EXPECT_THAT(calendar_.ReportDays(2024), ElementsAre(Day("2024-06-15"), Day("2024-09-15"), Day("2024-11-15")));
  EXPECT_EQ(calendar_.EvidenceDay(2024), Day("2024-12-31"));
  EXPECT_EQ(calendar_.AfterWorkdays(Day("2024-02-07"), 1), Day("2024-02-15"));
  EXPECT_EQ(calendar_.AfterWorkdays(Day("2025-04-25"), 1), Day("2025-04-26"));
  EXPECT_EQ(calendar_.AfterWorkdays(Day("2025-04-29"), 1), Day("2025-05-05"));
}

}  // namespace
}  // namespace thidua::tasks
