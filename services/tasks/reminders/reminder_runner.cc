#include "services/tasks/reminders/reminder_runner.h"

#include <spdlog/spdlog.h>

#include <cstdint>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"

namespace thidua::tasks {

std::string NewWorkerName() {
  std::random_device random;
  const uint64_t high = random();
  return absl::StrCat(absl::Hex(high << 32 | random(), absl::kZeroPad16));
}

ReminderRunner::ReminderRunner(ReminderTeller& teller, NoticeDelivery* delivery, std::function<absl::Time()> now,
                               absl::Duration interval)
    : teller_(teller), delivery_(delivery), now_(std::move(now)), interval_(interval), thread_([this] { Run(); }) {}

ReminderRunner::~ReminderRunner() {
  stop_.Notify();
  teller_.Stop();
  if (delivery_ != nullptr) delivery_->Stop();
  thread_.join();
}

void ReminderRunner::Run() {
  do {
    Tell();
    if (delivery_ != nullptr) Deliver();
  } while (!stop_.WaitForNotificationWithTimeout(interval_));
}

void ReminderRunner::Tell() {
  const absl::StatusOr<int> made = teller_.Tell(CivilDayAt(now_()));
  if (made.ok()) {
    if (*made > 0) spdlog::info("reminders: {} new notices", *made);
  } else if (!absl::IsCancelled(made.status())) {
    spdlog::error("reminders: not all could be told: {}", std::string(made.status().message()));
  }
}

void ReminderRunner::Deliver() {
  const absl::Status status = delivery_->DeliverPending();
  if (!status.ok() && !absl::IsCancelled(status)) {
    spdlog::error("reminders: delivery: {}", std::string(status.message()));
  }
}

}  // namespace thidua::tasks
