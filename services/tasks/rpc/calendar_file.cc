#include "services/tasks/rpc/calendar_file.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/csv/table.h"

namespace thidua::tasks {
namespace {

using Kind = CalendarDay::Kind;

enum Column { kDate, kKind, kName };

constexpr int kFirstYear = 1945;
constexpr int kLastYear = 2200;

const std::vector<std::string>& Columns() {
  static const std::vector<std::string> columns = {"date", "kind", "name"};
  return columns;
}

std::optional<Kind> KindNamed(const std::string& name) {
  if (name == "HOLIDAY") return Kind::kHoliday;
  if (name == "WORKDAY") return Kind::kWorkday;
  if (name == "REPORT") return Kind::kReport;
  if (name == "EVIDENCE") return Kind::kEvidence;
  return std::nullopt;
}

bool IsWeekend(CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
}

std::optional<CivilDay> ReadDate(csv::RowReader& reader) {
  const std::string& text = reader.field(kDate);
  const std::optional<CivilDay> day = ParseCivilDay(text);
  if (!day.has_value()) {
    reader.Fail(
        kDate, "BAD_DATE",
        {.vi = absl::StrCat("\"", text, "\" không phải một ngày có thật viết dạng năm-tháng-ngày, ví dụ 2024-12-31."),
         .en =
             absl::StrCat("\"", text, "\" is not a day of the calendar written as year-month-day, e.g. 2024-12-31.")});
    return std::nullopt;
  }
  if (day->year() < kFirstYear || day->year() > kLastYear) {
    reader.Fail(
        kDate, "BAD_YEAR",
        {.vi = absl::StrCat("Năm ", day->year(), " nằm ngoài khoảng từ ", kFirstYear, " đến ", kLastYear, "."),
         .en = absl::StrCat("The year ", day->year(), " is not between ", kFirstYear, " and ", kLastYear, ".")});
    return std::nullopt;
  }
  return day;
}

std::optional<Kind> ReadKind(csv::RowReader& reader) {
  const std::string& text = reader.field(kKind);
  const std::optional<Kind> kind = KindNamed(text);
  if (!kind.has_value()) {
    reader.Fail(
        kKind, "UNKNOWN_KIND",
        {.vi = absl::StrCat("\"", text,
                            "\" không phải một loại ngày. Cần HOLIDAY (nghỉ lễ, nghỉ bù), WORKDAY (làm bù), "
                            "REPORT (ngày báo cáo) hoặc EVIDENCE (hạn minh chứng)."),
         .en = absl::StrCat("\"", text, "\" is no kind of day. Wanted: HOLIDAY, WORKDAY, REPORT or EVIDENCE.")});
  }
  return kind;
}

class Reader {
 public:
  Reader(const csv::Table& table, imports::FaultList& faults) : table_(table), faults_(faults) {}

  // Adds the row's day to `out`, or its faults.
  void ReadRow(const csv::Table::Row& row, std::vector<CalendarDay>& out) {
    csv::RowReader reader(table_, row, faults_);
    const std::optional<CivilDay> date = ReadDate(reader);
    const std::optional<Kind> kind = ReadKind(reader);
    std::string name = reader.Text(kName);
    if (date.has_value() && kind.has_value()) CheckDay(*date, *kind, reader);
    if (reader.ok()) out.push_back({.date = *date, .kind = *kind, .name = std::move(name)});
  }

 private:
  void CheckDay(CivilDay date, Kind kind, csv::RowReader& reader) {
    const std::string day = FormatCivilDay(date);
    if (kind == Kind::kWorkday && !IsWeekend(date)) {
      reader.Fail(
          kDate, "NOT_A_WEEKEND",
          {.vi = absl::StrCat("Ngày ", day,
                              " không phải thứ Bảy hay Chủ nhật nên vốn đã là ngày làm việc. Hãy sửa ngày, hoặc "
                              "bỏ dòng này."),
           .en = absl::StrCat(day,
                              " is no Saturday or Sunday and is worked anyway. Correct the day, or remove "
                              "the line.")});
    }
    const auto [first, is_first] = lines_.try_emplace({date, kind}, reader.row().line);
    if (!is_first) {
      reader.Fail(kDate, "DUPLICATE_ROW",
                  {.vi = absl::StrCat("Ngày ", day, " với loại này đã có ở dòng ", first->second,
                                      ". Hãy bỏ một dòng, hoặc gộp hai tên lại."),
                   .en = absl::StrCat(day, " with this kind already stands in line ", first->second,
                                      ". Remove one of the lines, or join the two names.")});
    }
    CheckContradiction(date, kind, reader);
  }

  void CheckContradiction(CivilDay date, Kind kind, csv::RowReader& reader) {
    if (kind != Kind::kHoliday && kind != Kind::kWorkday) return;
    const auto other = lines_.find({date, kind == Kind::kHoliday ? Kind::kWorkday : Kind::kHoliday});
    if (other == lines_.end()) return;
    reader.Fail(kKind, "CONTRADICTION",
                {.vi = absl::StrCat("Ngày ", FormatCivilDay(date), " vừa là ngày nghỉ vừa là ngày làm bù (dòng ",
                                    other->second, "). Hãy bỏ một dòng."),
                 .en = absl::StrCat(FormatCivilDay(date), " is a holiday and a worked day (line ", other->second,
                                    "). Remove one of the lines.")});
  }

  const csv::Table& table_;
  imports::FaultList& faults_;
  std::map<std::pair<CivilDay, Kind>, int> lines_;
};

}  // namespace

CalendarFile ReadCalendarFile(std::string_view content, imports::FaultList& faults) {
  const csv::Table table = csv::Table::Read(content, Columns(), faults);
  CalendarFile file = {.rows = static_cast<int64_t>(table.rows().size())};
  Reader reader(table, faults);
  for (const csv::Table::Row& row : table.rows()) reader.ReadRow(row, file.days);
  return file;
}

}  // namespace thidua::tasks
