#ifndef THIDUA_COMMON_TELEMETRY_READINESS_H_
#define THIDUA_COMMON_TELEMETRY_READINESS_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/telemetry/registry.h"

namespace thidua::telemetry {

// One thing that a process needs, such as its store. It has a thread of its own, so that a check that hangs holds up
// nobody but itself.
//
// Thread-safe.
class Check {
 public:
  // OK: it is there. A message is for operators and holds no secret.
  using Run = std::function<absl::Status()>;

  Check(std::string name, Run run);
  // Waits for a check that is under way.
  ~Check();

  const std::string& name() const { return name_; }

  // Checks anew; DEADLINE_EXCEEDED when that takes longer than `limit`.
  absl::Status Ask(absl::Duration limit);

 private:
  void Loop();

  const std::string name_;
  const Run run_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t asked_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t answered_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status last_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

struct NamedCheck {
  std::string name;
  Check::Run run;
};

// Whether a process can take calls.
//
// Thread-safe.
class Readiness {
 public:
  enum class Phase { kStarting, kServing, kDraining };

  struct Failing {
    std::string name;
    std::string why;
  };

  // What Ask found last is a metric too: thidua_ready, and thidua_check_ok by the names of the checks.
  Readiness(const std::vector<NamedCheck>& checks, Registry& registry);

  void Enter(Phase phase);

  // What is not ready; empty when everything is. Takes at most about a second.
  std::vector<Failing> Ask();

 private:
  struct Checked {
    std::unique_ptr<Check> check;
    std::atomic<bool> ok = false;
  };

  std::vector<std::unique_ptr<Checked>> checks_;
  std::atomic<Phase> phase_ = Phase::kStarting;
  std::atomic<bool> ready_ = false;
  std::vector<Registry::Registration> metrics_;
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_READINESS_H_
