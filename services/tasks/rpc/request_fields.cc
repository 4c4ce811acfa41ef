#include "services/tasks/rpc/request_fields.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/decimal/rational.h"
#include "common/status/problem.h"
#include "common/text/unicode.h"

namespace thidua::tasks {
namespace {

constexpr int kFirstYear = 1945;
constexpr int kLastYear = 2200;
constexpr int kDefaultPageSize = 500;
constexpr int kMaxPageSize = 2000;
// Of the texts in a page token. ASCII unit separator: no code has a control character.
constexpr char kSeparator[] = "\x1f";

}  // namespace

absl::Status CheckGiven(std::string_view field, const std::string& text) {
  if (!text.empty()) return absl::OkStatus();
  return InvalidField(field, "REQUIRED",
                      {.vi = absl::StrCat("Thiếu ", std::string(field), "."),
                       .en = absl::StrCat("Field ", std::string(field), " is required.")});
}

absl::Status CheckYear(std::string_view field, int year) {
  if (year >= kFirstYear && year <= kLastYear) return absl::OkStatus();
  const std::string name(field);
  return InvalidField(
      field, "BAD_YEAR",
      {.vi = absl::StrCat(name, " là ", year, ". Cần một năm từ ", kFirstYear, " đến ", kLastYear, "."),
       .en = absl::StrCat(name, " is ", year, ". Wanted: a year from ", kFirstYear, " to ", kLastYear, ".")});
}

absl::Status CheckText(std::string_view field, const std::string& text, size_t longest) {
  if (text.size() <= longest && !text::FirstBadUtf8(text).has_value() && !text::HasControlCharacter(text)) {
    return absl::OkStatus();
  }
  const std::string name(field);
  return InvalidField(field, "BAD_TEXT",
                      {.vi = absl::StrCat(name, " cần là văn bản UTF-8 trên một dòng, dài nhất ", longest, " byte."),
                       .en = absl::StrCat(name, " must be UTF-8 text on one line, of at most ", longest, " bytes.")});
}

absl::StatusOr<CivilDay> ReadDay(std::string_view field, const std::string& text, CivilDay fallback) {
  const absl::StatusOr<std::optional<CivilDay>> day = ReadDay(field, text);
  if (!day.ok()) return day.status();
  return day->value_or(fallback);
}

absl::StatusOr<std::optional<CivilDay>> ReadDay(std::string_view field, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::optional<CivilDay> day = ParseCivilDay(text);
  if (day.has_value()) return day;
  const std::string name(field);
  return InvalidField(
      field, "BAD_DATE",
      {.vi = absl::StrCat(name, " không phải một ngày có thật viết dạng năm-tháng-ngày, ví dụ 2024-12-31."),
       .en = absl::StrCat(name, " is not a day of the calendar written as year-month-day, e.g. 2024-12-31.")});
}

absl::StatusOr<CivilDay> ReadPastDay(std::string_view field, const std::string& text, CivilDay today) {
  absl::StatusOr<CivilDay> day = ReadDay(field, text, today);
  if (!day.ok() || *day <= today) return day;
  return InvalidField(field, "DATE_IN_FUTURE",
                      {.vi = absl::StrCat("Ngày ", text, " chưa tới (hôm nay là ", FormatCivilDay(today),
                                          "). Hãy ghi ngày việc đã xảy ra."),
                       .en = absl::StrCat("The day ", text, " is yet to come (today is ", FormatCivilDay(today),
                                          "). Give the day on which it happened.")});
}

absl::Status DueBeforeStart(std::string_view field, CivilDay start, CivilDay due) {
  return InvalidField(field, "DUE_BEFORE_START",
                      {.vi = absl::StrCat("Hạn ", FormatCivilDay(due), " đứng trước ngày bắt đầu ",
                                          FormatCivilDay(start), ". Hãy sửa một trong hai ngày."),
                       .en = absl::StrCat("It is due on ", FormatCivilDay(due), ", before its start on ",
                                          FormatCivilDay(start), ". Correct one of the two.")});
}

absl::StatusOr<int> ReadPageSize(int requested) {
  if (requested < 0 || requested > kMaxPageSize) {
    return InvalidField("page_size", "BAD_PAGE_SIZE",
                        {.vi = absl::StrCat("page_size là ", requested, ". Cần từ 1 đến ", kMaxPageSize,
                                            ", hoặc 0 để lấy ", kDefaultPageSize, "."),
                         .en = absl::StrCat("page_size is ", requested, ". Wanted: 1 to ", kMaxPageSize, ", or 0 for ",
                                            kDefaultPageSize, ".")});
  }
  return requested == 0 ? kDefaultPageSize : requested;
}

std::string MakePageToken(std::vector<std::string> texts) {
  // The separator at the end shows that nothing was cut off or added.
  texts.emplace_back();
  return absl::WebSafeBase64Escape(absl::StrJoin(texts, kSeparator));
}

std::optional<std::vector<std::string>> TextsOfPageToken(const std::string& token, size_t count) {
  std::string joined;
  if (!absl::WebSafeBase64Unescape(token, &joined)) return std::nullopt;
  std::vector<std::string> texts = absl::StrSplit(joined, kSeparator);
  if (texts.size() != count + 1) return std::nullopt;
  texts.pop_back();
  return texts;
}

absl::Status BadPageToken() {
  return InvalidField("page_token", "BAD_PAGE_TOKEN",
                      {.vi = "page_token bị hỏng hoặc thuộc về một truy vấn khác. Hãy liệt kê lại từ trang đầu.",
                       .en = "The page_token is damaged or belongs to another query. List again from the first page."});
}

absl::StatusOr<std::optional<Figure>> ReadFigure(std::string_view field, const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::optional<Figure> figure = Figure::Parse(text);
  if (figure.has_value()) return figure;
  const std::string name(field);
  return InvalidField(
      field, "BAD_FIGURE",
      {.vi = absl::StrCat(name, " cần là một số không âm (ví dụ 65) hoặc một phần của tổng số (ví dụ 13/19)."),
       .en = absl::StrCat(name, " must be a number of at least 0 (e.g. 65) or a part of a whole (e.g. 13/19).")});
}

absl::StatusOr<Decimal> ReadEffort(std::string_view field, const std::string& text) {
  Decimal effort(1);
  const bool read = text.empty() || Decimal::Parse(text, effort) == Decimal::Fault::kNone;
  if (read && Rational(effort).sign() > 0) return effort;
  const std::string name(field);
  return InvalidField(field, "BAD_EFFORT",
                      {.vi = absl::StrCat(name, " cần là một số lớn hơn 0, ví dụ 2.5."),
                       .en = absl::StrCat(name, " must be a number above 0, e.g. 2.5.")});
}

}  // namespace thidua::tasks
