#include "services/tasks/document/report_words.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/decimal/decimal.h"
#include "common/status/problem.h"

namespace thidua::tasks {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kKinds = {{{"Xã ", "xã"},
                                                                                  {"Phường ", "phường"},
                                                                                  {"Thị trấn ", "thị trấn"},
                                                                                  {"Thị xã ", "thị xã"},
                                                                                  {"Huyện ", "huyện"},
                                                                                  {"Quận ", "quận"},
                                                                                  {"Thành phố ", "thành phố"},
                                                                                  {"Đặc khu ", "đặc khu"},
                                                                                  {"Tỉnh ", "tỉnh"}}};
constexpr std::array<std::string_view, 2> kCommittees = {"Ủy ban nhân dân ", "UBND "};

icu::UnicodeString FromUtf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string ToUtf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

std::string CapitalFirst(std::string_view text) {
  icu::UnicodeString all = FromUtf8(text);
  const int32_t first = all.moveIndex32(0, 1);
  return ToUtf8(icu::UnicodeString(all, 0, first).toUpper(icu::Locale("vi"))) + ToUtf8(icu::UnicodeString(all, first));
}

bool SameLetters(std::string_view a, std::string_view b) {
  return FromUtf8(a).caseCompare(FromUtf8(b), U_FOLD_CASE_DEFAULT) == 0;
}

bool IsDecimal(std::string_view text) {
  Decimal ignored;
  return Decimal::Parse(text, ignored) == Decimal::Fault::kNone;
}

}  // namespace

UnitWords::UnitWords(std::string_view unit_name) {
  std::string_view rest = unit_name;
  for (std::string_view committee : kCommittees) {
    if (SameLetters(rest.substr(0, committee.size()), committee)) rest.remove_prefix(committee.size());
  }
  for (const auto& [prefix, kind] : kKinds) {
    if (!SameLetters(rest.substr(0, prefix.size()), prefix)) continue;
    kind_ = std::string(kind);
    rest.remove_prefix(prefix.size());
    break;
  }
  name_ = std::string(rest);
}

std::string UnitWords::InText() const { return kind_.empty() ? name_ : absl::StrCat(kind_, " ", name_); }
std::string UnitWords::Committee() const { return absl::StrCat("Ủy ban nhân dân ", InText()); }
std::string UnitWords::ShortCommittee() const { return absl::StrCat("UBND ", InText()); }

std::string UnitWords::Place() const {
  const bool is_number = !name_.empty() && absl::ascii_isdigit(static_cast<unsigned char>(name_[0]));
  return is_number || name_ == "Hồ Chí Minh" ? CapitalFirst(InText()) : name_;
}

std::string UpperCase(std::string_view text) { return ToUtf8(FromUtf8(text).toUpper(icu::Locale("vi"))); }

std::string SpokenDay(CivilDay day) {
  return absl::StrFormat(day.month() <= 2 ? "ngày %02d tháng %02d năm %d" : "ngày %02d tháng %d năm %d", day.day(),
                         day.month(), day.year());
}

std::string ShortDay(std::string_view iso) {
  const std::optional<CivilDay> day = ParseCivilDay(iso);
  return day ? absl::StrFormat("%02d/%02d/%d", day->day(), day->month(), day->year()) : std::string(iso);
}

absl::StatusOr<CivilDay> DayOf(std::string_view field, std::string_view iso) {
  if (const std::optional<CivilDay> day = ParseCivilDay(iso)) return *day;
  return InvalidField(
      field, "BAD_DATE",
      {.vi = absl::StrCat("Ngày \"", std::string(iso),
                          "\" của báo cáo không đúng dạng năm-tháng-ngày, ví dụ 2024-11-15."),
       .en = absl::StrCat("The report's day \"", std::string(iso), "\" is no year-month-day, e.g. 2024-11-15.")});
}

std::string Count(int count) { return count == 0 ? "0" : absl::StrFormat("%02d", count); }

std::string Figure(std::string_view decimal) {
  if (!IsDecimal(decimal)) return std::string(decimal);
  const size_t sign = decimal.starts_with('-') ? 1 : 0;
  const size_t point = std::min(decimal.find('.'), decimal.size());
  std::string out(decimal.substr(0, sign));
  for (size_t i = sign; i < point; ++i) {
    if (i > sign && (point - i) % 3 == 0) out += '.';
    out += decimal[i];
  }
  if (point < decimal.size()) absl::StrAppend(&out, ",", std::string(decimal.substr(point + 1)));
  return out;
}

std::string ForecastWords(const v1::ForecastEnd& end) {
  std::string words = absl::StrCat(Figure(end.total()), " điểm");
  if (end.rank() > 0) absl::StrAppend(&words, ", xếp thứ ", Count(end.rank()));
  return words;
}

std::string OfficialNumber(std::string_view number) {
  constexpr std::string_view kCode = "/BC-UBND";
  if (number.empty()) return absl::StrCat("        ", std::string(kCode));
  const std::string_view digits = number.substr(0, number.find('/'));
  const bool one_digit = digits.size() == 1 && absl::ascii_isdigit(static_cast<unsigned char>(digits[0]));
  return absl::StrCat(one_digit ? "0" : "", std::string(number),
                      digits.size() == number.size() ? std::string(kCode) : std::string());
}

std::string StateWords(std::string_view state) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kStates = {
      {{"DRAFT", "Dự kiến, chưa giao"},
       {"ASSIGNED", "Đã giao, chưa thực hiện"},
       {"IN_PROGRESS", "Đang thực hiện"},
       {"EVIDENCE_SUBMITTED", "Chờ nghiệm thu"},
       {"ACCEPTED", "Đã nghiệm thu"},
       {"RETURNED", "Bị trả lại"},
       {"DONE", "Hoàn thành"},
       {"CANCELLED", "Đã hủy"}}};
  for (const auto& [name, words] : kStates) {
    if (name == state) return std::string(words);
  }
  return std::string(state);
}

std::vector<std::string> ResultWords(const v1::ReportedTask& task) {
  const bool fulfilled = task.state() == "ACCEPTED" || task.state() == "DONE";
  std::vector<std::string> words = {StateWords(task.state())};
  if (!fulfilled) absl::StrAppend(&words[0], ", ", task.percent(), "%");
  if (!task.figure().empty()) words.push_back(absl::StrCat("Kết quả đạt: ", Figure(task.figure())));
  if (task.overdue()) words.push_back("Quá hạn");
  if (task.submitted_late()) words.push_back("Nộp minh chứng trễ hạn");
  if (!fulfilled && task.state() != "CANCELLED" && !task.reported()) words.push_back("Chưa báo cáo trong kỳ");
  for (const std::string& line : Lines(task.note())) words.push_back(line);
  return words;
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto& line : absl::StrSplit(std::string(text), absl::ByAnyChar("\r\n"), absl::SkipWhitespace())) {
    lines.push_back(std::string(absl::StripAsciiWhitespace(line)));
  }
  return lines;
}

}  // namespace thidua::tasks
