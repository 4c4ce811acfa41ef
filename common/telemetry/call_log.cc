#include "common/telemetry/call_log.h"

#include <spdlog/common.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/telemetry/id_text.h"
#include "common/telemetry/log.h"

namespace thidua::telemetry {
namespace {

constexpr int kMostInASecond = 100;

// A watch ends because its reader goes.
bool Failed(const MethodMetrics& method, const grpc::Status& status) {
  return !status.ok() && !(method.streams_answers() && status.error_code() == grpc::StatusCode::CANCELLED);
}

spdlog::level::level_enum LevelOf(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::DATA_LOSS:
      return spdlog::level::err;
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return spdlog::level::warn;
    default:
      return spdlog::level::info;
  }
}

}  // namespace

CallLog::CallLog(Options options, Registry& registry)
    : options_(std::move(options)),
      metric_(registry.AddCounter("thidua_log_calls_dropped_total",
                                  "Calls that the log left out because there were too many in a second.", {},
                                  [this] { return static_cast<double>(dropped_.load(std::memory_order_relaxed)); })) {}

bool CallLog::Wants(const MethodMetrics& method, const grpc::Status& status, absl::Duration took, bool) const {
  return options_.all || Failed(method, status) || (took >= options_.slow && !method.streams_answers());
}

bool CallLog::Admit(absl::Time now) {
  const int64_t second = absl::ToUnixSeconds(now);
  if (second_.exchange(second, std::memory_order_relaxed) != second) in_second_.store(0, std::memory_order_relaxed);
  if (in_second_.fetch_add(1, std::memory_order_relaxed) < kMostInASecond) return true;
  missing_.fetch_add(1, std::memory_order_relaxed);
  dropped_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

void CallLog::OnAnswered(const AnsweredCall& call) {
  if (!Admit(call.start + call.took)) return;
  const bool failed = Failed(call.method, call.status);
  const bool slow = call.took >= options_.slow && !call.method.streams_answers();
  std::string message =
      failed ? absl::StrCat("call failed: ", call.status.error_message()) : std::string(slow ? "slow call" : "call");
  if (const uint64_t missing = missing_.exchange(0, std::memory_order_relaxed); missing > 0) {
    absl::StrAppend(&message, " (", missing, " calls before were left out)");
  }
  nlohmann::ordered_json fields{{"grpc_method", call.method.path()},
                                {"grpc_code", CodeName(call.status.error_code())},
                                {"duration_ms", absl::ToInt64Microseconds(call.took) / 1000.0},
                                {"request_id", call.request_id},
                                {"trace_id", IdText(call.trace.trace)},
                                {"span_id", IdText(call.trace.span)}};
  if (options_.caller && call.context != nullptr) {
    if (std::string caller = options_.caller(*call.context); !caller.empty()) fields["sub"] = std::move(caller);
  }
  LogWithFields(failed ? LevelOf(call.status) : (slow ? spdlog::level::warn : spdlog::level::info), message, fields);
}

}  // namespace thidua::telemetry
