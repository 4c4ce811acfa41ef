#ifndef THIDUA_SERVICES_TASKS_REMINDERS_WEBHOOK_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_WEBHOOK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/tasks/reminders/sender.h"

namespace thidua::tasks {

// The key of "whsec_<base64>", 24 to 64 bytes. FAILED_PRECONDITION (BAD_WEBHOOK_SECRET), which does not repeat the
// text.
absl::StatusOr<std::string> ParseWebhookSecret(std::string_view text);

// The header webhook-signature of a message by the Standard Webhooks convention:
// "v1," and base64(HMAC-SHA256(key, "<id>.<seconds since 1970>.<body>")).
std::string WebhookSignature(std::string_view key, std::string_view id, int64_t timestamp, std::string_view body);

struct WebhookOptions {
  std::string url;  // "http://host:port/path" or https, which must prove its name by a certificate of the system.
  std::string key;  // See ParseWebhookSecret.
  absl::Duration connect_timeout = absl::Seconds(3);
  absl::Duration timeout = absl::Seconds(10);  // Of each step of the request and its answer.
};

// Sends notices by HTTP POST as {"type":"thidua.reminder","timestamp":…,"data":<NoticeJson>}, with the headers
// webhook-id (StableId), webhook-timestamp and webhook-signature. Every 2xx answer is a receipt; redirects are not
// followed. Nothing of the answer's content is kept. FAILED_PRECONDITION (BAD_WEBHOOK_URL).
absl::StatusOr<std::unique_ptr<NoticeSink>> MakeWebhookSink(const WebhookOptions& options,
                                                            std::function<absl::Time()> now);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_WEBHOOK_H_
