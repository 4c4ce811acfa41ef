#ifndef THIDUA_SERVICES_CLI_PATH_OUTPUT_H_
#define THIDUA_SERVICES_CLI_PATH_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "services/cli/office_names.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::cli {

// What was asked for: a total when `rank` is 0.
struct PathTarget {
  int rank = 0;
  std::string total;
  // False: every criterion costs 1.
  bool has_costs = false;
};

// Columns criterion, title, lead, points, gain, cost.
std::string PathCsv(const thidua::ranking::v1::FindPathResponse& reply);
std::string PathText(const thidua::ranking::v1::FindPathResponse& reply, const PathTarget& target,
                     const OfficeNames& offices, const Style& style);

// One sentence: how far winning everything back leads.
std::string OutOfReachText(const thidua::ranking::v1::FindPathResponse& reply, const PathTarget& target,
                           const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_PATH_OUTPUT_H_
