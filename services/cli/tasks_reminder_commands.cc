#include <memory>

#include "services/cli/json.h"
#include "services/cli/office_names.h"
#include "services/cli/reminder_output.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/tasks_commands.h"
#include "services/cli/tasks_options.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::CalendarService;
using thidua::tasks::v1::GetCalendarRequest;
using thidua::tasks::v1::ListNoticesRequest;
using thidua::tasks::v1::ListNoticesResponse;
using thidua::tasks::v1::Notice;
using thidua::tasks::v1::ReminderService;
using thidua::tasks::v1::RetryNoticesRequest;
using thidua::tasks::v1::TellRemindersRequest;

// Each uses its part.
struct ReminderOptions {
  int year = 0;
  std::string unit;
  std::string state;
  std::string date;
};

absl::Status Calendar(const Settings& settings, const ReminderOptions& options) {
  GetCalendarRequest request;
  request.set_year(options.year);
  const auto reply = Ask(settings, &CalendarService::Stub::GetCalendar, request);
  return reply.ok() ? WriteReply(settings, *reply, &CalendarText, &CalendarCsv) : reply.status();
}

absl::Status Notices(const Settings& settings, const ReminderOptions& options) {
  ListNoticesRequest request;
  request.set_unit(options.unit);
  request.set_state(options.state == "pending"     ? Notice::PENDING
                    : options.state == "delivered" ? Notice::DELIVERED
                    : options.state == "failed"    ? Notice::FAILED
                                                   : Notice::STATE_UNSPECIFIED);
  ListNoticesResponse all;
  do {
    absl::StatusOr<ListNoticesResponse> page = Ask(settings, &ReminderService::Stub::ListNotices, request);
    if (!page.ok()) return page.status();
    for (Notice& notice : *page->mutable_notices()) *all.add_notices() = std::move(notice);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(NoticesText(all, AskOfficeNames(settings), OutputStyle(settings.OutputLanguage())));
    case Format::kCsv:
      return WriteOutput(NoticesCsv(all));
    case Format::kJson:
      return WriteJson(all);
  }
  return absl::OkStatus();
}

absl::Status Remind(const Settings& settings, const ReminderOptions& options) {
  TellRemindersRequest request;
  request.set_date(options.date);
  const auto reply = Ask(settings, &ReminderService::Stub::TellReminders, request, kImportTimeout);
  return reply.ok() ? WriteReply(settings, *reply, &ToldText, &ToldCsv) : reply.status();
}

absl::Status Retry(const Settings& settings, const ReminderOptions&) {
  const auto reply = Ask(settings, &ReminderService::Stub::RetryNotices, RetryNoticesRequest());
  return reply.ok() ? WriteReply(settings, *reply, &RetriedText, &RetriedCsv) : reply.status();
}

}  // namespace

void AddReminders(const Grammar& grammar, CLI::App& tasks, Session& session) {
  CLI::App* calendar =
      grammar.Command(tasks, "calendar",
                      {"Lịch của năm: ngày báo cáo, hạn minh chứng, ngày nghỉ; nhập bằng thidua import calendar",
                       "A year's calendar: reports, evidence, holidays; thidua import calendar changes it"},
                      "thidua tasks calendar --year 2024");
  const auto shown = std::make_shared<ReminderOptions>();
  grammar.Year(*calendar, "--year", shown->year, {"Năm", "The year"})->required();
  RunWith(*calendar, session, shown, &Calendar);

  CLI::App* notices =
      grammar.Command(tasks, "notices", {"Các thông báo nhắc việc, mới nhất trước", "Notices, newest first"},
                      "thidua tasks notices --unit 21526 --state failed");
  const auto listed = std::make_shared<ReminderOptions>();
  AddUnit(grammar, *notices, listed->unit, {"Chỉ đơn vị này", "This unit alone"});
  grammar.Choice(*notices, "--state", listed->state, {"pending", "delivered", "failed"},
                 {"Chỉ trạng thái này", "This state alone"});
  RunWith(*notices, session, listed, &Notices);

  CLI::App* remind = grammar.Command(tasks, "remind",
                                     {"Lập ngay các thông báo của một ngày (dịch vụ tự làm mỗi phút cho hôm nay)",
                                      "Make a day's notices now (the service does it every minute for today)"},
                                     "thidua tasks remind --date 2024-12-24");
  const auto reminded = std::make_shared<ReminderOptions>();
  AddDay(grammar, *remind, "--date", reminded->date,
         {"Ngày cần nhắc, không sau hôm nay (mặc định: hôm nay)", "The day, not after today (default: today)"});
  RunWith(*remind, session, reminded, &Remind);

  CLI::App* retry = grammar.Command(tasks, "retry-notices",
                                    {"Gửi lại các thông báo đã gửi hỏng", "Send again the notices that failed"},
                                    "thidua tasks retry-notices");
  RunWith(*retry, session, std::make_shared<ReminderOptions>(), &Retry);
}

}  // namespace thidua::cli
