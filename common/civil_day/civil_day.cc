#include "common/civil_day/civil_day.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace thidua {

std::optional<CivilDay> ParseCivilDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  for (const size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return std::nullopt;
  }
  const auto two_digits = [text](size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const int year = two_digits(0) * 100 + two_digits(2);
  const int month = two_digits(5);
  const int day = two_digits(8);
  // CivilDay carries an impossible day over into the next month.
  const CivilDay parsed(year, month, day);
  if (parsed.year() != year || parsed.month() != month || parsed.day() != day) return std::nullopt;
  return parsed;
}

std::string FormatCivilDay(CivilDay day) {
  return absl::StrCat(absl::Dec(day.year(), absl::kZeroPad4), "-", absl::Dec(day.month(), absl::kZeroPad2), "-",
                      absl::Dec(day.day(), absl::kZeroPad2));
}

absl::TimeZone VietnamTime() { return absl::FixedTimeZone(7 * 60 * 60); }

CivilDay CivilDayAt(absl::Time time) { return absl::ToCivilDay(time, VietnamTime()); }

std::optional<MonthDay> MonthDay::Parse(std::string_view text) {
  constexpr std::string_view kCommonYear = "2023-";
  const auto day = ParseCivilDay(std::string(kCommonYear).append(text));
  if (!day.has_value()) return std::nullopt;
  return MonthDay(day->month(), day->day());
}

}  // namespace thidua
