#ifndef THIDUA_SERVICES_CLI_CODE_RANK_OUTPUT_H_
#define THIDUA_SERVICES_CLI_CODE_RANK_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::cli {

// Columns scale, cluster, unit, name, code, points, rank.
std::string CodeRankCsv(const thidua::ranking::v1::RankByCodeResponse& reply);
// A table for each scale that knows the code.
std::string CodeRankText(const thidua::ranking::v1::RankByCodeResponse& reply, const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_CODE_RANK_OUTPUT_H_
