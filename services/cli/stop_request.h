#ifndef THIDUA_SERVICES_CLI_STOP_REQUEST_H_
#define THIDUA_SERVICES_CLI_STOP_REQUEST_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace thidua::cli {

// Waits for SIGINT, SIGTERM, the loss of standard output's reader or an end set beforehand, on a thread of its own, and
// then cancels what runs. At most one at a time, made before any thread that must not take these signals.
class StopRequest {
 public:
  // Nothing: until a signal comes.
  explicit StopRequest(std::optional<std::chrono::seconds> after);
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  bool Stopped() const;
  // What to call when the stop comes, or at once when it has come; until Forget returns.
  void OnStop(std::function<void()> cancel);
  void Forget();
  // True when it was stopped meanwhile.
  bool WaitFor(std::chrono::milliseconds time);

 private:
  void Watch();

  const std::optional<std::chrono::steady_clock::time_point> end_;
  int signals_ = -1;   // Signals that have come, as a file.
  int finished_ = -1;  // Readable when this object goes.
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::function<void()> cancel_;
  std::thread thread_;
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_STOP_REQUEST_H_
