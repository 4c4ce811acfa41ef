#ifndef THIDUA_COMMON_TELEMETRY_RPC_METRICS_H_
#define THIDUA_COMMON_TELEMETRY_RPC_METRICS_H_

#include <google/protobuf/descriptor.h>
#include <grpcpp/support/status.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "common/telemetry/registry.h"

namespace thidua::telemetry {

// A code as the ecosystem's metrics spell it: "OK", "NotFound".
const char* CodeName(grpc::StatusCode code);

// The metrics of one method, found once; counting looks nothing up.
class MethodMetrics {
 public:
  void CountStarted() const { started_.Increment(); }
  void CountReceived() const { received_.Increment(); }
  void CountSent() const { sent_.Increment(); }
  void CountHandled(grpc::StatusCode code, std::chrono::steady_clock::duration took) const;

  // "/package.Service/Method", or "unknown".
  const std::string& path() const { return path_; }
  // How long such a call takes is up to who reads the stream.
  bool streams_answers() const { return streams_answers_; }

 private:
  friend class RpcMetrics;
  static constexpr size_t kCodes = 17;

  MethodMetrics(std::string path, bool streams_answers, prometheus::Counter& started, prometheus::Counter& received,
                prometheus::Counter& sent, const std::array<prometheus::Counter*, kCodes>& handled,
                prometheus::Histogram& seconds);

  const std::string path_;
  const bool streams_answers_;
  prometheus::Counter& started_;
  prometheus::Counter& received_;
  prometheus::Counter& sent_;
  const std::array<prometheus::Counter*, kCodes> handled_;
  prometheus::Histogram& seconds_;
};

// grpc_server_* and grpc_client_*, as go-grpc-middleware has them. A method has a series for each code from the start,
// so that a first failure is a change and not a new series.
class RpcMetrics {
 public:
  enum class Side { kServer, kClient };

  RpcMetrics(Registry& registry, Side side);

  std::unique_ptr<MethodMetrics> Make(const google::protobuf::MethodDescriptor& method) const;
  // `type` as the label has it: "unary", "server_stream".
  std::unique_ptr<MethodMetrics> Make(const std::string& service, const std::string& method,
                                      const std::string& type) const;
  // For whatever else is called: callers cannot make series.
  std::unique_ptr<MethodMetrics> MakeUnknown() const;

 private:
  prometheus::Family<prometheus::Counter>& started_;
  prometheus::Family<prometheus::Counter>& received_;
  prometheus::Family<prometheus::Counter>& sent_;
  prometheus::Family<prometheus::Counter>& handled_;
  prometheus::Family<prometheus::Histogram>& seconds_;
};

// What a server offers: its services, health and reflection.
class ServerMethods {
 public:
  // `services` by their full names; this process has their descriptors.
  ServerMethods(Registry& registry, const std::vector<std::string>& services);

  // By "/package.Service/Method". Takes no lock; what is given lives as long as this object.
  const MethodMetrics& Find(std::string_view path) const;

 private:
  absl::flat_hash_map<std::string, std::unique_ptr<MethodMetrics>> methods_;
  std::unique_ptr<MethodMetrics> unknown_;
};

// What this process calls, method by method as it is called first.
//
// Thread-safe.
class ClientMethods {
 public:
  explicit ClientMethods(Registry& registry);

  const MethodMetrics& Find(std::string_view path);

 private:
  const RpcMetrics metrics_;
  const std::unique_ptr<MethodMetrics> unknown_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::unique_ptr<MethodMetrics>> methods_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_RPC_METRICS_H_
