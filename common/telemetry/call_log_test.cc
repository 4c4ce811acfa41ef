#include "common/telemetry/call_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/telemetry/log.h"

namespace thidua::telemetry {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

class CallLogTest : public ::testing::Test {
 protected:
  // The lines that so many such calls leave.
  std::vector<Json> Lines(CallLog& log, const char* method, const grpc::Status& status, absl::Duration took,
                          int calls = 1) {
    ::testing::internal::CaptureStderr();
    SetUpLog("thidua-test", LogFormat::kJson);
    const MethodMetrics& metrics = methods_.Find(method);
    for (int i = 0; i < calls; ++i) {
      if (!log.Wants(metrics, status, took, false)) continue;
      log.OnAnswered({.method = metrics,
                      .status = status,
                      .start = start_ - took,
                      .took = took,
                      .request_id = "request-1",
                      .trace = trace_,
                      .context = &context_});
    }
    spdlog::default_logger()->flush();
    std::vector<Json> lines;
    for (const std::string& line :
         std::vector<std::string>(absl::StrSplit(::testing::internal::GetCapturedStderr(), '\n', absl::SkipEmpty()))) {
      lines.push_back(Json::parse(line));
    }
    return lines;
  }

  static constexpr char kUnary[] = "/grpc.health.v1.Health/Check";
  static constexpr char kStream[] = "/grpc.health.v1.Health/Watch";

  Registry registry_;
  ServerMethods methods_{registry_, {}};
  absl::Time start_ = absl::FromUnixSeconds(1'700'000'000);
  TraceParent trace_ = *TraceParent::Parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
  grpc::CallbackServerContext context_;
};

TEST_F(CallLogTest, TellsOfFailedCalls) {
  CallLog log({.slow = absl::Seconds(1), .caller = [](const auto&) { return "cán bộ"; }}, registry_);
  const auto lines = Lines(log, kUnary, {grpc::StatusCode::NOT_FOUND, "no unit \"a\nb\""}, absl::Microseconds(1500));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["level"], "info");
  EXPECT_EQ(lines[0]["message"], "call failed: no unit \"a\nb\"");
  EXPECT_EQ(lines[0]["grpc_method"], kUnary);
  EXPECT_EQ(lines[0]["grpc_code"], "NotFound");
  EXPECT_EQ(lines[0]["duration_ms"], 1.5);
  EXPECT_EQ(lines[0]["request_id"], "request-1");
  EXPECT_EQ(lines[0]["trace_id"], "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(lines[0]["span_id"], "00f067aa0ba902b7");
  EXPECT_EQ(lines[0]["sub"], "cán bộ");
  EXPECT_EQ(Lines(log, kUnary, {grpc::StatusCode::INTERNAL, "x"}, {})[0]["level"], "error");
  EXPECT_EQ(Lines(log, kUnary, {grpc::StatusCode::UNAVAILABLE, "x"}, {})[0]["level"], "warning");
}

TEST_F(CallLogTest, TellsOfSlowCalls) {
  CallLog log({.slow = absl::Seconds(1)}, registry_);
  const auto lines = Lines(log, kUnary, grpc::Status::OK, absl::Seconds(1));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["message"], "slow call");
  EXPECT_EQ(lines[0]["level"], "warning");
  EXPECT_FALSE(lines[0].contains("sub"));
}

TEST_F(CallLogTest, IsSilentAboutTheRest) {
  CallLog log({.slow = absl::Seconds(1)}, registry_);
  EXPECT_TRUE(Lines(log, kUnary, grpc::Status::OK, absl::Milliseconds(999)).empty());
  // How long a watch lasts, and that its reader ends it, is nothing to tell.
  EXPECT_TRUE(Lines(log, kStream, grpc::Status::OK, absl::Hours(3)).empty());
  EXPECT_TRUE(Lines(log, kStream, grpc::Status::CANCELLED, absl::Hours(3)).empty());
  EXPECT_EQ(Lines(log, kUnary, grpc::Status::CANCELLED, absl::ZeroDuration()).size(), 1u);
  CallLog all({.slow = absl::Seconds(1), .all = true}, registry_);
  EXPECT_EQ(Lines(all, kUnary, grpc::Status::OK, absl::ZeroDuration())[0]["message"], "call");
}

TEST_F(CallLogTest, AFloodIsCountedAndNotWritten) {
  CallLog log({.slow = absl::Seconds(1)}, registry_);
  const grpc::Status failed(grpc::StatusCode::NOT_FOUND, "x");
  EXPECT_EQ(Lines(log, kUnary, failed, absl::ZeroDuration(), 250).size(), 100u);
  EXPECT_THAT(registry_.Text(), HasSubstr("thidua_log_calls_dropped_total 150\n"));
  start_ += absl::Seconds(1);
  const auto next = Lines(log, kUnary, failed, absl::ZeroDuration(), 2);
  EXPECT_EQ(next[0]["message"], "call failed: x (150 calls before were left out)");
  EXPECT_EQ(next[1]["message"], "call failed: x");
}

}  // namespace
}  // namespace thidua::telemetry
