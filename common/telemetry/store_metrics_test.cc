#include "common/telemetry/store_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

absl::Status WithReason(absl::StatusCode code, const std::string& reason) {
  return Problem{.code = code, .reason = reason, .message = {.vi = "x", .en = "x"}}.ToStatus();
}

std::string Operations(const char* operation, const char* outcome, int count) {
  return absl::StrCat("thidua_store_operations_total{operation=\"", operation, "\",outcome=\"", outcome,
                      "\",store=\"s\"} ", count, "\n");
}

TEST(StoreMetricsTest, TellsFaultsOfTheStoreFromWhatTheServiceRefused) {
  Registry registry;
  const StoreMetrics metrics(registry, "s", [] { return 7; });
  using Operation = StoreMetrics::Operation;
  const auto took = std::chrono::milliseconds(3);
  metrics.CountOperation(Operation::kRead, absl::OkStatus(), took);
  metrics.CountOperation(Operation::kRead, WithReason(absl::StatusCode::kNotFound, "UNKNOWN_UNIT"), took);
  metrics.CountOperation(Operation::kRead, WithReason(absl::StatusCode::kUnavailable, "STORE_BUSY"), took);
  metrics.CountOperation(Operation::kWrite, WithReason(absl::StatusCode::kAborted, "STALE_SHEET"), took);
  metrics.CountOperation(Operation::kWrite, WithReason(absl::StatusCode::kAborted, "STORE_CONFLICT"), took);
  metrics.CountOperation(Operation::kWrite, WithReason(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE"), took);
  metrics.CountOperation(Operation::kWrite, WithReason(absl::StatusCode::kUnavailable, "STORE_OUTCOME_UNKNOWN"), took);
  metrics.CountOperation(Operation::kWrite, WithReason(absl::StatusCode::kResourceExhausted, "STORE_FULL"), took);
  metrics.CountOperation(Operation::kWrite, WithReason(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED"), took);
  metrics.CountOperation(Operation::kWrite, Internal("sql: no such table"), took);
  const std::string text = registry.Text();
  for (const char* outcome : {"ok", "refused", "busy"}) {
    EXPECT_THAT(text, HasSubstr(Operations("read", outcome, 1)));
  }
  EXPECT_THAT(text, HasSubstr(Operations("write", "ok", 0)));
  for (const char* outcome : {"refused", "conflict", "unavailable", "unknown", "full", "late", "internal"}) {
    EXPECT_THAT(text, HasSubstr(Operations("write", outcome, 1)));
  }
  EXPECT_THAT(text, HasSubstr("thidua_store_operation_seconds_count{operation=\"write\",store=\"s\"} 7\n"));
  EXPECT_THAT(text,
              HasSubstr("thidua_store_operation_seconds_bucket{operation=\"read\",store=\"s\",le=\"0.0025\"} 0\n"));
  EXPECT_THAT(text,
              HasSubstr("thidua_store_operation_seconds_bucket{operation=\"read\",store=\"s\",le=\"0.005\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("thidua_store_pending_writes{store=\"s\"} 7\n"));
}

TEST(StoreMetricsTest, AStoreThatIsOpenedAgainGoesOnCounting) {
  Registry registry;
  for (int i = 0; i < 2; ++i) {
    const StoreMetrics metrics(registry, "s", [] { return 0; });
    metrics.CountGroup(3);
    metrics.CountReadWait(std::chrono::seconds(1));
  }
  const std::string text = registry.Text();
  EXPECT_THAT(text, HasSubstr("thidua_store_write_group_size_sum{store=\"s\"} 6\n"));
  EXPECT_THAT(text, HasSubstr("thidua_store_read_wait_seconds_count{store=\"s\"} 2\n"));
  EXPECT_THAT(text, Not(HasSubstr("thidua_store_pending_writes")));
}

}  // namespace
}  // namespace thidua::telemetry
