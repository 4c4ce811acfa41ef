#ifndef THIDUA_COMMON_SQL_EACH_DATABASE_FOR_TEST_H_
#define THIDUA_COMMON_SQL_EACH_DATABASE_FOR_TEST_H_

#include <gtest/gtest.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/sql/location.h"
#include "common/sql/postgresql_address.h"
#include "common/testing/postgresql_for_test.h"
#include "common/testing/temp_folder.h"

namespace thidua::sql {

// What stores promise, they promise in both databases: the parameter of their tests.
enum class DatabaseKind { kSqlite, kPostgresql };

// A new empty place for one store.
class TestPlace {
 public:
  explicit TestPlace(DatabaseKind kind)
      : location_(kind == DatabaseKind::kSqlite ? Location(folder_.File("store.db"))
                                                : Location::Postgresql(PostgresqlServer::Shared().uri(),
                                                                       PostgresqlServer::Shared().NewSchema())) {}

  const Location& location() const { return location_; }

  // A session past the suite, as an operator has one.
  std::unique_ptr<soci::session> Connect() const {
    if (!location_.is_postgresql()) {
      return std::make_unique<soci::session>(soci::sqlite3, absl::StrCat("db=\"", location_.path, "\" timeout=30"));
    }
    return std::make_unique<soci::session>(soci::postgresql,
                                           PostgresqlAddress::Parse(location_.uri)->ConnectionUri(location_.schema));
  }

 private:
  const TempFolder folder_;
  const Location location_;
};

class EachDatabaseTest : public ::testing::TestWithParam<DatabaseKind> {
 protected:
  const TestPlace place_{GetParam()};
};

// Names the instances of INSTANTIATE_TEST_SUITE_P.
inline std::string DatabaseName(const ::testing::TestParamInfo<DatabaseKind>& info) {
  return info.param == DatabaseKind::kSqlite ? "Sqlite" : "Postgresql";
}

}  // namespace thidua::sql

#define THIDUA_TEST_IN_EACH_DATABASE(suite)                                                                           \
  INSTANTIATE_TEST_SUITE_P(                                                                                           \
      Each, suite, ::testing::Values(::thidua::sql::DatabaseKind::kSqlite, ::thidua::sql::DatabaseKind::kPostgresql), \
      ::thidua::sql::DatabaseName)

#endif  // THIDUA_COMMON_SQL_EACH_DATABASE_FOR_TEST_H_
