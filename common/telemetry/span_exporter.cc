#include "common/telemetry/span_exporter.h"

#include <httplib.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/http/url.h"
#include "common/status/problem.h"
#include "common/telemetry/id_text.h"
#include "common/telemetry/log.h"

namespace thidua::telemetry {
namespace {

using Json = nlohmann::ordered_json;

// As opentelemetry/proto/trace/v1/trace.proto numbers them.
constexpr int kSpanKindServer = 2;
constexpr int kStatusError = 2;
constexpr char kTracesPath[] = "/v1/traces";
constexpr int kAttempts = 3;
constexpr absl::Duration kFirstPause = absl::Milliseconds(200);

struct Span {
  TraceParent trace;
  std::optional<SpanId> parent;
  std::string trace_state;
  std::string method;
  absl::Time start;
  absl::Time end;
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string message;
  std::string request_id;
};

Json Attribute(const char* key, const std::string& value) {
  return {{"key", key}, {"value", {{"stringValue", value}}}};
}

// OpenTelemetry's conventions for gRPC servers: what is the caller's fault is no error of the span.
bool IsServerFault(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::UNIMPLEMENTED:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DATA_LOSS:
      return true;
    default:
      return false;
  }
}

Json SpanJson(const Span& span) {
  const std::string name = span.method.substr(span.method.starts_with('/') ? 1 : 0);
  const size_t slash = name.find('/');
  Json json{{"traceId", IdText(span.trace.trace)},
            {"spanId", IdText(span.trace.span)},
            {"name", name},
            {"kind", kSpanKindServer},
            // 64-bit numbers are strings in Protobuf's JSON.
            {"startTimeUnixNano", absl::StrCat(absl::ToUnixNanos(span.start))},
            {"endTimeUnixNano", absl::StrCat(absl::ToUnixNanos(span.end))}};
  if (span.parent.has_value()) json["parentSpanId"] = IdText(*span.parent);
  if (!span.trace_state.empty()) json["traceState"] = span.trace_state;
  Json& attributes = json["attributes"] = Json::array();
  attributes.push_back(Attribute("rpc.system", "grpc"));
  if (slash != std::string::npos) {
    attributes.push_back(Attribute("rpc.service", name.substr(0, slash)));
    attributes.push_back(Attribute("rpc.method", name.substr(slash + 1)));
  }
  attributes.push_back({{"key", "rpc.grpc.status_code"}, {"value", {{"intValue", absl::StrCat(span.code)}}}});
  attributes.push_back(Attribute("thidua.request_id", span.request_id));
  if (IsServerFault(span.code)) json["status"] = {{"code", kStatusError}, {"message", Redacted(span.message)}};
  return json;
}

class OtlpExporter final : public SpanExporter {
 public:
  OtlpExporter(const Options& options, const http::Url& url, Registry& registry)
      : options_(options),
        path_(absl::StrCat(url.path.substr(0, url.path.find_last_not_of('/') + 1), kTracesPath)),
        client_(url.server) {
    client_.set_connection_timeout(absl::ToChronoMicroseconds(options.timeout));
    client_.set_read_timeout(absl::ToChronoMicroseconds(options.timeout));
    client_.set_write_timeout(absl::ToChronoMicroseconds(options.timeout));
    client_.set_follow_location(false);
    client_.set_keep_alive(true);
    const auto count = [&](const char* name, const char* help, const std::atomic<uint64_t>& value) {
      metrics_.push_back(registry.AddCounter(
          name, help, {}, [&value] { return static_cast<double>(value.load(std::memory_order_relaxed)); }));
    };
    count("thidua_trace_spans_exported_total", "Spans that the collector took.", exported_);
    count("thidua_trace_spans_dropped_total", "Spans lost: the queue was full, or the collector did not take them.",
          dropped_);
    thread_ = std::thread([this] { Run(); });
  }

