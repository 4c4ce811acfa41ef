#ifndef THIDUA_SERVICES_TASKS_REMINDERS_NOTICE_STORE_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_NOTICE_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "services/tasks/reminders/notice.h"

namespace thidua::tasks {

// Which notices to list; the default is all.
struct NoticeFilter {
  std::string unit;                    // Only this unit; empty: all.
  std::optional<Notice::State> state;  // Only this state.
};

// Every notice that was ever made, in the tasks database, and who is delivering it. Replicas that share the database
// share the work: a notice is claimed by one worker for a while, and by another when that one died.
//
// Thread-safe; every call can fail with INTERNAL, those that write with RESOURCE_EXHAUSTED (STORE_FULL).
class NoticeStore {
 public:
  // `database` must outlive this object.
  explicit NoticeStore(sql::Database& database) : database_(database) {}

  // Stores, in one transaction, those whose keys are new. Gives how many that were.
  absl::StatusOr<int> Make(const std::vector<Notice>& notices, absl::Time now);

  // At most `limit` pending notices whose next attempt is due and that nobody has claimed, those that wait longest
  // first. They are `worker`'s until `now + lease`.
  absl::StatusOr<std::vector<Notice>> Claim(const std::string& worker, absl::Time now, absl::Duration lease, int limit);
  // Gives up what `worker` has claimed and not marked.
  absl::Status Release(const std::string& worker);
  // Counts the attempt. It stays delivered whoever has claimed it by now.
  absl::Status MarkDelivered(const std::string& key, absl::Time now);
  // Counts the attempt and keeps `error`, unless another worker has claimed the notice by now. Without a next attempt
  // it is given up.
  absl::Status MarkFailed(const std::string& key, const std::string& worker, const std::string& error,
                          std::optional<absl::Time> next_attempt);

  // At most `limit`, newest first, numbers below `before` (0: from the newest).
  absl::StatusOr<std::vector<Notice>> List(const NoticeFilter& filter, int64_t before, int limit);
  // Makes pending again, with all attempts before them, what was given up. Gives how many that were.
  absl::StatusOr<int> Retry(absl::Time now);

 private:
  sql::Database& database_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_NOTICE_STORE_H_
