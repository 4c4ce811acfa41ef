#ifndef THIDUA_TESTS_INTEGRATION_PROCESS_H_
#define THIDUA_TESTS_INTEGRATION_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"

namespace thidua::integration {

// Whether `condition` came true within `limit`.
bool WaitUntil(absl::FunctionRef<bool()> condition, absl::Duration limit);

// A child process with what it wrote. It is killed with this object, or with the thread that started it, whichever
// comes first. Its environment is the test's without what the programs read.
class Process {
 public:
  Process(const std::string& program, const std::vector<std::string>& arguments);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Nothing happens when it has ended.
  void Signal(int signal);

  // The exit code, or 128 + the signal that ended it. Nothing when it still runs after `limit`.
  std::optional<int> Wait(absl::Duration limit);

  // What it has written so far.
  std::string out() const;
  std::string err() const;

 private:
  // Owns a descriptor.
  class Descriptor {
   public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

   private:
    const int number_;
  };

  Descriptor out_;
  Descriptor err_;
  pid_t id_ = 0;
  std::optional<int> exit_code_;
};

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_PROCESS_H_