  ~OtlpExporter() override {
    {
      const absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    thread_.join();
  }

  bool Wants(const MethodMetrics&, const grpc::Status&, absl::Duration, bool sampled) const override { return sampled; }

  void OnAnswered(const AnsweredCall& call) override {
    Span span{.trace = call.trace,
              .parent = call.parent,
              .trace_state = std::string(call.trace_state),
              .method = call.method.path(),
              .start = call.start,
              .end = call.start + call.took,
              .code = call.status.error_code(),
              .message = call.status.error_message(),
              .request_id = std::string(call.request_id)};
    const absl::MutexLock lock(&mutex_);
    if (waiting_.size() >= options_.most_waiting) {
      dropped_.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    waiting_.push_back(std::move(span));
  }

 private:
  void Run() {
    const auto full = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return stopping_ || waiting_.size() >= options_.most_in_a_batch;
    };
    while (true) {
      std::vector<Span> batch;
      bool last = false;
      {
        const absl::MutexLock lock(&mutex_);
        mutex_.AwaitWithTimeout(absl::Condition(&full), options_.interval);
        const auto size = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), options_.most_in_a_batch));
        std::move(waiting_.begin(), waiting_.begin() + size, std::back_inserter(batch));
        waiting_.erase(waiting_.begin(), waiting_.begin() + size);
        last = stopping_ && waiting_.empty();
      }
      if (!batch.empty() && !Send(batch)) {
        dropped_.fetch_add(batch.size(), std::memory_order_relaxed);
        // What still waits would not be taken either.
        const absl::MutexLock lock(&mutex_);
        if (stopping_) {
          dropped_.fetch_add(waiting_.size(), std::memory_order_relaxed);
          return;
        }
      }
      if (last) return;
    }
  }

  bool Send(const std::vector<Span>& batch) {
    Json spans = Json::array();
    for (const Span& span : batch) spans.push_back(SpanJson(span));
    const Json body{
        {"resourceSpans",
         {{{"resource",
            {{"attributes",
              {Attribute("service.name", options_.service), Attribute("service.version", THIDUA_VERSION)}}}},
           {"scopeSpans", {{{"scope", {{"name", "thidua"}, {"version", THIDUA_VERSION}}}, {"spans", spans}}}}}}}};
    const std::string text = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    absl::Duration pause = kFirstPause;
    for (int attempt = 1;; ++attempt) {
      const httplib::Result result = client_.Post(path_, text, "application/json");
      if (result && result->status / 100 == 2) {
        exported_.fetch_add(batch.size(), std::memory_order_relaxed);
        Tell(true, {});
        return true;
      }
      const std::string why = result ? absl::StrCat("HTTP ", result->status) : httplib::to_string(result.error());
      // As OTLP has it; anything else would fail again.
      const bool again =
          !result || result->status == 429 || result->status == 502 || result->status == 503 || result->status == 504;
      const absl::MutexLock lock(&mutex_);
      if (again && attempt < kAttempts && !mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause)) {
        pause *= 2;
        continue;
      }
      Tell(false, why);
      return false;
    }
  }

  // One line when it begins to fail and one when that is over.
  void Tell(bool well, const std::string& why) {
    if (well == well_) return;
    well_ = well;
    if (well) {
      spdlog::info("traces: the collector takes spans again");
    } else {
      spdlog::warn("traces: the collector does not take spans, which are lost: {}", why);
    }
  }

  const Options options_;
  const std::string path_;
  httplib::Client client_;  // Of the thread.
  bool well_ = true;        // Of the thread.
  std::atomic<uint64_t> exported_ = 0;
  std::atomic<uint64_t> dropped_ = 0;
  std::vector<Registry::Registration> metrics_;
  absl::Mutex mutex_;
  std::deque<Span> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<SpanExporter>> SpanExporter::Start(const Options& options, Registry& registry) {
  const std::optional<http::Url> url = http::ParseUrl(options.endpoint);
  if (url.has_value()) return std::make_unique<OtlpExporter>(options, *url, registry);
  return FailedPrecondition(
      "BAD_OTLP_URL",
      {.vi = "Địa chỉ bộ thu OTLP không đúng dạng. Cần http:// hoặc https:// và tên máy chủ, ví dụ "
             "http://127.0.0.1:4318.",
       .en = "The URL of the OTLP collector is malformed. Wanted: http:// or https:// and a host, such as "
             "http://127.0.0.1:4318."});
}

}  // namespace thidua::telemetry
