#ifndef THIDUA_SERVICES_TASKS_STORAGE_CALENDAR_STORE_H_
#define THIDUA_SERVICES_TASKS_STORAGE_CALENDAR_STORE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/tasks/domain/calendar.h"

namespace thidua::tasks {

struct LogLine;  // task_store.h

// How days differ from those that were stored.
struct CalendarChanges {
  int64_t added = 0;
  int64_t changed = 0;  // Their names.
  int64_t unchanged = 0;
  int64_t removed = 0;

  friend bool operator==(const CalendarChanges&, const CalendarChanges&) = default;
};

// The named days of the calendar, in the tasks database. Thread-safe; every call can fail with INTERNAL.
class CalendarStore {
 public:
  // `database` must outlive this object.
  explicit CalendarStore(sql::Database& database) : database_(database) {}

  absl::StatusOr<Calendar> Load();
  // Replaces, for each kind and year among `days`, the whole, with an entry in the log unless nothing changes.
  // REQUIRES: no two have the same date and kind.
  absl::StatusOr<CalendarChanges> Put(const std::vector<CalendarDay>& days, const LogLine& line);
  // What Put would do.
  absl::StatusOr<CalendarChanges> Preview(const std::vector<CalendarDay>& days);

 private:
  sql::Database& database_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_STORAGE_CALENDAR_STORE_H_
