#ifndef THIDUA_SERVICES_TASKS_RPC_CALENDAR_FILE_H_
#define THIDUA_SERVICES_TASKS_RPC_CALENDAR_FILE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/import/fault.h"
#include "services/tasks/domain/calendar.h"

namespace thidua::tasks {

struct CalendarFile {
  int64_t rows = 0;
  std::vector<CalendarDay> days;  // In the order of the file; only rows without a fault.
};

// Reads a CSV with columns date,kind,name. What is wrong with the file goes to `faults`, with line and column:
// BAD_DATE, BAD_YEAR, UNKNOWN_KIND, NOT_A_WEEKEND (a worked day that is none), DUPLICATE_ROW, CONTRADICTION (a day that
// is a holiday and worked), and those of csv::Table and csv::RowReader.
CalendarFile ReadCalendarFile(std::string_view content, imports::FaultList& faults);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_CALENDAR_FILE_H_
