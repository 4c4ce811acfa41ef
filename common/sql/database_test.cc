#include "common/sql/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <latch>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/sql/each_database_for_test.h"
#include "common/status/problem.h"
#include "common/telemetry/registry.h"
#include "common/testing/temp_folder.h"
#include "common/work/deadline.h"

namespace thidua::sql {
namespace {

using ::testing::HasSubstr;

Database::Schema Both(const Database::Migrations& migrations) {
  return {.sqlite = migrations, .postgresql = migrations};
}

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

class DatabaseTest : public EachDatabaseTest {};
THIDUA_TEST_IN_EACH_DATABASE(DatabaseTest);

TEST_P(DatabaseTest, StoresOnOkAndNothingOtherwise) {
  auto database = Database::Open({.location = place_.location()}, Both(kMigrations));
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_TRUE(Insert(**database, 1).ok());
  EXPECT_EQ(Insert(**database, 2, absl::AbortedError("no")).message(), "no");
  EXPECT_EQ(Insert(**database, 1).code(), absl::StatusCode::kInternal) << "a constraint";
  EXPECT_EQ(Count(**database), 1);
  EXPECT_TRUE(Insert(**database, 3).ok()) << "usable after a failure";
  EXPECT_EQ(Count(**database), 2);
}

TEST_P(DatabaseTest, CountsWhatItDoes) {
  telemetry::Registry registry;
  const auto database = Database::Open({.location = place_.location(), .registry = &registry}, Both(kMigrations));
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_TRUE(Insert(**database, 1).ok());
  EXPECT_FALSE(Insert(**database, 2, absl::NotFoundError("no")).ok());
  EXPECT_FALSE(Insert(**database, 1).ok()) << "a constraint";
  EXPECT_EQ(Count(**database), 1);
  const std::string store = "store=\"" + place_.location().name() + "\"";
  const std::string text = registry.Text();
  for (const std::string series :
       {"operations_total{operation=\"write\",outcome=\"ok\",STORE} 1",
        "operations_total{operation=\"write\",outcome=\"refused\",STORE} 1",
        "operations_total{operation=\"write\",outcome=\"internal\",STORE} 1",
        "operations_total{operation=\"read\",outcome=\"ok\",STORE} 1",
        "operation_seconds_count{operation=\"write\",STORE} 3", "operation_seconds_count{operation=\"read\",STORE} 1",
        "read_wait_seconds_count{STORE} 1", "write_group_size_count{STORE} 3", "pending_writes{STORE} 0"}) {
    EXPECT_THAT(text, HasSubstr("thidua_store_" + absl::StrReplaceAll(series, {{"STORE", store}}) + "\n"));
  }
}

// What a program of the version that `migrations` lead to gives as its schema.
Database::Schema Both(const Database::Migrations& migrations, const std::map<int, int>& works_from) {
  return {.sqlite = migrations, .postgresql = migrations, .works_from = works_from};
}

TEST_P(DatabaseTest, OpensAgainAndRefusesANewerStore) {
  const Location& place = place_.location();
  ASSERT_TRUE(Insert(**Database::Open({.location = place}, Both(kMigrations)), 1).ok());
  auto second = kMigrations;
  second.push_back({"ALTER TABLE t ADD COLUMN m INTEGER"});
  EXPECT_EQ(Count(**Database::Open({.location = place}, Both(second))), 1);
  const auto older = Database::Open({.location = place}, Both(kMigrations));
  ASSERT_FALSE(older.ok());
  EXPECT_EQ(Problem::FromStatus(older.status()).reason, "STORE_TOO_NEW");
}

// Version 2 adds a column, 3 another, 4 takes the first away, which programs of version 3 no longer use.
class VersionsTest : public EachDatabaseTest {
 protected:
  absl::StatusOr<std::unique_ptr<Database>> Open(int version) const {
    const Database::Migrations all = {{"CREATE TABLE t (n INTEGER NOT NULL UNIQUE)"},
                                      {"ALTER TABLE t ADD COLUMN m INTEGER NOT NULL DEFAULT 0"},
                                      {"ALTER TABLE t ADD COLUMN k INTEGER NOT NULL DEFAULT 0"},
                                      {"ALTER TABLE t DROP COLUMN m"}};
    return Database::Open({.location = place_.location()},
                          Both({all.begin(), all.begin() + version}, {{2, 1}, {3, 1}, {4, 3}}));
  }
  std::string ReasonToRefuse(int version) const {
    const auto opened = Open(version);
    return opened.ok() ? "" : Problem::FromStatus(opened.status()).reason;
  }
};
THIDUA_TEST_IN_EACH_DATABASE(VersionsTest);

TEST_P(VersionsTest, AnOlderProgramWorksWithWhatANewerOneOnlyAddedTo) {
  ASSERT_TRUE(Insert(**Open(1), 1).ok());
  EXPECT_EQ(Count(**Open(3)), 1);
  for (const int older : {1, 2}) {
    const auto database = Open(older);
    ASSERT_TRUE(database.ok()) << database.status();
    EXPECT_TRUE(Insert(**database, 10 * older).ok());
  }
  EXPECT_EQ(Count(**Open(3)), 3) << "and nothing was migrated twice";
}

TEST_P(VersionsTest, AnOlderProgramIsRefusedOnceWhatItUsesIsGone) {
  ASSERT_TRUE(Open(3).ok());
  ASSERT_TRUE(Open(4).ok());
  EXPECT_EQ(ReasonToRefuse(1), "STORE_TOO_NEW");
  EXPECT_EQ(ReasonToRefuse(2), "STORE_TOO_NEW");
  EXPECT_EQ(ReasonToRefuse(3), "");
  const std::string said = Problem::FromStatus(Open(2).status()).message.en;
  EXPECT_NE(said.find("schema 4, for versions that know 3 or later; this version knows 2"), std::string::npos) << said;
}

TEST_P(VersionsTest, AStoreMadeAtOnceSaysTheSame) {
  ASSERT_TRUE(Open(4).ok());
  EXPECT_EQ(ReasonToRefuse(2), "STORE_TOO_NEW");
  EXPECT_EQ(ReasonToRefuse(3), "");
}

// Those who work with the store before and after it keep what they do.
TEST_P(VersionsTest, AMigrationUnderAnOlderProgramDisturbsNoWriteOfIt) {
  const auto older = Open(1);
  ASSERT_TRUE(older.ok()) << older.status();
  std::atomic<bool> migrated = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    for (int after = 0; after < 20; after += migrated ? 1 : 0) {
      EXPECT_TRUE(Insert(**older, written).ok());
      EXPECT_EQ(Count(**older), ++written);
    }
  });
  while (written < 20) std::this_thread::yield();
  EXPECT_TRUE(Open(3).ok());
  migrated = true;
  writer.join();
  EXPECT_EQ(Count(**Open(3)), written);
}

