#include "services/tasks/reminders/reminder_options.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/tasks/reminders/webhook.h"

namespace thidua::tasks {
namespace {

constexpr char kSecretVariable[] = "THIDUA_WEBHOOK_SECRET";
constexpr absl::Duration kShortestInterval = absl::Milliseconds(10);
constexpr absl::Duration kLongestInterval = absl::Hours(24);

// What is wrong with the text of --reminder-interval; nothing when it may be used.
std::string RefuseInterval(const std::string& text) {
  absl::Duration interval;
  if (absl::ParseDuration(text, &interval) && interval >= kShortestInterval && interval <= kLongestInterval) return {};
  return "not a time between 10ms and 24h, such as 30s or 5m: " + text;
}

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  if (path.empty()) {
    const char* const secret = std::getenv(kSecretVariable);
    return std::string(secret == nullptr ? "" : secret);
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return FailedPrecondition("WEBHOOK_SECRET_FILE",
                              {.vi = absl::StrCat("Không đọc được tệp khoá bí mật của webhook ", path,
                                                  ". Hãy kiểm tra đường dẫn và quyền đọc."),
                               .en = absl::StrCat("Cannot read the file of the webhook secret ", path,
                                                  ". Check the path and that it may be read.")});
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

absl::StatusOr<std::unique_ptr<NoticeSink>> OpenWebhook(const ReminderOptions& options,
                                                        std::function<absl::Time()> now) {
  const absl::StatusOr<std::string> secret = ReadSecret(options.webhook_secret_file);
  if (!secret.ok()) return secret.status();
  const absl::string_view text = absl::StripAsciiWhitespace(*secret);
  const absl::StatusOr<std::string> key = ParseWebhookSecret(std::string_view(text.data(), text.size()));
  if (!key.ok()) return key.status();
  return MakeWebhookSink({.url = options.webhook_url, .key = *key}, std::move(now));
}

}  // namespace

void AddReminderFlags(CLI::App& app, ReminderOptions& options) {
  app.add_option("--notice-file", options.notice_file, "append every notice to this file, as a line of JSON")
      ->envname("THIDUA_NOTICE_FILE");
  app.add_option("--webhook-url", options.webhook_url, "send every notice to this address, signed (Standard Webhooks)")
      ->envname("THIDUA_WEBHOOK_URL");
  app.add_option("--webhook-secret-file", options.webhook_secret_file,
                 "file with the secret whsec_… that signs; without it, the environment's THIDUA_WEBHOOK_SECRET")
      ->envname("THIDUA_WEBHOOK_SECRET_FILE");
  app.add_option("--reminder-interval", options.interval, "how often to look for reminders that are due")
      ->envname("THIDUA_REMINDER_INTERVAL")
      ->check(CLI::Validator(RefuseInterval, "DURATION"))
      ->capture_default_str();
}

absl::Duration IntervalOf(const ReminderOptions& options) {
  absl::Duration interval;
  absl::ParseDuration(options.interval, &interval);
  return interval;
}

absl::StatusOr<std::unique_ptr<NoticeSink>> OpenNoticeSink(const ReminderOptions& options,
                                                           std::function<absl::Time()> now) {
  std::vector<std::unique_ptr<NoticeSink>> sinks;
  if (!options.notice_file.empty()) {
    absl::StatusOr<std::unique_ptr<FileSink>> file = FileSink::Open(options.notice_file);
    if (!file.ok()) return file.status();
    sinks.push_back(*std::move(file));
  }
  if (!options.webhook_url.empty()) {
    absl::StatusOr<std::unique_ptr<NoticeSink>> webhook = OpenWebhook(options, std::move(now));
    if (!webhook.ok()) return webhook.status();
    sinks.push_back(*std::move(webhook));
  }
  if (sinks.empty()) return std::unique_ptr<NoticeSink>();
  if (sinks.size() == 1) return std::move(sinks.front());
  return std::make_unique<AllSinks>(std::move(sinks));
}

}  // namespace thidua::tasks
