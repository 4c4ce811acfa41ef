#ifndef THIDUA_SERVICES_CLI_SCALE_OUTPUT_H_
#define THIDUA_SERVICES_CLI_SCALE_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::cli {

// Where it comes from, its steps, then its groups and criteria; the whole of each rule is in the JSON.
std::string ScaleText(const thidua::scoring::v1::GetScaleResponse& reply, const Style& style);
// Columns code, group, title, max, coefficient, rule, lead, verifier, evidence, citation: a row for each criterion.
std::string ScaleCsv(const thidua::scoring::v1::GetScaleResponse& reply);

// The units whose total or rank would move, year by year.
std::string SimulationText(const thidua::scoring::v1::SimulateScaleResponse& reply, const Style& style);
// Columns year, cluster, unit, name, total_before, total_after, rank_before, rank_after, criterion, points_before,
// points_after: a row for each criterion that would move, and one for a unit whose criteria would not.
std::string SimulationCsv(const thidua::scoring::v1::SimulateScaleResponse& reply);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SCALE_OUTPUT_H_
