#ifndef THIDUA_COMMON_TELEMETRY_HTTP_SINK_FOR_TEST_H_
#define THIDUA_COMMON_TELEMETRY_HTTP_SINK_FOR_TEST_H_

#include <httplib.h>

#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace thidua::telemetry {

// A collector on a loopback port that keeps the spans it is sent.
class HttpSink {
 public:
  using Json = nlohmann::json;

  HttpSink() {
    server_.Post("/v1/traces", [this](const httplib::Request& request, httplib::Response& response) {
      const absl::MutexLock lock(&mutex_);
      ++posts_;
      if (!answers_.empty()) {
        response.status = answers_.front();
        answers_.erase(answers_.begin());
        if (response.status != 200) return;
      }
      bodies_.push_back(Json::parse(request.body));
      content_types_.push_back(request.get_header_value("Content-Type"));
      response.set_content("{}", "application/json");
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }

  ~HttpSink() {
    server_.stop();
    thread_.join();
  }

  std::string url() const { return absl::StrCat("http://127.0.0.1:", port_); }

  // The codes of the next answers; after them, 200.
  void AnswerWith(std::vector<int> codes) {
    const absl::MutexLock lock(&mutex_);
    answers_ = std::move(codes);
  }

  int posts() const {
    const absl::MutexLock lock(&mutex_);
    return posts_;
  }
  std::vector<Json> bodies() const {
    const absl::MutexLock lock(&mutex_);
    return bodies_;
  }
  std::vector<std::string> content_types() const {
    const absl::MutexLock lock(&mutex_);
    return content_types_;
  }

  // Every span of every body, with the name of its service under "service".
  std::vector<Json> spans() const {
    std::vector<Json> all;
    for (const Json& body : bodies()) {
      for (const Json& resource : body["resourceSpans"]) {
        for (const Json& scope : resource["scopeSpans"]) {
          for (Json span : scope["spans"]) {
            span["service"] = resource["resource"]["attributes"][0]["value"]["stringValue"];
            all.push_back(std::move(span));
          }
        }
      }
    }
    return all;
  }

  // Whether so many spans came.
  bool AwaitSpans(size_t count, absl::Duration limit = absl::Seconds(20)) const {
    const auto enough = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      size_t spans = 0;
      for (const Json& body : bodies_) spans += body["resourceSpans"][0]["scopeSpans"][0]["spans"].size();
      return spans >= count;
    };
    const absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&enough), limit);
  }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  mutable absl::Mutex mutex_;
  int posts_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<int> answers_ ABSL_GUARDED_BY(mutex_);
  std::vector<Json> bodies_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> content_types_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_HTTP_SINK_FOR_TEST_H_
