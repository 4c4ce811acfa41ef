#ifndef THIDUA_SERVICES_TASKS_RPC_ASSIGNMENT_FILE_H_
#define THIDUA_SERVICES_TASKS_RPC_ASSIGNMENT_FILE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/import/fault.h"
#include "services/tasks/domain/task.h"
#include "services/tasks/rpc/references.h"

namespace thidua::tasks {

struct AssignmentFile {
  int64_t rows = 0;
  std::vector<Task> assignments;  // In the order of the file; only rows without a fault.
};

// Reads a CSV with columns unit,year,criterion,title,lead,coordinators,start,due,target,source and checks it against
// what scoring knows. What is wrong with the file goes to `faults`, with line and column: UNKNOWN_UNIT, UNKNOWN_OFFICE,
// REPEATED_OFFICE, NO_SCALE, UNKNOWN_CRITERION, BAD_DATE, DUE_BEFORE_START, BAD_FIGURE, DUPLICATE_ROW, and
// those of csv::Table and csv::RowReader. Fails only when scoring does not answer.
absl::StatusOr<AssignmentFile> ReadAssignmentFile(std::string_view content, References& references,
                                                  imports::FaultList& faults);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_ASSIGNMENT_FILE_H_
