#ifndef THIDUA_TESTS_BENCH_POSTGRESQL_ROWS_H_
#define THIDUA_TESTS_BENCH_POSTGRESQL_ROWS_H_

#include <libpq-fe.h>

#include <memory>
#include <string>

namespace thidua::bench {

// What PostgreSQL does when nobody asks for more than rows that are kept: one connection of plain libpq with prepared
// statements, no guard against other writers. Ends the program when a statement fails.
class PostgresqlRows {
 public:
  explicit PostgresqlRows(const std::string& uri);

  // Replaces one row, committed by itself.
  void WriteOne();
  // Replaces so many rows of one unit in one transaction: BEGIN, one statement, COMMIT.
  void WriteMany(int rows);

 private:
  void Execute(const char* sql);
  void ExecutePrepared(const char* name, const std::string& first, const std::string& second);

  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
  int round_ = 0;
};

}  // namespace thidua::bench

#endif  // THIDUA_TESTS_BENCH_POSTGRESQL_ROWS_H_
