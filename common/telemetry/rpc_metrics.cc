#include "common/telemetry/rpc_metrics.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace thidua::telemetry {
namespace {

constexpr char kUnknown[] = "unknown";
constexpr char kUnary[] = "unary";
constexpr char kServerStream[] = "server_stream";
constexpr char kClientStream[] = "client_stream";
constexpr char kBidiStream[] = "bidi_stream";
constexpr char kHealth[] = "grpc.health.v1.Health";  // Its descriptor is not in the library.
constexpr char kReflection[] = "grpc.reflection.v1alpha.ServerReflection";

constexpr std::array<const char*, 17> kCodeNames = {
    "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
    "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
    "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
    "DataLoss", "Unauthenticated"};

// A kept answer takes microseconds, an import of a country seconds.
const std::vector<double>& Buckets() {
  static const auto& buckets =
      *new std::vector<double>{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  return buckets;
}

size_t IndexOf(grpc::StatusCode code) {
  const auto index = static_cast<size_t>(code);
  return index < kCodeNames.size() ? index : static_cast<size_t>(grpc::StatusCode::UNKNOWN);
}

prometheus::Family<prometheus::Counter>& Counters(Registry& registry, RpcMetrics::Side side, const char* what,
                                                  const char* help) {
  const bool server = side == RpcMetrics::Side::kServer;
  return prometheus::BuildCounter()
      .Name(absl::StrCat(server ? "grpc_server_" : "grpc_client_", what, "_total"))
      .Help(absl::StrReplaceAll(help, {{"SIDE", server ? "server" : "client"}}))
      .Register(registry.counted());
}

prometheus::Family<prometheus::Histogram>& Histograms(Registry& registry, RpcMetrics::Side side) {
  const bool server = side == RpcMetrics::Side::kServer;
  return prometheus::BuildHistogram()
      .Name(absl::StrCat(server ? "grpc_server_" : "grpc_client_", "handling_seconds"))
      .Help(absl::StrCat("Time from the start of an RPC to its end on the ", server ? "server." : "client."))
      .Register(registry.counted());
}

const char* TypeOf(const google::protobuf::MethodDescriptor& method) {
  if (method.client_streaming()) return method.server_streaming() ? kBidiStream : kClientStream;
  return method.server_streaming() ? kServerStream : kUnary;
}

std::string Dotted(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  std::string name(path);
  std::ranges::replace(name, '/', '.');
  return name;
}

}  // namespace

const char* CodeName(grpc::StatusCode code) { return kCodeNames[IndexOf(code)]; }

MethodMetrics::MethodMetrics(std::string path, bool streams_answers, prometheus::Counter& started,
                             prometheus::Counter& received, prometheus::Counter& sent,
                             const std::array<prometheus::Counter*, kCodes>& handled, prometheus::Histogram& seconds)
    : path_(std::move(path)),
      streams_answers_(streams_answers),
      started_(started),
      received_(received),
      sent_(sent),
      handled_(handled),
      seconds_(seconds) {}

void MethodMetrics::CountHandled(grpc::StatusCode code, std::chrono::steady_clock::duration took) const {
  handled_[IndexOf(code)]->Increment();
  seconds_.Observe(std::chrono::duration<double>(took).count());
}

RpcMetrics::RpcMetrics(Registry& registry, Side side)
    : started_(Counters(registry, side, "started", "RPCs started on the SIDE.")),
      received_(Counters(registry, side, "msg_received", "Messages received on the SIDE.")),
      sent_(Counters(registry, side, "msg_sent", "Messages sent by the SIDE.")),
      handled_(Counters(registry, side, "handled", "RPCs completed on the SIDE, whatever their outcome.")),
      seconds_(Histograms(registry, side)) {}

std::unique_ptr<MethodMetrics> RpcMetrics::Make(const google::protobuf::MethodDescriptor& method) const {
  return Make(method.service()->full_name(), method.name(), TypeOf(method));
}

std::unique_ptr<MethodMetrics> RpcMetrics::MakeUnknown() const { return Make(kUnknown, kUnknown, kUnknown); }

std::unique_ptr<MethodMetrics> RpcMetrics::Make(const std::string& service, const std::string& method,
                                                const std::string& type) const {
  const Labels labels = {{"grpc_type", type}, {"grpc_service", service}, {"grpc_method", method}};
  std::array<prometheus::Counter*, MethodMetrics::kCodes> handled;
  for (size_t code = 0; code < handled.size(); ++code) {
    Labels with_code = labels;
    with_code["grpc_code"] = kCodeNames[code];
    handled[code] = &handled_.Add(with_code);
  }
  return std::unique_ptr<MethodMetrics>(
      new MethodMetrics(service == kUnknown ? kUnknown : absl::StrCat("/", service, "/", method),
                        type == kServerStream || type == kBidiStream, started_.Add(labels), received_.Add(labels),
                        sent_.Add(labels), handled, seconds_.Add(labels, Buckets())));
}

ServerMethods::ServerMethods(Registry& registry, const std::vector<std::string>& services) {
  const RpcMetrics metrics(registry, RpcMetrics::Side::kServer);
  const auto add = [&](std::unique_ptr<MethodMetrics> method) {
    std::string path = method->path();
    methods_.emplace(std::move(path), std::move(method));
  };
  for (const std::string& name : services) {
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    for (int i = 0; service != nullptr && i < service->method_count(); ++i) add(metrics.Make(*service->method(i)));
  }
  add(metrics.Make(kHealth, "Check", kUnary));
  add(metrics.Make(kHealth, "Watch", kServerStream));
  add(metrics.Make(kReflection, "ServerReflectionInfo", kBidiStream));
  unknown_ = metrics.MakeUnknown();
}

const MethodMetrics& ServerMethods::Find(std::string_view path) const {
  const auto found = methods_.find(absl::string_view(path.data(), path.size()));
  return found == methods_.end() ? *unknown_ : *found->second;
}

ClientMethods::ClientMethods(Registry& registry)
    : metrics_(registry, RpcMetrics::Side::kClient), unknown_(metrics_.MakeUnknown()) {}

const MethodMetrics& ClientMethods::Find(std::string_view path) {
  const absl::string_view key(path.data(), path.size());
  {
    const absl::ReaderMutexLock lock(&mutex_);
    if (const auto found = methods_.find(key); found != methods_.end()) return *found->second;
  }
  const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(Dotted(path));
  if (method == nullptr) return *unknown_;
  const absl::MutexLock lock(&mutex_);
  std::unique_ptr<MethodMetrics>& metrics = methods_[key];
  if (metrics == nullptr) metrics = metrics_.Make(*method);
  return *metrics;
}

}  // namespace thidua::telemetry
