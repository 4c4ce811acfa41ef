#include "common/telemetry/ops_server.h"

#include <httplib.h>

#include <deque>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/status/problem.h"

namespace thidua::telemetry {
namespace {

constexpr int kThreads = 3;
constexpr size_t kMostWaiting = 16;
constexpr time_t kSeconds = 2;
constexpr int kServiceUnavailable = 503;
constexpr char kText[] = "text/plain; charset=utf-8";
constexpr char kJson[] = "application/json";
constexpr char kMetrics[] = "text/plain; version=0.0.4; charset=utf-8";

// httplib's own takes in any number. This one lets the accepting thread wait, and with it whoever connects.
class BoundedQueue final : public httplib::TaskQueue {
 public:
  BoundedQueue() {
    for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this] { Run(); });
  }

  void enqueue(std::function<void()> work) override {
    const auto has_room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return waiting_.size() < kMostWaiting; };
    const absl::MutexLock lock(&mutex_, absl::Condition(&has_room));
    waiting_.push_back(std::move(work));
  }

  void shutdown() override {
    {
      const absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void Run() {
    const auto has_work = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !waiting_.empty(); };
    while (true) {
      std::function<void()> work;
      {
        const absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
        if (waiting_.empty()) return;
        work = std::move(waiting_.front());
        waiting_.pop_front();
      }
      work();
    }
  }

  absl::Mutex mutex_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

absl::Status CannotListen(const std::string& listen) {
  return Unavailable("ADDRESS_IN_USE",
                     {.vi = absl::StrCat("Không nghe được HTTP vận hành ở ", listen,
                                         ": địa chỉ đang được dùng hoặc không hợp lệ. Hãy chọn cổng khác."),
                      .en = absl::StrCat("Cannot listen for operators' HTTP at ", listen,
                                         ": the address is in use or not valid. Choose another port.")});
}

class HttpOpsServer final : public OpsServer {
 public:
  explicit HttpOpsServer(Sources sources) : sources_(std::move(sources)) {
    server_.new_task_queue = [] { return new BoundedQueue; };
    server_.set_keep_alive_max_count(1);
    server_.set_keep_alive_timeout(1);  // For the first request too.
    server_.set_read_timeout(kSeconds);
    server_.set_write_timeout(kSeconds);
    server_.set_payload_max_length(0);
    // Without SO_REUSEPORT, which would let two processes share a port.
    server_.set_socket_options([](socket_t socket) {
      const int on = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    });
    server_.Get("/livez", [this](const httplib::Request&, httplib::Response& response) {
      const std::optional<std::string> wedged = sources_.wedged();
      if (wedged.has_value()) response.status = kServiceUnavailable;
      response.set_content(wedged.value_or("ok") + "\n", kText);
    });
    server_.Get("/readyz", [this](const httplib::Request&, httplib::Response& response) {
      const std::vector<Readiness::Failing> failing = sources_.readiness.Ask();
      nlohmann::ordered_json body{{"ready", failing.empty()}};
      for (const auto& [name, why] : failing) body["failing"].push_back({{"name", name}, {"why", why}});
      if (!failing.empty()) response.status = kServiceUnavailable;
      response.set_content(body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n", kJson);
    });
    server_.Get("/metrics", [this](const httplib::Request&, httplib::Response& response) {
      sources_.readiness.Ask();  // Whose outcome is among them.
      response.set_content(sources_.registry.Text(), kMetrics);
    });
  }

  ~HttpOpsServer() override {
    if (!thread_.joinable()) return;
    server_.stop();
    thread_.join();
  }

  bool Listen(const std::string& host, int port) {
    const int bound = port == 0 ? server_.bind_to_any_port(host) : server_.bind_to_port(host, port) ? port : -1;
    if (bound <= 0) return false;
    address_ = absl::StrCat(host, ":", bound);
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    // Stopping a server that has not begun would leave it running.
    while (!server_.is_running()) std::this_thread::yield();
    return true;
  }

  const std::string& address() const override { return address_; }

 private:
  const Sources sources_;
  httplib::Server server_;
  std::string address_;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<OpsServer>> OpsServer::Start(const std::string& listen, Sources sources) {
  const size_t colon = listen.rfind(':');
  int port = 0;
  if (colon == std::string::npos || colon == 0 || !absl::SimpleAtoi(listen.substr(colon + 1), &port) || port < 0 ||
      port > 65535) {
    return CannotListen(listen);
  }
  auto server = std::make_unique<HttpOpsServer>(std::move(sources));
  if (!server->Listen(listen.substr(0, colon), port)) return CannotListen(listen);
  return server;
}

}  // namespace thidua::telemetry
