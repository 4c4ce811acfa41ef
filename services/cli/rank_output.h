#ifndef THIDUA_SERVICES_CLI_RANK_OUTPUT_H_
#define THIDUA_SERVICES_CLI_RANK_OUTPUT_H_

#include <string>
#include <vector>

#include "services/cli/console.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::cli {

// Codes of a scale's top-level groups, in its order.
std::vector<std::string> TopGroups(const thidua::ranking::v1::ClusterRanking& ranking);

// Columns cluster, unit, name, each top-level group, total, rank, lost. Where clusters are scored under different
// scales the groups are those of all scales, in the order in which they first appear, and empty where a scale has no
// such one.
std::string RankCsv(const thidua::ranking::v1::AggregateRankingsResponse& all);

// A table for each cluster with its ties, margins and coverage; when there are several, the overall order and the units
// directly below the scope; then what could not be ranked.
std::string RankText(const thidua::ranking::v1::AggregateRankingsResponse& all, const Style& style);

// How totals stand within their clusters, with a line that explains each view. Columns cluster, unit, name, total,
// rank, share_of_best, standard_score, percentile_rank.
std::string FairnessCsv(const thidua::ranking::v1::AggregateRankingsResponse& all);
std::string FairnessText(const thidua::ranking::v1::AggregateRankingsResponse& all, const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_RANK_OUTPUT_H_
