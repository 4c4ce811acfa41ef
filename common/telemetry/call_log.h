#ifndef THIDUA_COMMON_TELEMETRY_CALL_LOG_H_
#define THIDUA_COMMON_TELEMETRY_CALL_LOG_H_

#include <grpcpp/server_context.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/time/time.h"
#include "common/telemetry/registry.h"
#include "common/telemetry/server_call.h"

namespace thidua::telemetry {

// Writes a line of the log for each call that failed or took long; for every call where that is wanted. At most a
// hundred a second, so that a caller whose calls all fail cannot fill the disk; the next line says how many are
// missing.
class CallLog final : public CallObserver {
 public:
  // Who makes a call, where that has been checked; empty: nobody knows.
  using Caller = std::function<std::string(const grpc::ServerContextBase&)>;

  struct Options {
    absl::Duration slow;
    bool all = false;
    Caller caller;  // May be empty.
  };

  CallLog(Options options, Registry& registry);

  bool Wants(const MethodMetrics& method, const grpc::Status& status, absl::Duration took, bool sampled) const override;
  void OnAnswered(const AnsweredCall& call) override;

 private:
  // False: too many in this second.
  bool Admit(absl::Time now);

  const Options options_;
  std::atomic<int64_t> second_ = 0;
  std::atomic<int> in_second_ = 0;
  std::atomic<uint64_t> missing_ = 0;  // Since the last line.
  std::atomic<uint64_t> dropped_ = 0;
  const Registry::Registration metric_;
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_CALL_LOG_H_
