#include "services/cli/stop_request.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <utility>

namespace thidua::cli {
namespace {

using Clock = std::chrono::steady_clock;

int OpenSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return signalfd(-1, &set, SFD_CLOEXEC);
}

// As poll takes it: -1 is for ever.
int Milliseconds(const std::optional<Clock::time_point>& end) {
  constexpr int64_t kLongest = 24 * 60 * 60 * 1000;
  if (!end.has_value()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end - Clock::now()).count();
  return static_cast<int>(std::clamp<int64_t>(left, 0, kLongest));
}

}  // namespace

StopRequest::StopRequest(std::optional<std::chrono::seconds> after)
    : end_(after.has_value() ? std::optional(Clock::now() + *after) : std::nullopt),
      signals_(OpenSignals()),
      finished_(eventfd(0, EFD_CLOEXEC)),
      thread_([this] { Watch(); }) {}

StopRequest::~StopRequest() {
  const uint64_t one = 1;
  (void)!write(finished_, &one, sizeof one);
  thread_.join();
  close(signals_);
  close(finished_);
}

void StopRequest::Watch() {
  // Of standard output only an error is waited for: its reader has gone.
  pollfd files[] = {{.fd = signals_, .events = POLLIN, .revents = 0},
                    {.fd = finished_, .events = POLLIN, .revents = 0},
                    {.fd = STDOUT_FILENO, .events = 0, .revents = 0}};
  int ready = 0;
  do {
    ready = poll(files, std::size(files), Milliseconds(end_));
  } while ((ready < 0 && errno == EINTR) || (ready == 0 && Milliseconds(end_) != 0));
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  if (cancel_) cancel_();
  changed_.notify_all();
}

bool StopRequest::Stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

void StopRequest::OnStop(std::function<void()> cancel) {
  const std::lock_guard lock(mutex_);
  cancel_ = std::move(cancel);
  if (stopped_) cancel_();
}

void StopRequest::Forget() {
  const std::lock_guard lock(mutex_);
  cancel_ = nullptr;
}

bool StopRequest::WaitFor(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [this] { return stopped_; });
}

}  // namespace thidua::cli
