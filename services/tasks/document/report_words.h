#ifndef THIDUA_SERVICES_TASKS_DOCUMENT_REPORT_WORDS_H_
#define THIDUA_SERVICES_TASKS_DOCUMENT_REPORT_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/civil_day/civil_day.h"
#include "thidua/tasks/v1/reports.pb.h"

namespace thidua::tasks {

// A unit as official documents speak of it, from a name that begins with its kind: "Xã Ba Bích".
class UnitWords {
 public:
  explicit UnitWords(std::string_view unit_name);

  // "xã"; empty when the name does not begin with a kind of unit.
  const std::string& kind() const { return kind_; }
  // "xã Ba Bích"
  std::string InText() const;
  // "Ủy ban nhân dân xã Ba Bích"
  std::string Committee() const;
  // "UBND xã Ba Bích"
  std::string ShortCommittee() const;
  // Before the date: "Ba Bích". With its kind where the name is a number or a person's ("Phường 5", "Thành phố Hồ Chí
  // Minh").
  std::string Place() const;

 private:
  std::string kind_;
  std::string name_;
};

std::string UpperCase(std::string_view text);

// "ngày 05 tháng 02 năm 2024": the decree's leading zeros, of days below 10 and of January and February.
std::string SpokenDay(CivilDay day);
// "05/02/2024" of "2024-02-05"; what is no day stays as it is.
std::string ShortDay(std::string_view iso);
// INVALID_ARGUMENT (BAD_DATE).
absl::StatusOr<CivilDay> DayOf(std::string_view field, std::string_view iso);

// "05" of 5: below 10 with the leading zero that official texts have.
std::string Count(int count);
// "1.234,5" of "1234.5"; what is no decimal stays as it is.
std::string Figure(std::string_view decimal);
// "95,25 điểm, xếp thứ 02"
std::string ForecastWords(const v1::ForecastEnd& end);

// Số, with a leading zero below 10 and, when only the number was given, the code of a committee's report:
// "07/BC-UBND". Room to write it by hand when empty.
std::string OfficialNumber(std::string_view number);

// What became of a task, one statement each: "Đang thực hiện, đạt 60%".
std::vector<std::string> ResultWords(const v1::ReportedTask& task);
// "Nghiệm thu" and the like, of the name of a Task.State; the name itself when unknown.
std::string StateWords(std::string_view state);

// The lines of a text without the empty ones.
std::vector<std::string> Lines(std::string_view text);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOCUMENT_REPORT_WORDS_H_
