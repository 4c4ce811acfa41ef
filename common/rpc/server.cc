#include "common/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/server_builder_option.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/keepalive.h"
#include "common/rpc/service_manager.h"
#include "common/rpc/worker_health.h"
#include "common/status/problem.h"
#include "common/telemetry/log.h"
#include "common/telemetry/operations.h"
#include "common/telemetry/registry.h"

namespace thidua::rpc {
namespace {

constexpr std::chrono::seconds kDrain{4};
constexpr int kMaxRequestBytes = 4 << 20;

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

// The reflection library registers itself with every server of a process that links it; this takes it out again.
class NoReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    std::erase_if(*plugins, [](const auto& plugin) { return plugin->name() == "proto_server_reflection"; });
  }
};

// Until SIGINT or SIGTERM; gives which. Meanwhile the service manager hears that the server answers, while it does.
int AwaitStopSignal(const sigset_t& signals, grpc::Server& server) {
  int signal = 0;
  const absl::Duration interval = AliveInterval();
  if (interval == absl::InfiniteDuration()) {
    sigwait(&signals, &signal);
    return signal;
  }
  const std::shared_ptr<grpc::Channel> channel = server.InProcessChannel({});
  const timespec pause = absl::ToTimespec(interval);
  while ((signal = sigtimedwait(&signals, nullptr, &pause)) < 0) {
    if (AnswersHealthCheck(channel, interval)) TellAlive();
  }
  return signal;
}

// Written beside and renamed, so that a reader never sees half an address.
absl::Status WritePortFile(const std::string& path, const std::string& address) {
  const std::string draft = path + ".part";
  {
    std::ofstream out(draft);
    out << address << '\n';
  }
  if (std::rename(draft.c_str(), path.c_str()) == 0) return absl::OkStatus();
  return Unavailable("PORT_FILE", {.vi = absl::StrCat("Không ghi được tệp ", path, "."),
                                   .en = absl::StrCat("Cannot write the file ", path, ".")});
}

telemetry::Operations::Subject SubjectOf(const ServerOptions& options, const std::vector<NamedService>& services) {
  telemetry::Operations::Subject subject{
      .program = options.program, .checks = options.checks, .caller = options.caller};
  subject.wedged = [workers = options.workers] { return workers == nullptr ? std::nullopt : Wedged(*workers); };
  for (const NamedService& service : services) subject.services.push_back(service.name);
  return subject;
}

std::vector<telemetry::InlineCalls*> InlineCallsOf(const std::vector<NamedService>& services) {
  std::vector<telemetry::InlineCalls*> all;
  for (const NamedService& service : services) {
    if (service.inline_calls != nullptr) all.push_back(service.inline_calls);
  }
  return all;
}

}  // namespace

void PrepareProcess() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  telemetry::SetUpLog("thidua", telemetry::LogFormat::kText);
#ifdef NDEBUG
  // Debian builds Abseil with its assertions: every mutex would look for deadlocks.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
  // gRPC's own lines say in its terms what our errors say in the user's.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
}

absl::Status Serve(const ServerOptions& options, const std::vector<NamedService>& services) {
  grpc::EnableDefaultHealthCheckService(true);
  // Idempotent; without a call the linker would leave the library out.
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  const auto operations = telemetry::Operations::Start(options.telemetry, SubjectOf(options, services));
  if (!operations.ok()) return operations.status();
  std::vector<telemetry::Registry::Registration> worker_metrics;
  if (options.workers != nullptr) worker_metrics = AddWorkerMetrics(telemetry::Registry::Process(), *options.workers);
  if (!options.telemetry.ops_port_file.empty() && !options.telemetry.ops_listen.empty()) {
    absl::Status status = WritePortFile(options.telemetry.ops_port_file, (*operations)->ops_address());
    if (!status.ok()) return status;
  }
  grpc::ServerBuilder builder;
  builder.experimental().SetInterceptorCreators((*operations)->Interceptors(InlineCallsOf(services)));
  if (!options.reflection) builder.SetOption(std::make_unique<NoReflection>());
  absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> credentials = MakeServerCredentials(options.tls);
  if (!credentials.ok()) return credentials.status();
  int port = 0;
  builder.AddListeningPort(options.listen, *std::move(credentials), &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
  PermitKeepalive(builder);
  for (const NamedService& service : services) builder.RegisterService(service.service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return Unavailable("ADDRESS_IN_USE",
                       {.vi = absl::StrCat("Không nghe được ở ", options.listen,
                                           ": địa chỉ đang được dùng hoặc không hợp lệ. Hãy chọn cổng khác."),
                        .en = absl::StrCat("Cannot listen at ", options.listen,
                                           ": the address is in use or not valid. Choose another port.")});
  }
  const std::string address = absl::StrCat(options.listen.substr(0, options.listen.rfind(':')), ":", port);
  grpc::HealthCheckServiceInterface* health = server->GetHealthCheckService();
  for (const NamedService& service : services) health->SetServingStatus(service.name, true);
  (*operations)->Enter(telemetry::Readiness::Phase::kServing);
  if (!options.port_file.empty()) {
    if (absl::Status status = WritePortFile(options.port_file, address); !status.ok()) return status;
  }
  spdlog::info("{} serving at {}", options.program, address);
  TellReady(address);

  const sigset_t signals = StopSignals();
  const int signal = AwaitStopSignal(signals, *server);
  TellStopping();
  spdlog::info("{} draining after {}", options.program, signal == SIGTERM ? "SIGTERM" : "SIGINT");
  (*operations)->Enter(telemetry::Readiness::Phase::kDraining);
  health->SetServingStatus(false);
  if (options.drain_wait > absl::ZeroDuration()) {
    const timespec wait = absl::ToTimespec(options.drain_wait);
    sigtimedwait(&signals, nullptr, &wait);
  }
  if (options.on_drain) options.on_drain();
  server->Shutdown(std::chrono::system_clock::now() + kDrain);
  server->Wait();
  spdlog::info("{} stopped", options.program);
  return absl::OkStatus();
}

}  // namespace thidua::rpc
