#ifndef THIDUA_SERVICES_CLI_ANONYMOUS_H_
#define THIDUA_SERVICES_CLI_ANONYMOUS_H_

#include <string>

#include "absl/status/statusor.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::cli {

// What one unit may be shown of it: its cluster with itself alone, its own place among all, and of its peers the best
// and the median figures without names, codes or the lowest figures. NOT_FOUND (UNIT_NOT_RANKED).
absl::StatusOr<thidua::ranking::v1::AggregateRankingsResponse> AnonymousFor(
    const thidua::ranking::v1::AggregateRankingsResponse& all, const std::string& unit);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_ANONYMOUS_H_
