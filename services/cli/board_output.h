#ifndef THIDUA_SERVICES_CLI_BOARD_OUTPUT_H_
#define THIDUA_SERVICES_CLI_BOARD_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "services/cli/office_names.h"
#include "thidua/tasks/v1/board.pb.h"

namespace thidua::cli {

// The counts, what is overdue, what is due within a week, what waits for acceptance, then who has how much.
std::string BoardText(const thidua::tasks::v1::GetBoardResponse& reply, const OfficeNames& offices, const Style& style);
// Column section ("overdue", "due_soon", "waiting"), then those of TasksCsv.
std::string BoardCsv(const thidua::tasks::v1::GetBoardResponse& reply);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_BOARD_OUTPUT_H_
