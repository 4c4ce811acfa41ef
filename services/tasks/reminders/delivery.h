#ifndef THIDUA_SERVICES_TASKS_REMINDERS_DELIVERY_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_DELIVERY_H_

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/tasks/reminders/notice_store.h"
#include "services/tasks/reminders/sender.h"

namespace thidua::tasks {

// How long to wait after so many failed attempts, `spread` (0 to 999) moving it by up to a fifth either way; nothing
// when it is time to give up, after ten within about a day.
std::optional<absl::Duration> RetryDelay(int attempts, int spread);

// Takes pending notices from the store to the sink: each at least once, under the same id, also when this process dies
// between the two.
class NoticeDelivery {
 public:
  struct Options {
    absl::Duration lease = absl::Minutes(2);  // After that, another worker takes over what this one claimed.
    int batch = 16;                           // Notices that are claimed at once.
    absl::Duration round = absl::Minutes(1);  // DeliverPending ends after that.
  };

  // `worker` is a name that no other delivery has. The store and the sink must outlive this object.
  NoticeDelivery(NoticeStore& store, NoticeSink& sink, std::string worker, std::function<absl::Time()> now,
                 Options options)
      : store_(store), sink_(sink), worker_(std::move(worker)), now_(std::move(now)), options_(options) {}

  // Until nothing is due, the receiver cannot be reached, or the round is over. Fails when the store does, or with
  // CANCELLED after Stop.
  absl::Status DeliverPending();
  // Ends DeliverPending, soon when it is under way.
  void Stop();

 private:
  // Whether it makes sense to go on.
  absl::StatusOr<bool> DeliverBatch();
  // Sends one notice and marks what came of it.
  absl::StatusOr<bool> DeliverOne(const Notice& notice);

  NoticeStore& store_;
  NoticeSink& sink_;
  const std::string worker_;
  const std::function<absl::Time()> now_;
  const Options options_;
  std::atomic<bool> stopped_ = false;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_DELIVERY_H_
