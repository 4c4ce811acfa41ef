#include "common/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/server_builder_option.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/keepalive.h"
#include "common/status/problem.h"

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

}  // namespace

void PrepareProcess() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  spdlog::set_default_logger(spdlog::stderr_logger_mt("thidua"));
  // gRPC's own lines say in its terms what our errors say in the user's.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
}

absl::Status Serve(const ServerOptions& options, const std::vector<NamedService>& services) {
  grpc::EnableDefaultHealthCheckService(true);
  // Idempotent; without a call the linker would leave the library out.
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
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
  if (!options.port_file.empty()) {
    if (absl::Status status = WritePortFile(options.port_file, address); !status.ok()) return status;
  }
  spdlog::info("{} serving at {}", options.program, address);

  const sigset_t signals = StopSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("{} draining after {}", options.program, signal == SIGTERM ? "SIGTERM" : "SIGINT");
  health->SetServingStatus(false);
  const timespec notice = absl::ToTimespec(options.notice);
  sigtimedwait(&signals, nullptr, &notice);
  if (options.on_drain) options.on_drain();
  server->Shutdown(std::chrono::system_clock::now() + kDrain);
  server->Wait();
  spdlog::info("{} stopped", options.program);
  return absl::OkStatus();
}

}  // namespace thidua::rpc
