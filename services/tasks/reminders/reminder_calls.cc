#include "services/tasks/reminders/reminder_calls.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/tasks/rpc/request_fields.h"

namespace thidua::tasks {
namespace {

absl::StatusOr<NoticeFilter> FilterOf(const v1::ListNoticesRequest& request) {
  NoticeFilter filter = {.unit = request.unit()};
  switch (request.state()) {
    case v1::Notice::STATE_UNSPECIFIED:
      return filter;
    case v1::Notice::PENDING:
      filter.state = Notice::State::kPending;
      return filter;
    case v1::Notice::DELIVERED:
      filter.state = Notice::State::kDelivered;
      return filter;
    case v1::Notice::FAILED:
      filter.state = Notice::State::kFailed;
      return filter;
    default:
      return InvalidField(
          "state", "BAD_STATE",
          {.vi = absl::StrCat("Không có trạng thái thông báo số ", static_cast<int>(request.state()),
                              ". Cần PENDING, DELIVERED hoặc FAILED."),
           .en = absl::StrCat("There is no state of notices with the number ", static_cast<int>(request.state()),
                              ". Wanted: PENDING, DELIVERED or FAILED.")});
  }
}

// Good only for the same question.
std::string PageTokenAfter(const v1::ListNoticesRequest& request, int64_t last) {
  return MakePageToken({request.unit(), absl::StrCat(static_cast<int>(request.state())), absl::StrCat(last)});
}

absl::StatusOr<int64_t> ReadPageToken(const v1::ListNoticesRequest& request) {
  if (request.page_token().empty()) return 0;
  const std::optional<std::vector<std::string>> texts = TextsOfPageToken(request.page_token(), 3);
  int64_t last = 0;
  if (texts.has_value() && absl::SimpleAtoi((*texts)[2], &last) && last > 0 &&
      PageTokenAfter(request, last) == request.page_token()) {
    return last;
  }
  return BadPageToken();
}

v1::Notice::State ToProto(Notice::State state) {
  switch (state) {
    case Notice::State::kPending:
      return v1::Notice::PENDING;
    case Notice::State::kDelivered:
      return v1::Notice::DELIVERED;
    case Notice::State::kFailed:
      return v1::Notice::FAILED;
  }
  return v1::Notice::STATE_UNSPECIFIED;
}

void SetTime(absl::Time time, google::protobuf::Timestamp& out) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  out.set_seconds(seconds);
  out.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

v1::Notice ToProto(const Notice& notice) {
  v1::Notice out;
  out.set_key(notice.key);
  out.set_subject(notice.subject);
  out.set_unit(notice.unit);
  out.set_year(notice.year);
  out.set_milestone(notice.milestone);
  out.set_recipient(notice.recipient);
  out.set_date(FormatCivilDay(notice.date));
  out.set_title(notice.title);
  out.set_message(notice.message);
  out.set_state(ToProto(notice.state));
  out.set_attempts(notice.attempts);
  out.set_last_error(notice.last_error);
  SetTime(notice.created, *out.mutable_created());
  if (notice.delivered.has_value()) SetTime(*notice.delivered, *out.mutable_delivered());
  return out;
}

}  // namespace

absl::StatusOr<v1::TellRemindersResponse> ReminderCalls::TellReminders(const v1::TellRemindersRequest& request) {
  const absl::StatusOr<CivilDay> day = ReadPastDay("date", request.date(), CivilDayAt(now_()));
  if (!day.ok()) return day.status();
  const absl::StatusOr<int> made = teller_.Tell(*day);
  if (!made.ok()) return made.status();
  v1::TellRemindersResponse response;
  response.set_created(*made);
  return response;
}

absl::StatusOr<v1::ListNoticesResponse> ReminderCalls::ListNotices(const v1::ListNoticesRequest& request) {
  const absl::StatusOr<int> page_size = ReadPageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const absl::StatusOr<NoticeFilter> filter = FilterOf(request);
  if (!filter.ok()) return filter.status();
  const absl::StatusOr<int64_t> before = ReadPageToken(request);
  if (!before.ok()) return before.status();
  // One more than the page tells whether there is a next one.
  const auto notices = notices_.List(*filter, *before, *page_size + 1);
  if (!notices.ok()) return notices.status();
  v1::ListNoticesResponse response;
  for (const Notice& notice : *notices) {
    if (response.notices_size() == *page_size) {
      response.set_next_page_token(PageTokenAfter(request, (*notices)[*page_size - 1].number));
      break;
    }
    *response.add_notices() = ToProto(notice);
  }
  return response;
}

absl::StatusOr<v1::RetryNoticesResponse> ReminderCalls::RetryNotices(const v1::RetryNoticesRequest&) {
  const absl::StatusOr<int> retried = notices_.Retry(now_());
  if (!retried.ok()) return retried.status();
  v1::RetryNoticesResponse response;
  response.set_retried(*retried);
  return response;
}

}  // namespace thidua::tasks
