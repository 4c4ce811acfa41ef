#ifndef THIDUA_TESTS_INTEGRATION_SERVICE_H_
#define THIDUA_TESTS_INTEGRATION_SERVICE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/integration/process.h"

namespace thidua::integration {

// The longest that a service may take to end after SIGTERM.
inline constexpr absl::Duration kLongestExit = absl::Seconds(5);

// The loopback address that only this test program uses.
std::string OwnLoopbackAddress();

// One of the programs, serving. After the first start it keeps its port over restarts: it listens on
// OwnLoopbackAddress. What goes wrong is thrown as std::runtime_error with what the program wrote.
class Service {
 public:
  enum class Listen { kOwnAddress, kAsArgumentsSay };

  // `folder` exists and is the service's own: the port file is put there.
  Service(std::string program, std::vector<std::string> arguments, std::string folder,
          Listen listen = Listen::kOwnAddress);

  // Returns when it serves. REQUIRES: it does not run.
  void Start();
  // SIGTERM; gives the exit code and, where asked for, how long the exit took.
  int Stop(absl::Duration* took = nullptr);
  void Kill();
  void Restart();
  // A paused service still accepts connections and bytes, and answers nothing. REQUIRES: it runs.
  void Pause();
  void Resume();
  // REQUIRES: it runs.
  Process& process() { return *process_; }

  const std::string& address() const { return address_; }
  const std::string& folder() const { return folder_; }
  // What it wrote since its first start.
  std::string Log() const;

 private:
  void End();

  const std::string program_;
  const std::vector<std::string> arguments_;
  const std::string folder_;
  const std::string port_file_;
  const Listen listen_;
  std::string address_;
  std::unique_ptr<Process> process_;
  std::string earlier_log_;
};

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_SERVICE_H_
