#include "common/sql/location.h"

#include <gtest/gtest.h>

#include "common/sql/postgresql_address.h"
#include "common/status/problem.h"

namespace thidua::sql {
namespace {

TEST(LocationTest, IsAFileOrASchema) {
  EXPECT_EQ(LocationOf("", "/data", "scoring").path, "/data/scoring.db");
  const Location location = LocationOf("postgresql://db/thidua", "/data", "scoring");
  EXPECT_TRUE(location.is_postgresql());
  EXPECT_EQ(location.schema, "thidua_scoring");
}

TEST(LocationTest, RefusesWhatIsNoStoreWithoutRepeatingAPassword) {
  for (const char* good : {"", "postgresql://db/thidua", "postgres://u:p@a:1,b:2/t?sslmode=verify-full",
                           "postgresql:///t?host=%2Frun%2Fpostgresql"}) {
    EXPECT_TRUE(CheckStore(good).ok()) << good;
  }
  for (const char* bad : {"mysql://u:s3cret@db/t", "/var/lib/x.db", "host=db password=s3cret",
                          "postgresql://u:s3cret@db/t?nonsense=1", "postgresql://u:s3cret%zz@db"}) {
    const absl::Status status = CheckStore(bad);
    ASSERT_FALSE(status.ok()) << bad;
    const Problem problem = Problem::FromStatus(status);
    EXPECT_EQ(problem.reason, "BAD_STORE");
    for (const std::string& text : {problem.message.vi, problem.message.en, std::string(status.ToString())}) {
      EXPECT_EQ(text.find("s3cret"), std::string::npos) << text;
    }
  }
}

TEST(LocationTest, IsKnownByTheNameOfItsStore) {
  EXPECT_EQ(LocationOf("", "/var/lib/thidua", "scoring").name(), "scoring");
  EXPECT_EQ(LocationOf("postgresql://db/t", "", "scoring").name(), "scoring");
}

TEST(PostgresqlAddressTest, NamesHostsAndDatabaseAlone) {
  const auto address = PostgresqlAddress::Parse("postgresql://u:s3cret@db1:5432,db2:5433/thidua");
  ASSERT_TRUE(address.ok());
  EXPECT_EQ(address->Name(), "db1:5432,db2:5433/thidua");
  EXPECT_EQ(address->Redact("password s3cret is wrong"), "password *** is wrong");
}

TEST(PostgresqlAddressTest, FollowsThePrimaryUnlessTheUriSaysOtherwise) {
  const auto parsed = [](const std::string& uri) {
    return PostgresqlAddress::Parse(PostgresqlAddress::Parse(uri)->ConnectionUri("thidua_x"))->ConnectionUri("y");
  };
  EXPECT_NE(parsed("postgresql://a,b/t").find("target_session_attrs=read%2dwrite"), std::string::npos);
  EXPECT_NE(parsed("postgresql://a,b/t").find("host=a%2cb"), std::string::npos);
  EXPECT_NE(parsed("postgresql://a/t?target_session_attrs=any").find("target_session_attrs=any"), std::string::npos);
}

}  // namespace
}  // namespace thidua::sql
