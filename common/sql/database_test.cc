#include "common/sql/database.h"

#include <gtest/gtest.h>
#include <soci/soci.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"

namespace thidua::sql {
namespace {

const Database::Migrations kMigrations = {{"CREATE TABLE t (n INTEGER NOT NULL UNIQUE)"}};

int Count(Database& database) {
  int count = -1;
  EXPECT_TRUE(database
                  .Read([&](soci::session& sql) {
                    sql << "SELECT COUNT(*) FROM t", soci::into(count);
                    return absl::OkStatus();
                  })
                  .ok());
  return count;
}

absl::Status Insert(Database& database, int n, absl::Status result = absl::OkStatus()) {
  return database.Write([&](soci::session& sql) {
    sql << "INSERT INTO t (n) VALUES (:n)", soci::use(n);
    return result;
  });
}

TEST(DatabaseTest, StoresOnOkAndNothingOtherwise) {
  TempFolder folder;
  auto database = Database::Open({.path = folder.File("sub/a b.db")}, kMigrations);
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_TRUE(Insert(**database, 1).ok());
  EXPECT_EQ(Insert(**database, 2, absl::AbortedError("no")).message(), "no");
  EXPECT_EQ(Insert(**database, 1).code(), absl::StatusCode::kInternal) << "a constraint";
  EXPECT_EQ(Count(**database), 1);
  EXPECT_TRUE(Insert(**database, 3).ok()) << "usable after a failure";
  EXPECT_EQ(Count(**database), 2);
}

TEST(DatabaseTest, OpensAgainAndRefusesANewerStore) {
  TempFolder folder;
  const std::string path = folder.File("a.db");
  ASSERT_TRUE(Insert(**Database::Open({.path = path}, kMigrations), 1).ok());
  auto second = kMigrations;
  second.push_back({"ALTER TABLE t ADD COLUMN m INTEGER"});
  EXPECT_EQ(Count(**Database::Open({.path = path}, second)), 1);
  const auto older = Database::Open({.path = path}, kMigrations);
  ASSERT_FALSE(older.ok());
  EXPECT_EQ(Problem::FromStatus(older.status()).reason, "STORE_TOO_NEW");
}

TEST(DatabaseTest, NamesAFileThatCannotBeOpened) {
  TempFolder folder;
  const std::string file = folder.Write("file", "not a folder");
  const auto database = Database::Open({.path = file + "/a.db"}, kMigrations);
  ASSERT_FALSE(database.ok());
  EXPECT_EQ(Problem::FromStatus(database.status()).reason, "STORE_UNAVAILABLE");
  EXPECT_NE(Problem::FromStatus(database.status()).message.vi.find(file), std::string::npos);
}

TEST(DatabaseTest, ReadersSeeCommittedStatesWhileOthersWrite) {
  TempFolder folder;
  auto opened = Database::Open({.path = folder.File("a.db"), .readers = 2}, kMigrations);
  ASSERT_TRUE(opened.ok());
  Database& database = **opened;
  std::thread writer([&] {
    for (int i = 0; i < 200; ++i) {
      // Two rows a transaction: a reader must never count an odd number.
      ASSERT_TRUE(database
                      .Write([&](soci::session& sql) {
                        for (int n : {2 * i, 2 * i + 1}) sql << "INSERT INTO t (n) VALUES (:n)", soci::use(n);
                        return absl::OkStatus();
                      })
                      .ok());
    }
  });
  std::vector<std::thread> readers;
  for (int r = 0; r < 3; ++r) {
    readers.emplace_back([&] {
      for (int i = 0; i < 200; ++i) EXPECT_EQ(Count(database) % 2, 0);
    });
  }
  for (std::thread& reader : readers) reader.join();
  writer.join();
  EXPECT_EQ(Count(database), 400);
}

}  // namespace
}  // namespace thidua::sql
