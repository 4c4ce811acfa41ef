#include <sqlite3.h>

#include <memory>

#include "tests/bench/sql_ranking.h"
#include "tests/bench/timing.h"

namespace thidua::bench {
namespace {

using Connection = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

Connection OpenInMemory() {
  sqlite3* connection = nullptr;
  sqlite3_open(":memory:", &connection);
  return {connection, sqlite3_close};
}

Statement Prepare(const Connection& connection, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(connection.get(), sql, -1, &statement, nullptr);
  return {statement, sqlite3_finalize};
}

void Execute(const Connection& connection, const char* sql) {
  sqlite3_exec(connection.get(), sql, nullptr, nullptr, nullptr);
}

void Load(const Country& country, const Connection& connection) {
  Execute(connection, kCreatePoints);
  Execute(connection, "BEGIN");
  const Statement insert = Prepare(connection, "INSERT INTO points VALUES (?, ?, ?, ?)");
  ForEachRow(country, [&](int unit, int cluster, int criterion, int points) {
    sqlite3_bind_int(insert.get(), 1, unit);
    sqlite3_bind_int(insert.get(), 2, cluster);
    sqlite3_bind_int(insert.get(), 3, criterion);
    sqlite3_bind_int(insert.get(), 4, points);
    sqlite3_step(insert.get());
    sqlite3_reset(insert.get());
  });
  Execute(connection, "COMMIT");
  // Without it the query sorts all rows first.
  Execute(connection, "CREATE INDEX by_cluster ON points (cluster, unit, points)");
  Execute(connection, "ANALYZE");
}

}  // namespace

absl::StatusOr<SqlRanking> RankWithSqlite(const Country& country) {
  const Connection connection = OpenInMemory();
  Load(country, connection);
  const Statement select = Prepare(connection, kRankPoints);
  SqlRanking ranking{.totals = std::vector<int64_t>(country.communes()), .ranks = std::vector<int>(country.communes())};
  const auto fetch = [&] {
    while (sqlite3_step(select.get()) == SQLITE_ROW) {
      const int unit = sqlite3_column_int(select.get(), 0);
      ranking.totals[unit] = sqlite3_column_int64(select.get(), 1);
      ranking.ranks[unit] = sqlite3_column_int(select.get(), 2);
    }
    sqlite3_reset(select.get());
  };
  ranking.microseconds = MedianMicrosecondsOf(kSqlRuns, fetch);
  return ranking;
}

}  // namespace thidua::bench
