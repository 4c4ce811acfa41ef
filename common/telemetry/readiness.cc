#include "common/telemetry/readiness.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace thidua::telemetry {
namespace {

constexpr absl::Duration kLongestCheck = absl::Seconds(1);

}  // namespace

Check::Check(std::string name, Run run) : name_(std::move(name)), run_(std::move(run)), thread_([this] { Loop(); }) {}

Check::~Check() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

absl::Status Check::Ask(absl::Duration limit) {
  const absl::MutexLock lock(&mutex_);
  const uint64_t wanted = ++asked_;
  const auto answered = [this, wanted]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return answered_ >= wanted; };
  if (mutex_.AwaitWithTimeout(absl::Condition(&answered), limit)) return last_;
  return absl::DeadlineExceededError(absl::StrCat("no answer within ", absl::FormatDuration(limit)));
}

void Check::Loop() {
  const auto wanted = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || asked_ > answered_; };
  while (true) {
    uint64_t asked = 0;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(&wanted));
      if (stopping_) return;
      asked = asked_;
    }
    absl::Status status = run_();
    const absl::MutexLock lock(&mutex_);
    last_ = std::move(status);
    answered_ = asked;
  }
}

Readiness::Readiness(const std::vector<NamedCheck>& checks) {
  for (const NamedCheck& check : checks) checks_.push_back(std::make_unique<Check>(check.name, check.run));
}

void Readiness::Enter(Phase phase) {
  const absl::MutexLock lock(&mutex_);
  phase_ = phase;
}

std::vector<Readiness::Failing> Readiness::Ask() {
  std::vector<Failing> failing;
  {
    const absl::MutexLock lock(&mutex_);
    if (phase_ == Phase::kStarting) failing.push_back({"server", "starting"});
    if (phase_ == Phase::kDraining) failing.push_back({"server", "draining"});
  }
  const absl::Time deadline = absl::Now() + kLongestCheck;
  for (const auto& check : checks_) {
    const absl::Status status = check->Ask(std::max(deadline - absl::Now(), absl::ZeroDuration()));
    if (!status.ok()) failing.push_back({check->name(), std::string(status.message())});
  }
  return failing;
}

}  // namespace thidua::telemetry
