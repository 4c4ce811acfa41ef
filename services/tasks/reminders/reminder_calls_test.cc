#include "services/tasks/reminders/reminder_calls.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/sql/location.h"
#include "common/status/problem.h"
#include "services/tasks/reminders/task_rows_for_test.h"
#include "services/tasks/storage/tasks_schema.h"

namespace thidua::tasks {
namespace {

class ReminderCallsTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::TellRemindersResponse> Tell(const std::string& date) {
    v1::TellRemindersRequest request;
    request.set_date(date);
    return calls_.TellReminders(request);
  }
  template <typename Response>
  static std::string Reason(const absl::StatusOr<Response>& response) {
    return response.ok() ? "" : Problem::FromStatus(response.status()).reason;
  }

  std::unique_ptr<sql::Database> database_ = *OpenTasksDatabase(sql::Location::InMemory());
  NoticeStore notices_{*database_};
  // 31 December 2024.
  const std::function<absl::Time()> now_ = [] { return absl::FromUnixSeconds(1'735'610'000); };
  ReminderTeller teller_{*database_, [](const std::string&) { return std::string("535"); }, now_};
  ReminderCalls calls_{teller_, notices_, now_};
};

TEST_F(ReminderCallsTest, TellsADayOnce) {
  ASSERT_TRUE(PutTask(*database_, {}).ok());
  const auto first = Tell("2024-12-24");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_GT(first->created(), 0);
  EXPECT_EQ(Tell("2024-12-24")->created(), 0);
}

TEST_F(ReminderCallsTest, RefusesWhatIsNoDayOrYetToCome) {
  EXPECT_EQ(Reason(Tell("24/12/2024")), "BAD_DATE");
  EXPECT_EQ(Reason(Tell("2025-01-01")), "DATE_IN_FUTURE");
  EXPECT_TRUE(Tell("2024-12-31").ok());
  EXPECT_TRUE(Tell("").ok());
}

TEST_F(ReminderCallsTest, ListsNewestFirstAPageAtATime) {
  std::vector<Notice> made;
  for (int i = 0; i < 25; ++i) {
    made.push_back({.key = absl::StrCat("k", i), .unit = i % 2 == 0 ? "21526" : "21529", .date = CivilDay(2024, 1, 1)});
  }
  ASSERT_TRUE(notices_.Make(made, now_()).ok());
  v1::ListNoticesRequest request;
  request.set_unit("21526");
  request.set_page_size(5);
  std::vector<std::string> keys;
  do {
    const auto page = calls_.ListNotices(request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Notice& notice : page->notices()) keys.push_back(notice.key());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(keys.size(), 13u);
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 13u);
  EXPECT_EQ(keys.front(), "k24");

  request.set_page_token("abc");
  EXPECT_EQ(Reason(calls_.ListNotices(request)), "BAD_PAGE_TOKEN");
  request.clear_page_token();
  request.set_page_size(-1);
  EXPECT_EQ(Reason(calls_.ListNotices(request)), "BAD_PAGE_SIZE");
}

TEST_F(ReminderCallsTest, TakesUpAgainWhatWasGivenUp) {
  ASSERT_TRUE(notices_.Make({{.key = "k", .unit = "21526", .date = CivilDay(2024, 1, 1)}}, now_()).ok());
  ASSERT_EQ(notices_.Claim("one", now_(), absl::Minutes(1), 10)->size(), 1u);
  ASSERT_TRUE(notices_.MarkFailed("k", "one", "HTTP 400", std::nullopt).ok());
  v1::ListNoticesRequest failed;
  failed.set_state(v1::Notice::FAILED);
  EXPECT_EQ(calls_.ListNotices(failed)->notices(0).last_error(), "HTTP 400");
  EXPECT_EQ(calls_.RetryNotices({})->retried(), 1);
  EXPECT_EQ(calls_.ListNotices(failed)->notices_size(), 0);
}

}  // namespace
}  // namespace thidua::tasks
