#ifndef THIDUA_SERVICES_CLI_POINTS_OUTPUT_H_
#define THIDUA_SERVICES_CLI_POINTS_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "thidua/ranking/v1/ranking.pb.h"

// Both need the FULL view.
namespace thidua::cli {

// Columns unit, criterion, points; a criterion that does not apply to a unit is left out.
std::string PointsCsv(const thidua::ranking::v1::AggregateRankingsResponse& all);

// A table for each cluster, criteria down and units across, with each criterion's highest (▲) and lowest (▼).
std::string PointsText(const thidua::ranking::v1::AggregateRankingsResponse& all, const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_POINTS_OUTPUT_H_
