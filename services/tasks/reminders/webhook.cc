#include "services/tasks/reminders/webhook.h"

#include <httplib.h>

#include <atomic>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/crypto/hmac_sha256.h"
#include "common/http/url.h"
#include "common/status/problem.h"

namespace thidua::tasks {
namespace {

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr size_t kLeastKeyBytes = 24;
constexpr size_t kMostKeyBytes = 64;
constexpr size_t kMostAnswerBytes = 64 << 10;
constexpr absl::Duration kStopAgain = absl::Milliseconds(20);
constexpr int kTooManyRequests = 429;
constexpr int kServiceUnavailable = 503;

std::string Body(const Notice& notice) {
  return absl::StrCat(R"({"type":"thidua.reminder","timestamp":")",
                      absl::FormatTime(absl::RFC3339_sec, notice.created, absl::UTCTimeZone()), R"(","data":)",
                      NoticeJson(notice), "}");
}

class WebhookSink final : public NoticeSink {
 public:
  WebhookSink(const WebhookOptions& options, http::Url target, std::function<absl::Time()> now)
      : key_(options.key),
        target_(std::move(target)),
        timeout_(options.timeout),
        now_(std::move(now)),
        client_(target_.server) {
    client_.set_connection_timeout(absl::ToChronoMicroseconds(options.connect_timeout));
    client_.set_read_timeout(absl::ToChronoMicroseconds(options.timeout));
    client_.set_write_timeout(absl::ToChronoMicroseconds(options.timeout));
    client_.set_follow_location(false);
    client_.set_keep_alive(true);
  }

  absl::Status Deliver(const Notice& notice) override {
    const absl::MutexLock one_at_a_time(&delivering_);
    {
      const absl::MutexLock lock(&mutex_);
      if (stopped_) return absl::CancelledError("the sender stops");
      under_way_ = true;
    }
    absl::Status status = Post(notice);
    const absl::MutexLock lock(&mutex_);
    under_way_ = false;
    return stopped_ && !status.ok() ? absl::CancelledError("the sender stops") : status;
  }

  void Stop() override {
    const absl::MutexLock lock(&mutex_);
    stopped_ = true;
    // A request that has no connection yet is not stopped by it: it is told until it ends.
    const auto idle = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !under_way_; };
    do {
      client_.stop();
    } while (!mutex_.AwaitWithTimeout(absl::Condition(&idle), kStopAgain));
  }

 private:
  absl::Status Post(const Notice& notice) {
    const std::string id = StableId(notice);
    const int64_t timestamp = absl::ToUnixSeconds(now_());
    httplib::Request request;
    request.method = "POST";
    request.path = target_.path;
    request.body = Body(notice);
    request.headers = {{"Content-Type", "application/json"},
                       {"User-Agent", "thidua/" THIDUA_VERSION},
                       {"webhook-id", id},
                       {"webhook-timestamp", absl::StrCat(timestamp)},
                       {"webhook-signature", WebhookSignature(key_, id, timestamp, request.body)}};
    const absl::Time deadline = absl::Now() + timeout_;
    request.content_receiver = [deadline](const char*, size_t size, uint64_t offset, uint64_t) {
      return offset + size <= kMostAnswerBytes && absl::Now() < deadline;
    };
    httplib::Response response;
    httplib::Error error = httplib::Error::Success;
    client_.send(request, response, error);
    return ToStatus(response.status, error);
  }

  static absl::Status ToStatus(int status, httplib::Error error) {
    // The receiver has answered, whatever became of the rest of its answer.
    if (status >= 200 && status < 300) return absl::OkStatus();
    if (status >= 300 && status < 400) {
      return absl::FailedPreconditionError(absl::StrCat("HTTP ", status, ": a redirect, which is not followed"));
    }
    if (status == kTooManyRequests || status == kServiceUnavailable) {
      return absl::UnavailableError(absl::StrCat("HTTP ", status));
    }
    if (status > 0) return absl::FailedPreconditionError(absl::StrCat("HTTP ", status));
    return absl::UnavailableError(absl::StrCat("no answer: ", httplib::to_string(error)));
  }

  const std::string key_;
  const http::Url target_;
  const absl::Duration timeout_;
  const std::function<absl::Time()> now_;
  absl::Mutex delivering_;
  httplib::Client client_;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  bool under_way_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

absl::StatusOr<std::string> ParseWebhookSecret(std::string_view text) {
  std::string key;
  if (text.starts_with(kSecretPrefix)) {
    text.remove_prefix(kSecretPrefix.size());
    if (!absl::Base64Unescape(absl::string_view(text.data(), text.size()), &key)) key.clear();
  }
  if (key.size() >= kLeastKeyBytes && key.size() <= kMostKeyBytes) return key;
  return FailedPrecondition(
      "BAD_WEBHOOK_SECRET",
      {.vi = "Khoá bí mật của webhook không đúng dạng. Cần whsec_ và base64 của 24 đến 64 byte, ví dụ tạo bằng: "
             "echo whsec_$(openssl rand -base64 32).",
       .en = "The webhook secret is malformed. Wanted: whsec_ and the base64 of 24 to 64 bytes, made e.g. by: "
             "echo whsec_$(openssl rand -base64 32)."});
}

std::string WebhookSignature(std::string_view key, std::string_view id, int64_t timestamp, std::string_view body) {
  const std::string signed_text = absl::StrCat(std::string(id), ".", timestamp, ".", std::string(body));
  return absl::StrCat("v1,", absl::Base64Escape(HmacSha256(key, signed_text)));
}

absl::StatusOr<std::unique_ptr<NoticeSink>> MakeWebhookSink(const WebhookOptions& options,
                                                            std::function<absl::Time()> now) {
  std::optional<http::Url> target = http::ParseUrl(options.url);
  if (!target.has_value()) {
    return FailedPrecondition(
        "BAD_WEBHOOK_URL",
        {.vi = "Địa chỉ webhook không đúng dạng. Cần http:// hoặc https://, tên máy chủ và đường dẫn, không kèm tên "
               "đăng nhập.",
         .en = "The webhook URL is malformed. Wanted: http:// or https://, a host and a path, without a user name."});
  }
  return std::make_unique<WebhookSink>(options, *std::move(target), std::move(now));
}

}  // namespace thidua::tasks
