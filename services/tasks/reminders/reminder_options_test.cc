#include "services/tasks/reminders/reminder_options.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/problem.h"
#include "common/testing/temp_folder.h"

namespace thidua::tasks {
namespace {

absl::Time Now() { return absl::UnixEpoch(); }

std::string Reason(const ReminderOptions& options) {
  const auto sink = OpenNoticeSink(options, Now);
  return sink.ok() ? "" : Problem::FromStatus(sink.status()).reason;
}

TEST(ReminderOptionsTest, WithoutAWayOutNoticesWait) {
  const auto sink = OpenNoticeSink({}, Now);
  ASSERT_TRUE(sink.ok());
  EXPECT_EQ(*sink, nullptr);
}

TEST(ReminderOptionsTest, NamesWhatIsWrongWithTheWayOut) {
  const TempFolder folder;
  EXPECT_EQ(Reason({.notice_file = folder.File("no/such/folder/notices")}), "NOTICE_FILE");
  EXPECT_EQ(Reason({.webhook_url = "http://127.0.0.1:1/", .webhook_secret_file = folder.File("none")}),
            "WEBHOOK_SECRET_FILE");
  EXPECT_EQ(Reason({.webhook_url = "http://127.0.0.1:1/", .webhook_secret_file = folder.Write("secret", "abc")}),
            "BAD_WEBHOOK_SECRET");
  const std::string secret = folder.Write("good", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
  EXPECT_EQ(Reason({.webhook_url = "nowhere", .webhook_secret_file = secret}), "BAD_WEBHOOK_URL");
  EXPECT_EQ(
      Reason(
          {.notice_file = folder.File("notices"), .webhook_url = "http://127.0.0.1:1/", .webhook_secret_file = secret}),
      "");
}

TEST(ReminderOptionsTest, RefusesATimeThatIsNone) {
  for (const auto& [text, good] :
       {std::pair{"30s", true}, {"5m", true}, {"0", false}, {"-1m", false}, {"48h", false}, {"soon", false}}) {
    CLI::App app;
    ReminderOptions options;
    AddReminderFlags(app, options);
    std::vector<std::string> arguments = {text, "--reminder-interval"};
    if (good) {
      EXPECT_NO_THROW(app.parse(arguments)) << text;
      EXPECT_GT(IntervalOf(options), absl::ZeroDuration());
    } else {
      EXPECT_THROW(app.parse(arguments), CLI::ValidationError) << text;
    }
  }
}

}  // namespace
}  // namespace thidua::tasks
