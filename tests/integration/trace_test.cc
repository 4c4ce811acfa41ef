// One trace through several processes, as a collector gets it.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/telemetry/http_sink_for_test.h"
#include "tests/integration/demo.h"
#include "tests/integration/ops_http.h"
#include "tests/integration/rpc.h"
#include "tests/integration/suite.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"

namespace thidua::integration {
namespace {

using telemetry::HttpSink;
using Json = nlohmann::json;

constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kCaller[] = "00f067aa0ba902b7";

grpc::Status Rank(const Suite& suite, Service& ranking, const std::string& flags) {
  grpc::ClientContext context;
  context.AddMetadata("traceparent", std::string("00-") + kTrace + "-" + kCaller + "-" + flags);
  context.AddMetadata("tracestate", "congo=t61");
  context.AddMetadata("x-request-id", "request-1");
  thidua::ranking::v1::GetClusterRankingRequest request;
  request.set_cluster("khu-trung");
  request.set_year(2023);
  thidua::ranking::v1::GetClusterRankingResponse response;
  return thidua::ranking::v1::RankingService::NewStub(Connect(ranking.address()))
      ->GetClusterRanking(&context, request, &response);
}

std::string Attribute(const Json& span, const std::string& key) {
  for (const Json& attribute : span["attributes"]) {
    if (attribute["key"] == key) return attribute["value"].begin().value();
  }
  return "";
}

TEST(TraceTest, RankingAndScoringAreOneTree) {
  HttpSink collector;
  Suite suite({.more_arguments = {"--otlp", collector.url(), "--log-format", "json", "--log-requests"}});
  ImportBaTo(suite.cli());
  RequireOk(Rank(suite, suite.ranking(), "01"));
  std::vector<Json> spans;
  // Ranking's own span, and at least one of scoring, which was asked for the scores.
  ASSERT_TRUE(WaitUntil(
      [&] {
        spans = collector.spans();
        return spans.size() >= 2 &&
               std::ranges::any_of(spans, [](const Json& span) { return span["service"] == "thidua-ranking"; });
      },
      absl::Seconds(20)));
  std::string parent;
  for (const Json& span : spans) {
    if (span["service"] != "thidua-ranking") continue;
    EXPECT_EQ(span["name"], "thidua.ranking.v1.RankingService/GetClusterRanking");
    EXPECT_EQ(span["parentSpanId"], kCaller);
    parent = span["spanId"];
  }
  int scoring = 0;
  for (const Json& span : spans) {
    EXPECT_EQ(span["traceId"], kTrace);
    EXPECT_EQ(span["traceState"], "congo=t61");
    EXPECT_EQ(Attribute(span, "thidua.request_id"), "request-1");
    EXPECT_EQ(Attribute(span, "rpc.system"), "grpc");
    EXPECT_LE(std::stoll(span["startTimeUnixNano"].get<std::string>()),
              std::stoll(span["endTimeUnixNano"].get<std::string>()));
    if (span["service"] != "thidua-scoring") continue;
    ++scoring;
    EXPECT_EQ(span["parentSpanId"], parent);
  }
  EXPECT_GE(scoring, 1);
  // The same request is found in the log of both.
  for (const Service* service : {&suite.ranking(), &suite.scoring()}) {
    EXPECT_NE(service->Log().find("\"request_id\":\"request-1\",\"trace_id\":\"" + std::string(kTrace)),
              std::string::npos);
  }
}

TEST(TraceTest, WhatTheCallerDoesNotSampleIsNotSent) {
  HttpSink collector;
  Suite suite({.more_arguments = {"--otlp", collector.url(), "--trace-sample", "1"}});
  ImportBaTo(suite.cli());
  RequireOk(Rank(suite, suite.ranking(), "00"));
  // Those of the import are, and everything was sent once the processes are gone.
  for (Service* service : suite.services()) service->Stop();
  EXPECT_FALSE(collector.spans().empty());
  for (const Json& span : collector.spans()) EXPECT_NE(span["traceId"], kTrace);
}

TEST(TraceTest, ACollectorThatIsAwayHoldsUpNobody) {
  std::string url;
  { url = HttpSink().url(); }
  Suite suite({.ops = true, .more_arguments = {"--otlp", url, "--trace-sample", "1"}});
  ImportBaTo(suite.cli());
  RequireOk(Rank(suite, suite.ranking(), "01"));
  const std::string ops = OpsAddress(suite.ranking());
  EXPECT_TRUE(WaitUntil([&] { return Metrics(ops).at("thidua_trace_spans_dropped_total") >= 1; }, absl::Seconds(30)));
  EXPECT_EQ(Metrics(ops).at("thidua_trace_spans_exported_total"), 0);
  absl::Duration took;
  EXPECT_EQ(suite.ranking().Stop(&took), 0);
  EXPECT_LT(took, kLongestExit);
}

}  // namespace
}  // namespace thidua::integration
