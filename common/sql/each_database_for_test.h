#ifndef THIDUA_COMMON_SQL_EACH_DATABASE_FOR_TEST_H_
#define THIDUA_COMMON_SQL_EACH_DATABASE_FOR_TEST_H_

#include <gtest/gtest.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/sql/location.h"
#include "common/sql/memory.h"
#include "common/sql/postgresql_address.h"
#include "common/testing/postgresql_for_test.h"
#include "common/testing/temp_folder.h"

namespace thidua::sql {

// What stores promise, they promise in each kind of database: the parameter of their tests.
enum class DatabaseKind { kMemory, kSqlite, kPostgresql };

// A new empty place for one store.
class TestPlace {
 public:
  explicit TestPlace(DatabaseKind kind) : location_(NewLocation(kind)) {}

  const Location& location() const { return location_; }

  // Runs a statement past the suite, as an operator does. Throws what the database says against it.
  void Execute(const std::string& statement) const {
    if (!location_.is_memory()) {
      *Connect() << statement;
      return;
    }
    const std::lock_guard lock(location_.memory->writing());
    location_.memory->writer() << statement;
    location_.memory->Publish();
  }

  // REQUIRES: it is not in memory.
  int CountRows(const std::string& table) const {
    int rows = -1;
    *Connect() << "SELECT COUNT(*) FROM " << table, soci::into(rows);
    return rows;
  }

  // A session for that. REQUIRES: it is not in memory.
  std::unique_ptr<soci::session> Connect() const {
    if (!location_.is_postgresql()) {
      return std::make_unique<soci::session>(soci::sqlite3, absl::StrCat("db=\"", location_.path, "\" timeout=30"));
    }
    return std::make_unique<soci::session>(soci::postgresql,
                                           PostgresqlAddress::Parse(location_.uri)->ConnectionUri(location_.schema));
  }

 private:
  Location NewLocation(DatabaseKind kind) const {
    switch (kind) {
      case DatabaseKind::kMemory:
        return Location::InMemory();
      case DatabaseKind::kSqlite:
        return folder_.File("store.db");
      case DatabaseKind::kPostgresql:
        return Location::Postgresql(PostgresqlServer::Shared().uri(), PostgresqlServer::Shared().NewSchema());
    }
    std::abort();
  }

  const TempFolder folder_;
  const Location location_;
};

class EachDatabaseTest : public ::testing::TestWithParam<DatabaseKind> {
 protected:
  const TestPlace place_{GetParam()};
};

// Names the instances of INSTANTIATE_TEST_SUITE_P.
inline std::string DatabaseName(const ::testing::TestParamInfo<DatabaseKind>& info) {
  switch (info.param) {
    case DatabaseKind::kMemory:
      return "Memory";
    case DatabaseKind::kSqlite:
      return "Sqlite";
    case DatabaseKind::kPostgresql:
      return "Postgresql";
  }
  std::abort();
}

}  // namespace thidua::sql

#define THIDUA_TEST_IN_EACH_DATABASE(suite)                                                         \
  INSTANTIATE_TEST_SUITE_P(                                                                         \
      Each, suite,                                                                                  \
      ::testing::Values(::thidua::sql::DatabaseKind::kMemory, ::thidua::sql::DatabaseKind::kSqlite, \
                        ::thidua::sql::DatabaseKind::kPostgresql),                                  \
      ::thidua::sql::DatabaseName)

#endif  // THIDUA_COMMON_SQL_EACH_DATABASE_FOR_TEST_H_
