#ifndef THIDUA_TESTS_BENCH_SQL_RANKING_H_
#define THIDUA_TESTS_BENCH_SQL_RANKING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/country.h"

namespace thidua::bench {

// A country ranked in its clusters by a database that holds the points as rows: one SELECT, warm, fetched to the end.
// Ties share their rank: its ORDER BY is the total alone.
struct SqlRanking {
  double microseconds = 0;      // Median of several runs.
  std::vector<int64_t> totals;  // By commune.
  std::vector<int> ranks;
};

// Each fails with UNAVAILABLE where the database is not installed or cannot be started.
absl::StatusOr<SqlRanking> RankWithSqlite(const Country& country);
absl::StatusOr<SqlRanking> RankWithPostgresql(const Country& country);
// `folder` keeps what npm installs.
absl::StatusOr<SqlRanking> RankWithDuckdb(const Country& country, const std::string& folder);

// For the first two, whose `/` divides whole numbers.
inline constexpr char kCreatePoints[] =
    "CREATE TABLE points (unit INTEGER, cluster INTEGER, criterion INTEGER, points INTEGER)";
inline constexpr char kRankPoints[] =
    "SELECT unit, total, RANK() OVER (PARTITION BY cluster ORDER BY total DESC) "
    "FROM (SELECT cluster, unit, (2 * SUM(points) + COUNT(*)) / (2 * COUNT(*)) AS total "
    "      FROM points GROUP BY cluster, unit) AS totals";
inline constexpr int kSqlRuns = 5;

// Calls row(unit, cluster, criterion, points) for each criterion that applies.
template <typename Row>
void ForEachRow(const Country& country, Row row) {
  const int criteria = static_cast<int>(country.shape.criteria.size());
  int unit = 0;
  for (int cluster = 0; cluster < static_cast<int>(country.cluster_sizes.size()); ++cluster) {
    for (const int end = unit + country.cluster_sizes[cluster]; unit < end; ++unit) {
      for (int criterion = 0; criterion < criteria; ++criterion) {
        const int32_t points = country.points[static_cast<size_t>(unit) * criteria + criterion];
        if (points != ranking::PointsTable::kDoesNotApply) row(unit, cluster, criterion, points);
      }
    }
  }
}

}  // namespace thidua::bench

#endif  // THIDUA_TESTS_BENCH_SQL_RANKING_H_
