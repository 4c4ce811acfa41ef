#ifndef THIDUA_SERVICES_CLI_FORECAST_OUTPUT_H_
#define THIDUA_SERVICES_CLI_FORECAST_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "thidua/tasks/v1/forecast.pb.h"

namespace thidua::cli {

// Totals and ranks, then the criteria whose points are open or out of reach, with why; the others after them when
// `all`.
std::string ForecastText(const thidua::tasks::v1::GetForecastResponse& reply, bool all, const Style& style);
// Columns criterion, title, max, before, lowest, likely, highest, out_of_reach, ground, task, explanation. Every
// criterion in the order of the scale, then a row "total" and a row "rank".
std::string ForecastCsv(const thidua::tasks::v1::GetForecastResponse& reply);

// "95.20, hạng 4": a total, and its rank where it is known.
std::string EndText(const thidua::tasks::v1::ForecastEnd& end, const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_FORECAST_OUTPUT_H_
