#ifndef THIDUA_SERVICES_CLI_REPORT_TABLE_H_
#define THIDUA_SERVICES_CLI_REPORT_TABLE_H_

#include <string>
#include <vector>

#include "services/cli/console.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::cli {

// The report's main table, the same in every form.
struct ReportTable {
  struct Column {
    std::string name;  // In a CSV.
    std::string heading;
    bool is_figure = false;
  };
  std::vector<Column> columns;
  // By cluster, then rank; a cell for each column.
  std::vector<std::vector<std::string>> rows;
};

// The columns of RankCsv, then the year before, the overall rank, the fairness views, stage and state.
ReportTable MakeReportTable(const thidua::ranking::v1::AggregateRankingsResponse& all, const Style& style);

// Lost points of a unit in each top-level group. REQUIRES: FULL view.
std::vector<std::string> LostByTopGroup(const thidua::ranking::v1::ClusterRanking& ranking,
                                        const thidua::ranking::v1::RankedUnit& unit);

std::string ReportTitle(const thidua::ranking::v1::AggregateRankingsResponse& all, const Style& style);
std::string ReportCsv(const thidua::ranking::v1::AggregateRankingsResponse& all);
// Ranks, fairness views, and every criterion.
std::string ReportText(const thidua::ranking::v1::AggregateRankingsResponse& all, const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_REPORT_TABLE_H_
