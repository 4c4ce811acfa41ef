#include "services/cli/reminder_output.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/cli/csv.h"
#include "services/cli/sheet_words.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::CalendarDay;
using thidua::tasks::v1::GetCalendarResponse;
using thidua::tasks::v1::ListNoticesResponse;
using thidua::tasks::v1::Notice;
using thidua::tasks::v1::RetryNoticesResponse;
using thidua::tasks::v1::TellRemindersResponse;

std::string KindWord(CalendarDay::Kind kind, const Style& style) {
  switch (kind) {
    case CalendarDay::HOLIDAY:
      return style.Say({"nghỉ", "holiday"});
    case CalendarDay::WORKDAY:
      return style.Say({"làm bù", "worked"});
    case CalendarDay::REPORT:
      return style.Say({"báo cáo", "report"});
    case CalendarDay::EVIDENCE:
      return style.Say({"hạn minh chứng", "evidence due"});
    default:
      return "";
  }
}

bool IsByRule(const GetCalendarResponse& reply, CalendarDay::Kind kind) {
  return std::find(reply.by_rule().begin(), reply.by_rule().end(), kind) != reply.by_rule().end();
}

Cell StateCell(Notice::State state, const Style& style) {
  switch (state) {
    case Notice::PENDING:
      return {style.Say({"chờ gửi", "pending"}), Tone::kWarning};
    case Notice::DELIVERED:
      return {style.Say({"đã gửi", "delivered"}), Tone::kGood};
    case Notice::FAILED:
      return {style.Say({"không gửi được", "failed"}), Tone::kBad};
    default:
      return "";
  }
}

// "Công an xã (21526)", "đơn vị 535".
std::string RecipientText(const Notice& notice, const OfficeNames& offices, const Style& style) {
  const std::vector<std::string> parts = absl::StrSplit(notice.recipient(), absl::MaxSplits(':', 1));
  if (parts.size() == 2 && parts[0] == "office") {
    return absl::StrCat(NameOfOffice(offices, parts[1]), " (", notice.unit(), ")");
  }
  if (parts.size() == 2 && parts[0] == "unit") return absl::StrCat(style.Say({"đơn vị ", "unit "}), parts[1]);
  return notice.recipient();
}

}  // namespace

std::string CalendarText(const GetCalendarResponse& reply, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Ngày", "Date"}));
  table.AddColumn(style.Say({"Loại", "Kind"}));
  table.AddColumn(style.Say({"Theo", "From"}));
  table.AddColumn(style.Say({"Tên", "Name"}), Table::Column::kWrap);
  for (const CalendarDay& day : reply.days()) {
    const Cell origin = IsByRule(reply, day.kind()) ? Cell(style.Say({"quy định chung", "the rule"}), Tone::kDim)
                                                    : Cell(style.Say({"tệp đã nhập", "a file"}));
    table.AddRow({FormatDate(day.date(), style.language), KindWord(day.kind(), style), origin, day.name()});
  }
  std::string text = reply.days().empty() ? std::string() : table.ToString();
  if (!reply.by_rule().empty()) {
    text += Paragraph("",
                      style.Say({"Chưa có lịch riêng cho mọi loại ngày; nhập lịch của năm:  thidua import calendar TỆP",
                                 "Not every kind of day comes from a file; import one:  thidua import calendar FILE"}),
                      0, style.width);
  }
  return text;
}

std::string CalendarCsv(const GetCalendarResponse& reply) {
  std::string csv;
  AppendCsvRow({"date", "kind", "name", "by_rule"}, csv);
  for (const CalendarDay& day : reply.days()) {
    AppendCsvRow(
        {day.date(), CalendarDay::Kind_Name(day.kind()), day.name(), IsByRule(reply, day.kind()) ? "yes" : "no"}, csv);
  }
  return csv;
}

std::string NoticesText(const ListNoticesResponse& reply, const OfficeNames& offices, const Style& style) {
  if (reply.notices().empty()) return style.Say({"Chưa có thông báo nhắc việc nào.\n", "There are no notices.\n"});
  Table table(style);
  table.AddColumn(style.Say({"Ngày", "Date"}));
  table.AddColumn(style.Say({"Gửi tới", "To"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Trạng thái", "State"}));
  table.AddColumn(style.Say({"Lần gửi", "Attempts"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Nội dung", "Message"}), Table::Column::kWrap);
  bool failed = false;
  for (const Notice& notice : reply.notices()) {
    failed |= notice.state() == Notice::FAILED;
    table.AddRow(
        {FormatDate(notice.date(), style.language), RecipientText(notice, offices, style),
         StateCell(notice.state(), style), absl::StrCat(notice.attempts()),
         notice.last_error().empty() ? notice.title() : absl::StrCat(notice.title(), " [", notice.last_error(), "]")});
  }
  return absl::StrCat(table.ToString(), failed
                                            ? style.Say({"Gửi lại những thông báo hỏng:  thidua tasks retry-notices\n",
                                                         "Send what failed again:  thidua tasks retry-notices\n"})
                                            : std::string());
}

std::string NoticesCsv(const ListNoticesResponse& reply) {
  std::string csv;
  AppendCsvRow({"key", "subject", "unit", "year", "milestone", "recipient", "date", "title", "message", "state",
                "attempts", "last_error", "created", "delivered"},
               csv);
  for (const Notice& notice : reply.notices()) {
    AppendCsvRow(
        {notice.key(), notice.subject(), notice.unit(), absl::StrCat(notice.year()), notice.milestone(),
         notice.recipient(), notice.date(), notice.title(), notice.message(), Notice::State_Name(notice.state()),
         absl::StrCat(notice.attempts()), notice.last_error(), IsoTime(notice.created()), IsoTime(notice.delivered())},
        csv);
  }
  return csv;
}

std::string ToldText(const TellRemindersResponse& reply, const Style& style) {
  if (reply.created() == 0) {
    return style.Say({"Không có gì mới phải nhắc.\n", "There is nothing new to remind of.\n"});
  }
  return style.Say({absl::StrCat("Đã lập ", reply.created(), " thông báo nhắc việc; xem:  thidua tasks notices\n"),
                    absl::StrCat(reply.created(), " notices were made; see:  thidua tasks notices\n")});
}

std::string ToldCsv(const TellRemindersResponse& reply) { return absl::StrCat("created\n", reply.created(), "\n"); }

std::string RetriedText(const RetryNoticesResponse& reply, const Style& style) {
  if (reply.retried() == 0) {
    return style.Say({"Không có thông báo nào bị hỏng.\n", "No notice had failed.\n"});
  }
  return style.Say({absl::StrCat("Sẽ gửi lại ", reply.retried(), " thông báo.\n"),
                    absl::StrCat(reply.retried(), " notices will be sent again.\n")});
}

std::string RetriedCsv(const RetryNoticesResponse& reply) { return absl::StrCat("retried\n", reply.retried(), "\n"); }

}  // namespace thidua::cli
