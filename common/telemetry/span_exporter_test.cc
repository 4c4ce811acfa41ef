#include "common/telemetry/span_exporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "common/telemetry/http_sink_for_test.h"

namespace thidua::telemetry {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

class SpanExporterTest : public ::testing::Test {
 protected:
  std::unique_ptr<SpanExporter> Start(SpanExporter::Options options = {}) {
    options.endpoint = sink_.url();
    options.service = "thidua-test";
    auto exporter = SpanExporter::Start(options, registry_);
    EXPECT_TRUE(exporter.ok());
    return *std::move(exporter);
  }

  void Answer(SpanExporter& exporter, const grpc::Status& status = grpc::Status::OK) {
    exporter.OnAnswered({.method = methods_.Find("/grpc.health.v1.Health/Check"),
                         .status = status,
                         .start = absl::FromUnixNanos(1'700'000'000'123'456'789),
                         .took = absl::Microseconds(1500),
                         .request_id = "request-1",
                         .trace = trace_,
                         .parent = parent_,
                         .trace_state = "a=b",
                         .context = &context_});
  }

  Registry registry_;
  ServerMethods methods_{registry_, {}};
  HttpSink sink_;
  TraceParent trace_ = *TraceParent::Parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  std::optional<SpanId> parent_ = NewSpanId();
  grpc::CallbackServerContext context_;
};

TEST_F(SpanExporterTest, SpeaksOtlp) {
  const auto exporter = Start();
  Answer(*exporter, {grpc::StatusCode::INTERNAL, "at postgresql://a:c4n4ry@db/"});
  ASSERT_TRUE(sink_.AwaitSpans(1));
  EXPECT_EQ(sink_.content_types()[0], "application/json");
  const Json resource = sink_.bodies()[0]["resourceSpans"][0];
  EXPECT_EQ(resource["resource"]["attributes"],
            Json::parse(R"([{"key":"service.name","value":{"stringValue":"thidua-test"}},
                            {"key":"service.version","value":{"stringValue":")" THIDUA_VERSION R"("}}])"));
  EXPECT_EQ(resource["scopeSpans"][0]["scope"]["name"], "thidua");
  const Json expected = Json::parse(R"({
      "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "00f067aa0ba902b7", "parentSpanId": ")" +
                                    std::string(parent_->data(), parent_->size()) + R"(",
      "traceState": "a=b", "name": "grpc.health.v1.Health/Check", "kind": 2,
      "startTimeUnixNano": "1700000000123456789", "endTimeUnixNano": "1700000000124956789",
      "attributes": [
        {"key": "rpc.system", "value": {"stringValue": "grpc"}},
        {"key": "rpc.service", "value": {"stringValue": "grpc.health.v1.Health"}},
        {"key": "rpc.method", "value": {"stringValue": "Check"}},
        {"key": "rpc.grpc.status_code", "value": {"intValue": "13"}},
        {"key": "thidua.request_id", "value": {"stringValue": "request-1"}}],
      "status": {"code": 2, "message": "at postgresql://a:***@db/"}})");
  EXPECT_EQ(resource["scopeSpans"][0]["spans"][0], expected);
}

TEST_F(SpanExporterTest, WhatIsTheCallersFaultIsNoError) {
  parent_.reset();
  const auto exporter = Start();
  Answer(*exporter, {grpc::StatusCode::NOT_FOUND, "no such unit"});
  ASSERT_TRUE(sink_.AwaitSpans(1));
  EXPECT_FALSE(sink_.spans()[0].contains("status"));
  EXPECT_FALSE(sink_.spans()[0].contains("parentSpanId"));
}

TEST_F(SpanExporterTest, SendsBatchesAndTheRestAtTheEnd) {
  {
    const auto exporter = Start({.most_in_a_batch = 4, .interval = absl::Hours(1)});
    for (int i = 0; i < 10; ++i) Answer(*exporter);
  }
  EXPECT_EQ(sink_.spans().size(), 10u);
  EXPECT_GE(sink_.bodies().size(), 3u);
}

TEST_F(SpanExporterTest, TriesAgainWhenTheCollectorIsBusy) {
  sink_.AnswerWith({503, 429, 200});
  const auto exporter = Start({.interval = absl::Milliseconds(1)});
  Answer(*exporter);
  ASSERT_TRUE(sink_.AwaitSpans(1));
  EXPECT_EQ(sink_.posts(), 3);
}

TEST_F(SpanExporterTest, CountsWhatIsLost) {
  sink_.AnswerWith({400});
  auto exporter = Start({.most_waiting = 3, .interval = absl::Hours(1)});
  for (int i = 0; i < 5; ++i) Answer(*exporter);
  EXPECT_THAT(registry_.Text(), HasSubstr("thidua_trace_spans_dropped_total 2\n"));
  exporter.reset();
  EXPECT_EQ(sink_.posts(), 1);
}

TEST_F(SpanExporterTest, RefusesWhatIsNoUrl) {
  for (const char* url : {"", "localhost:4318", "ftp://a", "http://", "http://user@a"}) {
    EXPECT_FALSE(SpanExporter::Start({.endpoint = url}, registry_).ok()) << url;
  }
}

}  // namespace
}  // namespace thidua::telemetry
