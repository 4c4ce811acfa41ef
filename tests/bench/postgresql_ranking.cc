#include <libpq-fe.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/postgresql_for_test.h"
#include "tests/bench/sql_ranking.h"
#include "tests/bench/timing.h"

namespace thidua::bench {
namespace {

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

Result Execute(const Connection& connection, const char* sql) { return {PQexec(connection.get(), sql), PQclear}; }

void Load(const Country& country, const Connection& connection) {
  Execute(connection, kCreatePoints);
  Execute(connection, "COPY points FROM STDIN");
  ForEachRow(country, [&](int unit, int cluster, int criterion, int points) {
    const std::string row = absl::StrCat(unit, "\t", cluster, "\t", criterion, "\t", points, "\n");
    PQputCopyData(connection.get(), row.data(), static_cast<int>(row.size()));
  });
  PQputCopyEnd(connection.get(), nullptr);
  while (PGresult* result = PQgetResult(connection.get())) PQclear(result);
  Execute(connection, "VACUUM ANALYZE points");
}

}  // namespace

absl::StatusOr<SqlRanking> RankWithPostgresql(const Country& country) {
  if (!PostgresqlServer::Installed()) return absl::UnavailableError("PostgreSQL is not installed");
  // Memory for the whole query; nothing that only costs on one core.
  const PostgresqlServer server({.settings = {"work_mem=256MB", "max_parallel_workers_per_gather=0"}});
  const Connection connection(PQconnectdb(server.uri().c_str()), PQfinish);
  Load(country, connection);
  Result rows(nullptr, PQclear);
  const double microseconds = MedianMicrosecondsOf(kSqlRuns, [&] { rows = Execute(connection, kRankPoints); });
  if (PQresultStatus(rows.get()) != PGRES_TUPLES_OK) {
    return absl::UnavailableError(PQerrorMessage(connection.get()));
  }
  SqlRanking ranking{.microseconds = microseconds,
                     .totals = std::vector<int64_t>(country.communes()),
                     .ranks = std::vector<int>(country.communes())};
  for (int row = 0; row < PQntuples(rows.get()); ++row) {
    const int unit = std::atoi(PQgetvalue(rows.get(), row, 0));
    ranking.totals[unit] = std::atoll(PQgetvalue(rows.get(), row, 1));
    ranking.ranks[unit] = std::atoi(PQgetvalue(rows.get(), row, 2));
  }
  return ranking;
}

}  // namespace thidua::bench
