#ifndef THIDUA_COMMON_CIVIL_DAY_CIVIL_DAY_H_
#define THIDUA_COMMON_CIVIL_DAY_CIVIL_DAY_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace thidua {

// A calendar day in Asia/Ho_Chi_Minh.
using CivilDay = absl::CivilDay;

// ISO 8601, "2024-02-29": exactly ten characters and a day that the calendar has. Nothing otherwise.
std::optional<CivilDay> ParseCivilDay(std::string_view text);
std::string FormatCivilDay(CivilDay day);

// Asia/Ho_Chi_Minh since 1975: UTC+7, no summer time.
absl::TimeZone VietnamTime();
// The day that it is in Vietnam at `time`.
CivilDay CivilDayAt(absl::Time time);

// A day that every year has: 29 February is none.
class MonthDay {
 public:
  // "12-31": month and day, two digits each.
  static std::optional<MonthDay> Parse(std::string_view text);

  CivilDay In(int year) const { return CivilDay(year, month_, day_); }

 private:
  MonthDay(int month, int day) : month_(month), day_(day) {}

  int month_;
  int day_;
};

}  // namespace thidua

#endif  // THIDUA_COMMON_CIVIL_DAY_CIVIL_DAY_H_
