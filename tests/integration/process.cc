#include "tests/integration/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <string_view>

#include "absl/time/clock.h"

namespace thidua::integration {
namespace {

constexpr absl::Duration kPollInterval = absl::Milliseconds(2);

bool IsReadByThePrograms(std::string_view variable) {
  for (const std::string_view prefix : {"THIDUA_", "LANG", "LC_", "NO_COLOR=", "GRPC_", "OTEL_",
                                        "http_proxy=", "https_proxy=", "grpc_proxy=", "HOME=", "XDG_DATA_HOME="}) {
    if (variable.starts_with(prefix)) return true;
  }
  return false;
}

std::vector<char*> ChildEnvironment() {
  std::vector<char*> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!IsReadByThePrograms(*variable)) variables.push_back(*variable);
  }
  variables.push_back(nullptr);
  return variables;
}

std::string Content(int descriptor) {
  std::string content;
  std::array<char, 65536> buffer;
  for (ssize_t count = 0;
       (count = pread(descriptor, buffer.data(), buffer.size(), static_cast<off_t>(content.size()))) > 0;) {
    content.append(buffer.data(), count);
  }
  return content;
}

}  // namespace

bool WaitUntil(absl::FunctionRef<bool()> condition, absl::Duration limit) {
  const absl::Time end = absl::Now() + limit;
  while (!condition()) {
    if (absl::Now() >= end) return false;
    absl::SleepFor(kPollInterval);
  }
  return true;
}

Process::Descriptor::~Descriptor() { close(number_); }

Process::Process(const std::string& program, const std::vector<std::string>& arguments)
    : out_(memfd_create("stdout", MFD_CLOEXEC)), err_(memfd_create("stderr", MFD_CLOEXEC)) {
  const Descriptor nothing(open("/dev/null", O_RDONLY | O_CLOEXEC));
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const std::vector<char*> environment = ChildEnvironment();
  const pid_t parent = getpid();
  id_ = fork();
  if (id_ < 0) throw std::runtime_error("cannot fork");
  if (id_ > 0) return;
  // Only what is safe between fork and exec in a program of several threads.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(nothing.number(), STDIN_FILENO);
  dup2(out_.number(), STDOUT_FILENO);
  dup2(err_.number(), STDERR_FILENO);
  if (getppid() == parent) execve(argv[0], argv.data(), environment.data());
  _exit(127);
}

Process::~Process() {
  Signal(SIGKILL);
  Wait(absl::InfiniteDuration());
}

void Process::Signal(int signal) {
  if (!exit_code_.has_value()) kill(id_, signal);
}

std::optional<int> Process::Wait(absl::Duration limit) {
  if (exit_code_.has_value()) return exit_code_;
  const Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, id_, 0)));
  pollfd ended = {.fd = process.number(), .events = POLLIN};
  const bool forever = limit == absl::InfiniteDuration();
  if (poll(&ended, 1, forever ? -1 : static_cast<int>(absl::ToInt64Milliseconds(limit))) != 1) return std::nullopt;
  int status = 0;
  waitpid(id_, &status, 0);
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return exit_code_;
}

std::string Process::out() const { return Content(out_.number()); }
std::string Process::err() const { return Content(err_.number()); }

}  // namespace thidua::integration