TEST(SqliteDatabaseTest, NamesAFileThatCannotBeOpened) {
  TempFolder folder;
  const std::string file = folder.Write("file", "not a folder");
  const auto database = Database::Open({.location = file + "/a.db"}, Both(kMigrations));
  ASSERT_FALSE(database.ok());
  EXPECT_EQ(Problem::FromStatus(database.status()).reason, "STORE_UNAVAILABLE");
  EXPECT_NE(Problem::FromStatus(database.status()).message.vi.find(file), std::string::npos);
}

TEST_P(DatabaseTest, ReadersSeeCommittedStatesWhileOthersWrite) {
  auto opened = Database::Open({.location = place_.location(), .readers = 2}, Both(kMigrations));
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
  readers.reserve(3);
  for (int r = 0; r < 3; ++r) {
    readers.emplace_back([&] {
      for (int i = 0; i < 200; ++i) EXPECT_EQ(Count(database) % 2, 0);
    });
  }
  for (std::thread& reader : readers) reader.join();
  writer.join();
  EXPECT_EQ(Count(database), 400);
}

TEST_P(DatabaseTest, AReadAndAWriteDoNotWaitForEachOther) {
  const auto database = *Database::Open({.location = place_.location()}, Both(kMigrations));
  ASSERT_TRUE(Insert(*database, 1).ok());
  EXPECT_TRUE(database
                  ->Write([&](soci::session& sql) {
                    sql << "INSERT INTO t (n) VALUES (2)";
                    EXPECT_EQ(Count(*database), 1) << "what is not committed";
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_TRUE(database
                  ->Read([&](soci::session& sql) {
                    const auto count = [&sql] {
                      int rows = -1;
                      sql << "SELECT COUNT(*) FROM t", soci::into(rows);
                      return rows;
                    };
                    EXPECT_EQ(count(), 2);
                    EXPECT_TRUE(Insert(*database, 3).ok());
                    EXPECT_EQ(count(), 2) << "one committed state";
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_EQ(Count(*database), 3);
}

TEST_P(DatabaseTest, AReadCannotWrite) {
  const auto database = *Database::Open({.location = place_.location()}, Both(kMigrations));
  EXPECT_FALSE(database
                   ->Read([](soci::session& sql) {
                     sql << "INSERT INTO t (n) VALUES (1)";
                     return absl::OkStatus();
                   })
                   .ok());
  EXPECT_EQ(Count(*database), 0);
}

TEST_P(DatabaseTest, AWriteWhoseTurnDoesNotComeInTimeHasNoEffect) {
  const auto database = *Database::Open({.location = place_.location()}, Both(kMigrations));
  std::latch writing(1), refused(1);
  std::thread first([&] {
    EXPECT_TRUE(database
                    ->Write([&](soci::session&) {
                      writing.count_down();
                      refused.wait();
                      return absl::OkStatus();
                    })
                    .ok());
  });
  writing.wait();
  {
    const DeadlineScope scope(absl::Now() + absl::Milliseconds(20));
    EXPECT_EQ(Problem::FromStatus(Insert(*database, 1)).reason, "DEADLINE_EXCEEDED");
  }
  std::thread patient([&] { EXPECT_TRUE(Insert(*database, 2).ok()); });
  while (database->pending_writes() < 2) std::this_thread::yield();
  refused.count_down();
  first.join();
  patient.join();
  {
    const DeadlineScope past(absl::Now() - absl::Seconds(1));
    EXPECT_EQ(Problem::FromStatus(Insert(*database, 3)).reason, "DEADLINE_EXCEEDED");
  }
  EXPECT_EQ(Count(*database), 1);
  EXPECT_EQ(database->pending_writes(), 0);
}

// Fails when it is run twice.
const Database::Migrations kOnlyOnce = {{"CREATE TABLE a (n INTEGER)", "INSERT INTO a (n) VALUES (1)"},
                                        {"CREATE TABLE b (n INTEGER)", "INSERT INTO b (n) SELECT n FROM a"},
                                        {"ALTER TABLE b ADD COLUMN m INTEGER", "DROP TABLE a"}};

TEST_P(DatabaseTest, ThreadsThatOpenAStoreAtOnceMigrateItOnce) {
  constexpr int kThreads = 8;
  std::latch ready(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      ready.arrive_and_wait();
      const auto opened = Database::Open({.location = place_.location()}, Both(kOnlyOnce));
      EXPECT_TRUE(opened.ok()) << opened.status();
    });
  }
  for (std::thread& thread : threads) thread.join();
}

class ProcessesTest : public EachDatabaseTest {};
INSTANTIATE_TEST_SUITE_P(Each, ProcessesTest, ::testing::Values(DatabaseKind::kSqlite, DatabaseKind::kPostgresql),
                         DatabaseName);

TEST_P(ProcessesTest, ThatOpenAStoreAtOnceMigrateItOnce) {
  constexpr int kProcesses = 6;
  int start[2];
  ASSERT_EQ(pipe(start), 0);
  std::vector<pid_t> processes;
  for (int i = 0; i < kProcesses; ++i) {
    const pid_t process = fork();
    ASSERT_GE(process, 0);
    if (process == 0) {
      // All go on when the last end for writing is closed.
      close(start[1]);
      char nothing = 0;
      const bool started = read(start[0], &nothing, 1) == 0;
      _exit(started && Database::Open({.location = place_.location()}, Both(kOnlyOnce)).ok() ? 0 : 1);
    }
    processes.push_back(process);
  }
  close(start[0]);
  close(start[1]);
  for (const pid_t process : processes) {
    int state = -1;
    ASSERT_EQ(waitpid(process, &state, 0), process);
    EXPECT_EQ(state, 0);
  }
  std::string versions;
  const auto session = place_.Connect();
  soci::rowset<int> rows = (session->prepare << "SELECT version FROM schema_version ORDER BY version");
  for (const int version : rows) versions += std::to_string(version);
  EXPECT_EQ(versions, "123");
}

std::vector<int> Rows(Database& database) {
  std::vector<int> rows;
  EXPECT_TRUE(database
                  .Read([&](soci::session& sql) {
                    soci::rowset<int> found = (sql.prepare << "SELECT n FROM t ORDER BY n");
                    rows.assign(found.begin(), found.end());
                    return absl::OkStatus();
                  })
                  .ok());
  return rows;
}

// Commits in SQLite's write-ahead log (https://www.sqlite.org/fileformat2.html#the_write_ahead_log): frames that tell
// the size of the database. Right until the log starts again from its beginning, after 1000 pages.
int CommitsInLog(const std::string& database_path) {
  std::ifstream log(database_path + "-wal", std::ios::binary);
  const auto read = [&](auto& header) { return !!log.read(reinterpret_cast<char*>(header.data()), header.size()); };
  const auto number = [](const auto& header, size_t at) {
    return header[at] << 24 | header[at + 1] << 16 | header[at + 2] << 8 | header[at + 3];
  };
  std::array<unsigned char, 32> log_header{};
  if (!read(log_header)) return 0;
  std::array<unsigned char, 24> frame_header{};
  int commits = 0;
  while (read(frame_header)) {
    if (number(frame_header, 4) != 0) ++commits;
    log.ignore(number(log_header, 8));
  }
  return commits;
}

// Queues writes in a known order behind one that holds the writer, so that they make up the groups that follow it.
class GroupedWritesTest : public EachDatabaseTest {
 protected:
  using Body = std::function<absl::Status(soci::session&)>;

  struct Queued {
    Body body;
    int runs = 0;
    std::set<std::thread::id> ran_on;
    absl::Status status = absl::UnknownError("not written");
  };

  void SetUp() override {
    const bool sqlite = GetParam() != DatabaseKind::kPostgresql;
    auto opened = Database::Open({.location = place_.location()},
                                 Both({{"CREATE TABLE t (n INTEGER NOT NULL UNIQUE)",
                                        "CREATE TABLE child (n INTEGER REFERENCES t (n) DEFERRABLE INITIALLY DEFERRED)",
                                        sqlite ? "CREATE TABLE bytes (b BLOB)" : "CREATE TABLE bytes (b BYTEA)"}}));
    ASSERT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
  }

  // Runs `first` in a write of its own, queues `bodies` while it runs, and waits for all.
  std::vector<Queued> WriteBehind(const Body& first, const std::vector<Body>& bodies) {
    std::latch writing(1), queued(1);
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
      database_
          ->Write([&](soci::session& sql) {
            writing.count_down();
            queued.wait();
            commits_before_ = Commits();
            return first(sql);
          })
          .IgnoreError();
    });
    writing.wait();
    std::vector<Queued> writes;
    writes.reserve(bodies.size());
    for (const Body& body : bodies) writes.push_back({.body = body});
    for (size_t i = 0; i < writes.size(); ++i) {
      threads.emplace_back([this, &write = writes[i]] {
        write.status = database_->Write([&](soci::session& sql) {
          ++write.runs;
          write.ran_on.insert(std::this_thread::get_id());
          return write.body(sql);
        });
      });
      while (database_->pending_writes() != i + 2) std::this_thread::yield();
    }
    queued.count_down();
    for (std::thread& thread : threads) thread.join();
    return writes;
  }

  // So far. PostgreSQL numbers them.
  int Commits() const {
    if (GetParam() == DatabaseKind::kMemory) return static_cast<int>(place_.location().memory->commits());
    if (GetParam() == DatabaseKind::kSqlite) return CommitsInLog(path_);
    int last = 0;
    *place_.Connect() << "SELECT last FROM writers", soci::into(last);
    return last;
  }
  // An empty transaction leaves nothing in SQLite's log, but counts elsewhere.
  static int CommitsOfNothing() { return GetParam() == DatabaseKind::kSqlite ? 0 : 1; }
  int CommitsSinceFirst() const { return Commits() - commits_before_; }

  static Body Inserting(int n, const absl::Status& result = absl::OkStatus()) {
    return [n, result](soci::session& sql) {
      sql << "INSERT INTO t (n) VALUES (:n)", soci::use(n);
      return result;
    };
  }
  static absl::Status Nothing(soci::session&) { return absl::OkStatus(); }
  static absl::Status Orphan(soci::session& sql) {
    sql << "INSERT INTO child (n) VALUES (99)";
    return absl::OkStatus();
  }
  // Makes TooMuch fail with SQLITE_FULL.
  static absl::Status LimitSize(soci::session& sql) {
    int pages = 0;
    sql << "PRAGMA page_count", soci::into(pages);
    sql << "PRAGMA max_page_count = " << pages + 20;
    return absl::OkStatus();
  }
  static absl::Status TooMuch(soci::session& sql) {
    sql << "INSERT INTO bytes (b) VALUES (zeroblob(1000000))";
    return absl::OkStatus();
  }

  TempFolder folder_;
  const std::string path_ = place_.location().path;
  std::unique_ptr<Database> database_;
  int commits_before_ = 0;
};

THIDUA_TEST_IN_EACH_DATABASE(GroupedWritesTest);

class SqliteGroupedWritesTest : public GroupedWritesTest {};
INSTANTIATE_TEST_SUITE_P(Sqlite, SqliteGroupedWritesTest, ::testing::Values(DatabaseKind::kSqlite), DatabaseName);

TEST_P(GroupedWritesTest, OneAfterTheOtherAreCommittedEach) {
  const int before = Commits();
  for (int n = 0; n < 5; ++n) ASSERT_TRUE(Insert(*database_, n).ok());
  EXPECT_EQ(Commits() - before, 5);
}

TEST_P(GroupedWritesTest, ThoseWhoWaitAreServedInOrderAndCommittedTogether) {
  std::vector<int> served;
  std::vector<int> wanted;
  std::vector<Body> bodies;
  for (int n = 0; n < 70; ++n) {
    wanted.push_back(n);
    bodies.push_back([&served, n](soci::session& sql) {
      served.push_back(n);
      return Inserting(n)(sql);
    });
  }
  const std::vector<Queued> writes = WriteBehind(Inserting(1000), bodies);
  EXPECT_EQ(served, wanted);
  EXPECT_EQ(CommitsSinceFirst(), 3) << "the first alone, 64, and the 6 that are left";
  EXPECT_EQ(database_->pending_writes(), 0);
  std::set<std::thread::id> leaders;
  for (const Queued& write : writes) {
    EXPECT_TRUE(write.status.ok()) << write.status;
    EXPECT_EQ(write.runs, 1);
    leaders.insert(write.ran_on.begin(), write.ran_on.end());
  }
  EXPECT_EQ(leaders.size(), 2);
  wanted.push_back(1000);
  EXPECT_EQ(Rows(*database_), wanted);
}

TEST_P(GroupedWritesTest, FailuresLeaveTheirNeighboursIntact) {
  const std::vector<Queued> writes =
      WriteBehind(Nothing, {Inserting(0), Inserting(1, absl::AbortedError("no")), Inserting(2),
                            [](soci::session& sql) -> absl::Status {
                              Inserting(3)(sql).IgnoreError();
                              throw std::runtime_error("thrown");
                            },
                            [](soci::session& sql) -> absl::Status {
                              Inserting(4)(sql).IgnoreError();
                              throw 4;  // NOLINT(misc-throw-by-value-catch-by-reference): anything can be thrown.
                            },
                            [](soci::session& sql) {
                              Inserting(5)(sql).IgnoreError();
                              return Inserting(2)(sql);
                            },
                            Inserting(6)});
  std::vector<absl::StatusCode> codes;
  for (const Queued& write : writes) {
    EXPECT_EQ(write.runs, 1);
    codes.push_back(write.status.code());
  }
  constexpr auto kOk = absl::StatusCode::kOk;
  constexpr auto kInternal = absl::StatusCode::kInternal;
  EXPECT_EQ(codes, (std::vector{kOk, absl::StatusCode::kAborted, kOk, kInternal, kInternal, kInternal, kOk}));
  EXPECT_EQ(writes[1].status.message(), "no");
  EXPECT_EQ(Rows(*database_), (std::vector{0, 2, 6}));
  EXPECT_EQ(CommitsSinceFirst(), CommitsOfNothing() + 1);
}

TEST_P(GroupedWritesTest, AGroupThatCannotBeCommittedIsWrittenOneByOne) {
  const std::vector<Queued> writes =
      WriteBehind(Nothing, {Inserting(0), Orphan, Inserting(1), Inserting(2, absl::AbortedError("no")), Inserting(3)});
  for (size_t i : {0, 2, 4}) EXPECT_TRUE(writes[i].status.ok()) << writes[i].status;
  EXPECT_EQ(writes[1].status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(writes[3].status.code(), absl::StatusCode::kAborted);
  for (const Queued& write : writes) EXPECT_EQ(write.runs, 2);
  EXPECT_EQ(Rows(*database_), (std::vector{0, 1, 3}));
  EXPECT_EQ(CommitsSinceFirst(), CommitsOfNothing() + 3);
}

TEST_P(GroupedWritesTest, AFailureThatRestsOnALostWriteIsTakenBack) {
  int runs = 0;
  const Body succeeds_at_first = [&runs](soci::session& sql) {
    Inserting(7)(sql).IgnoreError();
    return ++runs == 1 ? absl::OkStatus() : absl::AbortedError("not any more");
  };
  const std::vector<Queued> writes = WriteBehind(Nothing, {succeeds_at_first, Inserting(7), Orphan});
  EXPECT_EQ(writes[0].status.code(), absl::StatusCode::kAborted);
  EXPECT_TRUE(writes[1].status.ok()) << writes[1].status;
  EXPECT_EQ(Rows(*database_), (std::vector{7}));
}

class PostgresqlGroupedWritesTest : public GroupedWritesTest {};
INSTANTIATE_TEST_SUITE_P(Postgresql, PostgresqlGroupedWritesTest, ::testing::Values(DatabaseKind::kPostgresql),
                         DatabaseName);

// What holds locks past the suite, an operator's session say, can make it fail so.
TEST_P(PostgresqlGroupedWritesTest, AConflictIsTriedAgainInAGroupAsAlone) {
  for (const char* sqlstate : {"40001", "40P01"}) {
    int conflicts = 0;
    const Body conflicting = [&](soci::session& sql) {
      if (++conflicts <= 2) sql << "DO $$BEGIN RAISE EXCEPTION USING ERRCODE = '" << sqlstate << "'; END$$";
      return absl::OkStatus();
    };
    const std::vector<Queued> writes = WriteBehind(Nothing, {Nothing, conflicting, Nothing});
    for (const Queued& write : writes) EXPECT_TRUE(write.status.ok()) << write.status;
    EXPECT_EQ(writes[1].runs, 3) << "in the group, alone, and alone again";
  }
}

TEST_P(SqliteGroupedWritesTest, ATransactionThatSqliteRollsBackMidwayIsWrittenOneByOne) {
  const std::vector<Queued> writes =
      WriteBehind(LimitSize, {Inserting(0), Inserting(1), TooMuch, Inserting(2), Inserting(3)});
  for (size_t i : {0, 1, 3, 4}) EXPECT_TRUE(writes[i].status.ok()) << writes[i].status;
  EXPECT_EQ(Problem::FromStatus(writes[2].status).reason, "STORE_FULL");
  std::vector<int> runs;
  runs.reserve(writes.size());
  for (const Queued& write : writes) runs.push_back(write.runs);
  EXPECT_EQ(runs, (std::vector{2, 2, 2, 1, 1})) << "those after the fault did not run in the group";
  EXPECT_EQ(Rows(*database_), (std::vector{0, 1, 2, 3}));
}

TEST_P(SqliteGroupedWritesTest, ABodyThatHidesTheFaultIsNotBelieved) {
  const Body hides = [](soci::session& sql) {
    try {
      return TooMuch(sql);
    } catch (const soci::soci_error&) {
      return absl::OkStatus();
    }
  };
  const std::vector<Queued> writes = WriteBehind(LimitSize, {Inserting(0), hides, Inserting(1), Inserting(2)});
  for (size_t i : {0, 2, 3}) EXPECT_TRUE(writes[i].status.ok()) << writes[i].status;
  EXPECT_EQ(writes[1].status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(Rows(*database_), (std::vector{0, 1, 2}));
}

TEST_P(SqliteGroupedWritesTest, NothingRunsWhenNoTransactionCanBegin) {
  soci::session other(soci::sqlite3, "db=\"" + path_ + "\" timeout=30");
  // Lets the other program in before its own transaction is over, as no real body may.
  const Body let_in = [&other](soci::session& sql) {
    sql << "PRAGMA busy_timeout = 0";
    sql << "COMMIT";
    other << "BEGIN IMMEDIATE";
    return absl::OkStatus();
  };
  const std::vector<Queued> writes = WriteBehind(let_in, {Inserting(0), Inserting(1), Inserting(2)});
  for (const Queued& write : writes) {
    EXPECT_EQ(write.status.code(), absl::StatusCode::kInternal);
    EXPECT_EQ(write.runs, 0);
  }
  other << "ROLLBACK";
  EXPECT_TRUE(Insert(*database_, 3).ok());
  EXPECT_EQ(Rows(*database_), (std::vector{3}));
}

TEST_P(SqliteGroupedWritesTest, WhatManyThreadsWroteIsOnDiskOnce) {
  constexpr int kThreads = 16;
  constexpr int kWrites = 50;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < kWrites; ++i) {
        const int n = t * kWrites + i;
        if (n % 7 == 3) {
          EXPECT_EQ(Insert(*database_, n, absl::AbortedError("no")).code(), absl::StatusCode::kAborted);
        } else {
          EXPECT_TRUE(Insert(*database_, n).ok());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<int> wanted;
  for (int n = 0; n < kThreads * kWrites; ++n) {
    if (n % 7 != 3) wanted.push_back(n);
  }
  EXPECT_EQ(Rows(*database_), wanted);

  // The files as they are while the database is open are what a dead process leaves behind.
  for (const char* suffix : {"", "-wal"}) std::filesystem::copy_file(path_ + suffix, folder_.File("b.db") + suffix);
  database_.reset();
  for (const std::string& path : {path_, folder_.File("b.db")}) {
    auto again = Database::Open({.location = path}, Both({{}}));
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(Rows(**again), wanted) << path;
  }
}

}  // namespace
}  // namespace thidua::sql
