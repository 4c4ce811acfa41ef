#ifndef THIDUA_SERVICES_CLI_WHAT_IF_OUTPUT_H_
#define THIDUA_SERVICES_CLI_WHAT_IF_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::cli {

// Columns unit, name, rank_before, rank_after, total_before, total_after, by_peers, criterion, points_before,
// points_after: a row for each criterion that moves, one without a criterion where none does.
std::string WhatIfCsv(const thidua::ranking::v1::WhatIfResponse& reply);
std::string WhatIfText(const thidua::ranking::v1::WhatIfResponse& reply, const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_WHAT_IF_OUTPUT_H_
