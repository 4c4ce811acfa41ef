#include "services/tasks/reminders/delivery.h"

#include <spdlog/spdlog.h>

#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/crypto/sha256.h"

namespace thidua::tasks {
namespace {

// Ten attempts, the last about 23 hours after the first.
constexpr absl::Duration kDelays[] = {absl::Minutes(1),  absl::Minutes(2), absl::Minutes(5),
                                      absl::Minutes(15), absl::Hours(1),   absl::Hours(2),
                                      absl::Hours(4),    absl::Hours(6),   absl::Hours(10)};
constexpr int kSpreads = 1000;
// Of one notice, with all timeouts.
constexpr absl::Duration kLongestSend = absl::Seconds(40);

// Notices that failed together are not tried again together, and not by chance, so that a test can tell.
int SpreadOf(const Notice& notice) {
  uint64_t hash = 0;
  const std::string hex = Sha256::HexOf(notice.key + std::string(1, static_cast<char>(notice.attempts))).substr(0, 8);
  (void)absl::SimpleHexAtoi(hex, &hash);
  return static_cast<int>(hash % kSpreads);
}

}  // namespace

std::optional<absl::Duration> RetryDelay(int attempts, int spread) {
  if (attempts < 1 || attempts > static_cast<int>(std::size(kDelays))) return std::nullopt;
  const absl::Duration delay = kDelays[attempts - 1];
  return delay * 4 / 5 + delay * 2 / 5 * spread / kSpreads;
}

absl::Status NoticeDelivery::DeliverPending() {
  const absl::Time end = now_() + options_.round;
  while (true) {
    const absl::StatusOr<bool> more = DeliverBatch();
    if (!more.ok()) return more.status();
    if (!*more || now_() >= end) return absl::OkStatus();
  }
}

void NoticeDelivery::Stop() {
  stopped_ = true;
  sink_.Stop();
}

absl::StatusOr<bool> NoticeDelivery::DeliverBatch() {
  if (stopped_) return absl::CancelledError("delivery stops");
  const absl::Time claimed = now_();
  const auto notices = store_.Claim(worker_, claimed, options_.lease, options_.batch);
  if (!notices.ok()) return notices.status();
  for (const Notice& notice : *notices) {
    if (stopped_) {
      if (absl::Status status = store_.Release(worker_); !status.ok()) return status;
      return absl::CancelledError("delivery stops");
    }
    if (now_() + kLongestSend > claimed + options_.lease) {
      if (absl::Status status = store_.Release(worker_); !status.ok()) return status;
      return true;
    }
    const absl::StatusOr<bool> reachable = DeliverOne(notice);
    if (!reachable.ok()) return reachable.status();
    if (!*reachable) {
      if (absl::Status status = store_.Release(worker_); !status.ok()) return status;
      return false;
    }
  }
  return !notices->empty();
}

absl::StatusOr<bool> NoticeDelivery::DeliverOne(const Notice& notice) {
  const absl::Status sent = sink_.Deliver(notice);
  // Nothing is known of it: its claim runs out, and it is sent again.
  if (absl::IsCancelled(sent)) return sent;
  if (sent.ok()) {
    if (absl::Status status = store_.MarkDelivered(notice.key, now_()); !status.ok()) return status;
    return true;
  }
  const std::string error(sent.message());
  const std::optional<absl::Duration> delay = RetryDelay(notice.attempts + 1, SpreadOf(notice));
  std::optional<absl::Time> next_attempt;
  if (delay.has_value()) next_attempt = now_() + *delay;
  spdlog::warn("reminders: notice {} was not delivered at attempt {}{}: {}", notice.number, notice.attempts + 1,
               delay.has_value() ? "" : ", given up", error);
  if (absl::Status status = store_.MarkFailed(notice.key, worker_, error, next_attempt); !status.ok()) return status;
  return !absl::IsUnavailable(sent);
}

}  // namespace thidua::tasks
