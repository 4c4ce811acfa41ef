#include "services/tasks/rpc/calendar_calls.h"

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/rpc/import_report.h"
#include "common/status/problem.h"
#include "services/tasks/rpc/calendar_file.h"
#include "services/tasks/storage/task_store.h"

namespace thidua::tasks {
namespace {

using Kind = CalendarDay::Kind;

constexpr int kFirstYear = 1945;
constexpr int kLastYear = 2200;
constexpr Kind kKinds[] = {Kind::kHoliday, Kind::kWorkday, Kind::kReport, Kind::kEvidence};

v1::CalendarDay::Kind ToProto(Kind kind) {
  switch (kind) {
    case Kind::kHoliday:
      return v1::CalendarDay::HOLIDAY;
    case Kind::kWorkday:
      return v1::CalendarDay::WORKDAY;
    case Kind::kReport:
      return v1::CalendarDay::REPORT;
    case Kind::kEvidence:
      return v1::CalendarDay::EVIDENCE;
  }
  return v1::CalendarDay::KIND_UNSPECIFIED;
}

}  // namespace

absl::StatusOr<v1::ImportCalendarResponse> CalendarCalls::ImportCalendar(const imports::File& file, Language language,
                                                                         const rpc::Call& call) {
  imports::FaultList faults(file.max_faults);
  const CalendarFile read = ReadCalendarFile(file.content, faults);
  imports::Report report = {.rows = read.rows, .faults = faults.Sorted(), .more_faults = faults.more()};
  if (faults.empty()) {
    const absl::Time now = now_();
    const LogLine line = {.at = now,
                          .day = CivilDayAt(now),
                          .by = call.by,
                          .action = "calendar.import",
                          .subject = absl::StrCat(file.name, " sha256:", Sha256::HexOf(file.content))};
    const auto changes = file.dry_run ? store_.Preview(read.days) : store_.Put(read.days, line);
    if (!changes.ok()) return changes.status();
    report.added = changes->added;
    report.changed = changes->changed;
    report.unchanged = changes->unchanged;
    report.removed = changes->removed;
    report.stored = !file.dry_run;
  }
  v1::ImportCalendarResponse response;
  *response.mutable_report() = rpc::ToProto(report, language);
  return response;
}

absl::StatusOr<v1::GetCalendarResponse> CalendarCalls::GetCalendar(const v1::GetCalendarRequest& request) {
  if (request.year() < kFirstYear || request.year() > kLastYear) {
    return InvalidField(
        "year", "BAD_YEAR",
        {.vi = absl::StrCat("Năm là ", request.year(), ". Cần một năm từ ", kFirstYear, " đến ", kLastYear, "."),
         .en = absl::StrCat("The year is ", request.year(), ". Wanted: a year from ", kFirstYear, " to ", kLastYear,
                            ".")});
  }
  const absl::StatusOr<Calendar> calendar = store_.Load();
  if (!calendar.ok()) return calendar.status();
  v1::GetCalendarResponse response;
  for (const CalendarDay& day : calendar->Days(request.year())) {
    v1::CalendarDay& out = *response.add_days();
    out.set_date(FormatCivilDay(day.date));
    out.set_kind(ToProto(day.kind));
    out.set_name(day.name);
  }
  for (const Kind kind : kKinds) {
    if (calendar->ByRule(kind, request.year())) response.add_by_rule(ToProto(kind));
  }
  return response;
}

}  // namespace thidua::tasks
