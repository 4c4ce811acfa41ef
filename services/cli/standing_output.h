#ifndef THIDUA_SERVICES_CLI_STANDING_OUTPUT_H_
#define THIDUA_SERVICES_CLI_STANDING_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::cli {

// Columns code, title, points, best, median, worst, rank.
std::string StandingCsv(const thidua::ranking::v1::GetUnitStandingResponse& reply);
std::string StandingText(const thidua::ranking::v1::GetUnitStandingResponse& reply, const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_STANDING_OUTPUT_H_
