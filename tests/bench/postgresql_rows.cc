#include "tests/bench/postgresql_rows.h"

#include <cstdlib>
#include <iostream>

namespace thidua::bench {
namespace {

// Of as many units as the benchmark's sheets are of.
constexpr int kUnits = 32;

}  // namespace

PostgresqlRows::PostgresqlRows(const std::string& uri) : connection_(PQconnectdb(uri.c_str()), PQfinish) {
  Execute("SET client_min_messages = warning");
  Execute(
      "CREATE TABLE IF NOT EXISTS bare_rows (unit INTEGER NOT NULL, criterion INTEGER NOT NULL, value TEXT NOT NULL, "
      "source TEXT NOT NULL, PRIMARY KEY (unit, criterion))");
  Execute(
      "PREPARE one (INTEGER, TEXT) AS INSERT INTO bare_rows VALUES ($1, 0, $2, 'báo cáo') ON CONFLICT (unit, "
      "criterion) DO UPDATE SET value = excluded.value, source = excluded.source");
  Execute(
      "PREPARE many (INTEGER, INTEGER) AS INSERT INTO bare_rows SELECT $1 % 32, number, $1::text, 'báo cáo' FROM "
      "generate_series(1, $2) AS number ON CONFLICT (unit, criterion) DO UPDATE SET value = excluded.value, source = "
      "excluded.source");
}

void PostgresqlRows::WriteOne() {
  ++round_;
  ExecutePrepared("one", std::to_string(round_ % kUnits), std::to_string(round_));
}

void PostgresqlRows::WriteMany(int rows) {
  ++round_;
  Execute("BEGIN");
  ExecutePrepared("many", std::to_string(round_), std::to_string(rows));
  Execute("COMMIT");
}

void PostgresqlRows::Execute(const char* sql) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection_.get(), sql), &PQclear);
  if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return;
  std::cerr << "bench: " << sql << ": " << PQerrorMessage(connection_.get()) << '\n';
  std::exit(1);
}

void PostgresqlRows::ExecutePrepared(const char* name, const std::string& first, const std::string& second) {
  const char* values[] = {first.c_str(), second.c_str()};
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(
      PQexecPrepared(connection_.get(), name, 2, values, nullptr, nullptr, 0), &PQclear);
  if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return;
  std::cerr << "bench: " << PQerrorMessage(connection_.get()) << '\n';
  std::exit(1);
}

}  // namespace thidua::bench
