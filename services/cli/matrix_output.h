#ifndef THIDUA_SERVICES_CLI_MATRIX_OUTPUT_H_
#define THIDUA_SERVICES_CLI_MATRIX_OUTPUT_H_

#include <string>
#include <vector>

#include "services/cli/console.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::cli {

// One line of a cluster's criterion × unit matrix.
struct MatrixRow {
  enum class Kind { kGroup, kCriterion, kTotal, kRank };

  Kind kind = Kind::kCriterion;
  std::string code;  // Empty for the last two.
  std::string title;
  std::string max_points;
  std::string lead;
  // In rank order; empty where it does not apply, or for a group that has no subtotal.
  std::vector<std::string> points;
  std::string best;
  std::string median;
  std::string worst;
};

// Groups and criteria in the scale's order, then totals, then ranks. REQUIRES: FULL view.
std::vector<MatrixRow> MatrixRows(const thidua::ranking::v1::ClusterRanking& ranking);

// Columns cluster, code, title, a column for each unit by its code, best, median, worst; the unit columns of one
// cluster are empty in the rows of another. The last row of a cluster has the code "TOTAL".
std::string MatrixCsv(const thidua::ranking::v1::AggregateRankingsResponse& all);
// As many tables for a cluster as its units need beside each other on the terminal.
std::string MatrixText(const thidua::ranking::v1::AggregateRankingsResponse& all, const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_MATRIX_OUTPUT_H_
