#include "common/telemetry/readiness.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/telemetry/log.h"

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

Readiness::Readiness(const std::vector<NamedCheck>& checks, Registry& registry) {
  for (const NamedCheck& check : checks) {
    checks_.push_back(std::make_unique<Checked>());
    Checked& checked = *checks_.back();
    checked.check = std::make_unique<Check>(check.name, check.run);
    metrics_.push_back(registry.AddGauge("thidua_check_ok", "1 while what this process needs is there.",
                                         {{"check", check.name}}, [&checked] { return checked.ok ? 1 : 0; }));
  }
  metrics_.push_back(
      registry.AddGauge("thidua_ready", "1 while this process takes calls.", {}, [this] { return ready_ ? 1 : 0; }));
}

void Readiness::Enter(Phase phase) { phase_ = phase; }

std::vector<Readiness::Failing> Readiness::Ask() {
  std::vector<Failing> failing;
  const Phase phase = phase_;
  if (phase == Phase::kStarting) failing.push_back({"server", "starting"});
  if (phase == Phase::kDraining) failing.push_back({"server", "draining"});
  const absl::Time deadline = absl::Now() + kLongestCheck;
  for (const auto& checked : checks_) {
    const absl::Status status = checked->check->Ask(std::max(deadline - absl::Now(), absl::ZeroDuration()));
    checked->ok = status.ok();
    if (!status.ok())
      failing.push_back(
          {checked->check->name(), Redacted(std::string_view(status.message().data(), status.message().size()))});
  }
  ready_ = failing.empty();
  return failing;
}

}  // namespace thidua::telemetry
