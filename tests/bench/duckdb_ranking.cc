#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/temp_folder.h"
#include "tests/bench/sql_ranking.h"

namespace thidua::bench {
namespace {

std::string Csv(const Country& country) {
  std::string rows = "unit,cluster,criterion,points\n";
  ForEachRow(country, [&](int unit, int cluster, int criterion, int points) {
    absl::StrAppend(&rows, unit, ",", cluster, ",", criterion, ",", points, "\n");
  });
  return rows;
}

}  // namespace

absl::StatusOr<SqlRanking> RankWithDuckdb(const Country& country, const std::string& folder) {
  const TempFolder temporary;
  const std::string rows = temporary.Write("rows.csv", Csv(country));
  const std::string command =
      absl::StrCat("'", THIDUA_CHECKOUT, "/tests/bench/duckdb/rank.sh' '", folder, "' '", rows, "'");
  std::FILE* output = popen(command.c_str(), "r");
  if (output == nullptr) return absl::UnavailableError("cannot start a shell");
  SqlRanking ranking{.totals = std::vector<int64_t>(country.communes()), .ranks = std::vector<int>(country.communes())};
  double milliseconds = 0;
  int unit = 0;
  int rank = 0;
  long total = 0;
  const bool measured = std::fscanf(output, "%lf", &milliseconds) == 1;
  while (measured && std::fscanf(output, "%d,%ld,%d", &unit, &total, &rank) == 3) {
    ranking.totals[unit] = total;
    ranking.ranks[unit] = rank;
  }
  if (pclose(output) != 0 || !measured) return absl::UnavailableError("DuckDB cannot be installed by npm, or failed");
  ranking.microseconds = 1000 * milliseconds;
  return ranking;
}

}  // namespace thidua::bench
