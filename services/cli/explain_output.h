#ifndef THIDUA_SERVICES_CLI_EXPLAIN_OUTPUT_H_
#define THIDUA_SERVICES_CLI_EXPLAIN_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::cli {

enum class ExplainDetail {
  // Criteria with lost or won points, and those not reported; then the total.
  kWhatDiffers,
  kEveryCriterion,
  // The reply has one criterion, which is shown whatever its points, without the total.
  kOneCriterion,
};

std::string ExplainText(const thidua::scoring::v1::ExplainScoresResponse& reply, ExplainDetail detail,
                        const Style& style);

// Columns criterion, points, lost, won, rule, citation, text. Every criterion that applies to the unit.
std::string ExplainCsv(const thidua::scoring::v1::ExplainScoresResponse& reply);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_EXPLAIN_OUTPUT_H_
