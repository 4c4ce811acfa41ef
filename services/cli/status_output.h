#ifndef THIDUA_SERVICES_CLI_STATUS_OUTPUT_H_
#define THIDUA_SERVICES_CLI_STATUS_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::cli {

// Columns cache, hits, misses, stores, failures, breaker_opens, bytes.
std::string StatusCsv(const thidua::ranking::v1::GetRankingStatusResponse& reply);
std::string StatusText(const thidua::ranking::v1::GetRankingStatusResponse& reply, const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_STATUS_OUTPUT_H_
