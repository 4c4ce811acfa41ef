#include "tests/integration/service.h"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace thidua::integration {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);

}  // namespace

// Made of the process id, so that no other process can take the port of a service that is between two starts.
std::string OwnLoopbackAddress() {
  const pid_t id = getpid();
  return absl::StrCat("127.", 1 + ((id >> 16) & 0x7f), ".", (id >> 8) & 0xff, ".", id & 0xff);
}

Service::Service(std::string program, std::vector<std::string> arguments, std::string folder, Listen listen)
    : program_(std::move(program)),
      arguments_(std::move(arguments)),
      folder_(std::move(folder)),
      port_file_(folder_ + "/" + std::filesystem::path(program_).filename().string() + " cổng"),
      listen_(listen) {
  Start();
}

void Service::Start() {
  std::filesystem::remove(port_file_);
  std::vector<std::string> arguments = arguments_;
  arguments.insert(arguments.end(), {"--port-file", port_file_});
  if (listen_ == Listen::kOwnAddress) {
    arguments.insert(arguments.end(), {"--listen", address_.empty() ? OwnLoopbackAddress() + ":0" : address_});
  }
  process_ = std::make_unique<Process>(program_, arguments);
  const bool started = WaitUntil(
      [this] { return std::filesystem::exists(port_file_) || process_->Wait(absl::ZeroDuration()).has_value(); },
      kPatience);
  if (!started || !std::filesystem::exists(port_file_)) {
    throw std::runtime_error(absl::StrCat(program_, " does not start:\n", Log()));
  }
  std::ifstream(port_file_) >> address_;
}

int Service::Stop(absl::Duration* took) {
  const absl::Time start = absl::Now();
  process_->Signal(SIGTERM);
  const std::optional<int> exit_code = process_->Wait(kPatience);
  if (took != nullptr) *took = absl::Now() - start;
  if (!exit_code.has_value()) throw std::runtime_error(absl::StrCat(program_, " does not stop:\n", Log()));
  End();
  return *exit_code;
}

void Service::Kill() {
  process_->Signal(SIGKILL);
  process_->Wait(absl::InfiniteDuration());
  End();
}

void Service::Restart() {
  Stop();
  Start();
}

void Service::Pause() { process_->Signal(SIGSTOP); }
void Service::Resume() { process_->Signal(SIGCONT); }

std::string Service::Log() const {
  return process_ == nullptr ? earlier_log_ : absl::StrCat(earlier_log_, process_->out(), process_->err());
}

void Service::End() {
  earlier_log_ = Log();
  process_.reset();
}

}  // namespace thidua::integration
