#include "services/tasks/reminders/webhook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/status/problem.h"

namespace thidua::tasks {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kKey(32, 'k');
const absl::Time kNow = absl::FromUnixSeconds(1'735'000'000);

// A receiver on a free loopback port that answers what the test says.
class Receiver {
 public:
  Receiver() {
    server_.Post("/hook", [this](const httplib::Request& request, httplib::Response& response) {
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      if (hang) released_.WaitForNotification();
      response.status = status;
      if (status == 302) response.set_header("Location", absl::StrCat("http://127.0.0.1:", port_, "/elsewhere"));
    });
    server_.Post("/elsewhere", [this](const httplib::Request&, httplib::Response&) { ++followed; });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Receiver() {
    if (!released_.HasBeenNotified()) released_.Notify();
    server_.stop();
    thread_.join();
  }

  std::string url() const { return absl::StrCat("http://127.0.0.1:", port_, "/hook"); }
  std::vector<httplib::Request> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  std::atomic<int> status = 200;
  std::atomic<bool> hang = false;
  std::atomic<int> followed = 0;

 private:
  httplib::Server server_;
  absl::Notification released_;
  std::mutex mutex_;
  std::vector<httplib::Request> requests_;
  int port_ = 0;
  std::thread thread_;
};

Notice SomeNotice() {
  return {.key = "21526-2024-I.10|due:2024-12-31:-7|office:DC",
          .subject = "21526-2024-I.10",
          .unit = "21526",
          .year = 2024,
          .date = CivilDay(2024, 12, 24),
          .title = "Sắp đến hạn",
          .message = "Còn 7 ngày",
          .created = kNow};
}

class WebhookTest : public ::testing::Test {
 protected:
  std::unique_ptr<NoticeSink> Sink(absl::Duration timeout = absl::Seconds(5)) {
    auto sink = MakeWebhookSink({.url = receiver_.url(), .key = kKey, .timeout = timeout}, [] { return kNow; });
    EXPECT_TRUE(sink.ok()) << sink.status();
    return *std::move(sink);
  }

  Receiver receiver_;
};

TEST_F(WebhookTest, SendsWhatTheReceiverCanCheck) {
  const auto sink = Sink();
  ASSERT_TRUE(sink->Deliver(SomeNotice()).ok());
  ASSERT_TRUE(sink->Deliver(SomeNotice()).ok());
  const auto requests = receiver_.requests();
  ASSERT_EQ(requests.size(), 2u);
  const httplib::Request& request = requests[0];
  const std::string id = request.get_header_value("webhook-id");
  EXPECT_EQ(id, StableId(SomeNotice()));
  EXPECT_EQ(requests[1].get_header_value("webhook-id"), id);
  EXPECT_EQ(request.get_header_value("webhook-timestamp"), "1735000000");
  EXPECT_EQ(request.get_header_value("webhook-signature"), WebhookSignature(kKey, id, 1'735'000'000, request.body));
  EXPECT_NE(request.get_header_value("webhook-signature"),
            WebhookSignature(kKey, id, 1'735'000'000, request.body + " "));
  const auto body = nlohmann::json::parse(request.body);
  EXPECT_EQ(body["type"], "thidua.reminder");
  EXPECT_EQ(body["data"]["title"], "Sắp đến hạn");
}

TEST_F(WebhookTest, EveryOtherAnswerIsAFailureThatSaysWhich) {
  const auto sink = Sink();
  for (const auto& [status, code] : {std::pair{500, absl::StatusCode::kFailedPrecondition},
                                     {400, absl::StatusCode::kFailedPrecondition},
                                     {429, absl::StatusCode::kUnavailable},
                                     {503, absl::StatusCode::kUnavailable}}) {
    receiver_.status = status;
    const absl::Status sent = sink->Deliver(SomeNotice());
    EXPECT_EQ(sent.code(), code) << status;
    EXPECT_THAT(std::string(sent.message()), HasSubstr(absl::StrCat(status)));
  }
  receiver_.status = 204;
  EXPECT_TRUE(sink->Deliver(SomeNotice()).ok());
}

TEST_F(WebhookTest, ARedirectIsNotFollowed) {
  receiver_.status = 302;
  EXPECT_FALSE(Sink()->Deliver(SomeNotice()).ok());
  EXPECT_EQ(receiver_.followed, 0);
}

TEST_F(WebhookTest, AReceiverThatHangsIsLeftAlone) {
  receiver_.hang = true;
  EXPECT_TRUE(absl::IsUnavailable(Sink(absl::Milliseconds(50))->Deliver(SomeNotice())));
}

TEST_F(WebhookTest, StoppingEndsWhatIsUnderWay) {
  receiver_.hang = true;
  const auto sink = Sink(absl::Seconds(60));
  absl::Status sent;
  std::thread delivering([&] { sent = sink->Deliver(SomeNotice()); });
  while (receiver_.requests().empty()) std::this_thread::yield();
  sink->Stop();
  delivering.join();
  EXPECT_TRUE(absl::IsCancelled(sent)) << sent;
  EXPECT_TRUE(absl::IsCancelled(sink->Deliver(SomeNotice())));
}

TEST(Webhook, NobodyThereIsUnavailable) {
  int port = 0;
  {
    const Receiver gone;
    port = std::stoi(gone.url().substr(gone.url().rfind(':') + 1));
  }
  const auto sink =
      *MakeWebhookSink({.url = absl::StrCat("http://127.0.0.1:", port, "/hook"), .key = kKey}, [] { return kNow; });
  EXPECT_TRUE(absl::IsUnavailable(sink->Deliver(SomeNotice())));
}

TEST(Webhook, RefusesWhatIsNoAddressAndNoSecret) {
  for (const char* url : {"", "ftp://a/b", "http://", "https://user:pw@host/", "http://a b/", "http://host\\x"}) {
    EXPECT_EQ(Problem::FromStatus(MakeWebhookSink({.url = url, .key = kKey}, [] { return kNow; }).status()).reason,
              "BAD_WEBHOOK_URL")
        << url;
  }
  for (const char* secret : {"", "whsec_", "whsec_!!", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}) {
    const absl::Status status = ParseWebhookSecret(secret).status();
    EXPECT_EQ(Problem::FromStatus(status).reason, "BAD_WEBHOOK_SECRET") << secret;
    EXPECT_THAT(Problem::FromStatus(status).message.vi, Not(HasSubstr("MfKQ9r8G")));
  }
}

// The example of the Standard Webhooks specification.
TEST(Webhook, SignsAsTheConventionSays) {
  const auto key = ParseWebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(WebhookSignature(*key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1'614'265'330, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

}  // namespace
}  // namespace thidua::tasks
