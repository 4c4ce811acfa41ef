// What a PostgreSQL server can do to a store: broken connections, its death, several replicas.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <latch>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "common/sql/each_database_for_test.h"
#include "common/status/problem.h"
#include "common/telemetry/registry.h"
#include "common/testing/postgresql_for_test.h"
#include "common/work/deadline.h"

namespace thidua::sql {
namespace {

const Database::Schema kSchema = {
    .postgresql = {{"CREATE TABLE t (n INTEGER NOT NULL, version BIGINT NOT NULL)",
                    "CREATE TABLE counter (value BIGINT NOT NULL)", "INSERT INTO counter (value) VALUES (0)"}}};

// A row of its own number, under the next version.
absl::Status Add(Database& database, int n) {
  return database.Write([&](soci::session& sql) {
    sql << "UPDATE counter SET value = value + 1";
    sql << "INSERT INTO t (n, version) SELECT :n, value FROM counter", soci::use(n);
    return absl::OkStatus();
  });
}

std::vector<int> Rows(Database& database) {
  std::vector<int> rows;
  const absl::Status status = database.Read([&](soci::session& sql) {
    soci::rowset<int> found = (sql.prepare << "SELECT n FROM t ORDER BY n");
    rows.assign(found.begin(), found.end());
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return rows;
}

std::string ReasonOf(const absl::Status& status) { return status.ok() ? "" : Problem::FromStatus(status).reason; }

class PostgresqlDatabaseTest : public ::testing::Test {
 protected:
  std::unique_ptr<Database> Open() const {
    auto opened = Database::Open({.location = place_.location(), .readers = 2}, kSchema);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return *std::move(opened);
  }
  // Ends the sessions of the database as a broken network does.
  void EndSessions() const {
    *place_.Connect() << "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
                         "application_name = 'thidua'";
  }
  static int PidOf(soci::session& sql) {
    int pid = 0;
    sql << "SELECT pg_backend_pid()", soci::into(pid);
    return pid;
  }
  void End(int pid) const { *place_.Connect() << "SELECT pg_terminate_backend(:pid, 5000)", soci::use(pid); }

  const TestPlace place_{DatabaseKind::kPostgresql};
};

TEST_F(PostgresqlDatabaseTest, ReplicasPrepareAStoreOnce) {
  std::vector<std::thread> replicas;
  for (int i = 0; i < 4; ++i) replicas.emplace_back([this] { Open(); });
  for (std::thread& replica : replicas) replica.join();
  int versions = 0;
  *place_.Connect() << "SELECT COUNT(*) FROM schema_version", soci::into(versions);
  EXPECT_EQ(versions, 1);
}

// As a backup is, which reads every table.
TEST_F(PostgresqlDatabaseTest, AMigrationDoesNotWaitLongForAReader) {
  const auto database = Open();
  ASSERT_TRUE(Add(*database, 1).ok());
  const auto backup = place_.Connect();
  *backup << "BEGIN; LOCK TABLE t IN ACCESS SHARE MODE";
  Database::Schema next = kSchema;
  next.postgresql.push_back({"ALTER TABLE t ADD COLUMN m INTEGER"});
  next.works_from = {{2, 1}};
  const auto refused = Database::Open({.location = place_.location()}, next);
  EXPECT_EQ(ReasonOf(refused.status()), "STORE_UNAVAILABLE") << refused.status();
  EXPECT_TRUE(Add(*database, 2).ok());
  *backup << "COMMIT";
  EXPECT_TRUE(Database::Open({.location = place_.location()}, next).ok());
  EXPECT_EQ(Rows(*database), (std::vector{1, 2}));
}

TEST_F(PostgresqlDatabaseTest, SessionsAreAsTheSuiteNeedsThem) {
  *place_.Connect() << "ALTER ROLE thidua SET synchronous_commit = off";
  const auto database = Open();
  const auto shown = [&](const std::string& name) {
    std::string value;
    EXPECT_TRUE(database
                    ->Read([&](soci::session& sql) {
                      sql << "SELECT current_setting(:name)", soci::use(name), soci::into(value);
                      return absl::OkStatus();
                    })
                    .ok());
    return value;
  };
  EXPECT_EQ(shown("synchronous_commit"), "on");
  EXPECT_EQ(shown("transaction_isolation"), "repeatable read");
  EXPECT_EQ(shown("transaction_read_only"), "on");
  EXPECT_EQ(shown("search_path"), place_.location().schema);
  EXPECT_EQ(shown("application_name"), "thidua");
  EXPECT_NE(shown("statement_timeout"), "0");
  EXPECT_NE(shown("lock_timeout"), "0");
  EXPECT_NE(shown("idle_in_transaction_session_timeout"), "0");
  *place_.Connect() << "ALTER ROLE thidua RESET synchronous_commit";
}

TEST_F(PostgresqlDatabaseTest, IdleSessionsThatBrokeAreReplaced) {
  const auto database = Open();
  for (int n = 0; n < 3; ++n) {
    EXPECT_EQ(Rows(*database).size(), static_cast<size_t>(n));
    EndSessions();
    EXPECT_TRUE(Add(*database, n).ok());
    EndSessions();
  }
  EXPECT_EQ(Rows(*database), (std::vector{0, 1, 2}));
}

TEST_F(PostgresqlDatabaseTest, AWriteWhoseSessionBreaksBeforeItsCommitHasItsEffectOnce) {
  const auto database = Open();
  int runs = 0;
  const absl::Status status = database->Write([&](soci::session& sql) {
    sql << "INSERT INTO t (n, version) VALUES (7, 0)";
    if (++runs == 1) End(PidOf(sql));
    sql << "INSERT INTO t (n, version) VALUES (8, 0)";
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Rows(*database), (std::vector{7, 8}));
}

// Nothing is left to do for it but the COMMIT, at which it is found to be gone.
TEST_F(PostgresqlDatabaseTest, AWriteWhoseCommitIsNotAnsweredIsAskedFor) {
  const auto database = Open();
  int runs = 0;
  const absl::Status status = database->Write([&](soci::session& sql) {
    sql << "INSERT INTO t (n, version) VALUES (7, 0)";
    if (++runs == 1) End(PidOf(sql));
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(runs, 2) << "it was not there";
  EXPECT_EQ(Rows(*database), (std::vector{7}));
}

TEST_F(PostgresqlDatabaseTest, ACommitThatIsBrokenOffHasItsEffectOnceOrIsRefused) {
  const auto database = Open();
  // Deferred to the COMMIT, which then takes long enough to be met there.
  *place_.Connect()
      << "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(0.3); RETURN "
         "NULL; END$$";
  *place_.Connect()
      << "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
         "EXECUTE FUNCTION slow()";
  std::atomic<bool> stop = false;
  std::thread killer([&] {
    const auto session = place_.Connect();
    while (!stop) {
      *session
          << "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active' AND "
             "pid <> pg_backend_pid()";
      std::this_thread::sleep_for(std::chrono::milliseconds(130));
    }
  });
  std::set<int> stored;
  for (int n = 0; n < 6; ++n) {
    const absl::Status status = Add(*database, n);
    if (status.ok()) {
      stored.insert(n);
    } else {
      EXPECT_EQ(ReasonOf(status), "STORE_UNAVAILABLE") << status;
    }
  }
  stop = true;
  killer.join();
  EXPECT_EQ(Rows(*database), std::vector<int>(stored.begin(), stored.end()));
}

TEST_F(PostgresqlDatabaseTest, AFaultThatABodyHidesIsNotBelieved) {
  const auto database = Open();
  const absl::Status status = database->Write([&](soci::session& sql) {
    sql << "INSERT INTO t (n, version) VALUES (7, 0)";
    try {
      sql << "INSERT INTO t (n, version) VALUES (NULL, 0)";
    } catch (const soci::soci_error&) {
    }
    return absl::OkStatus();
  });
  EXPECT_TRUE(absl::IsInternal(status)) << status;
  EXPECT_TRUE(Rows(*database).empty());
  EXPECT_TRUE(Add(*database, 1).ok());
}

TEST_F(PostgresqlDatabaseTest, ReplicasLoseAndDoubleNothingAndVersionsComeInOrder) {
  constexpr int kReplicas = 2, kThreads = 4, kWrites = 40;
  std::vector<std::unique_ptr<Database>> replicas;
  for (int r = 0; r < kReplicas; ++r) replicas.push_back(Open());
  std::atomic<bool> writing = true;
  // Whoever sees a version has seen all below it.
  std::thread reader([&] {
    const auto watcher = Open();
    while (writing) {
      long long count = 0, newest = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
      EXPECT_TRUE(watcher
                      ->Read([&](soci::session& sql) {
                        sql << "SELECT COUNT(*), COALESCE(MAX(version), 0) FROM t", soci::into(count),
                            soci::into(newest);
                        return absl::OkStatus();
                      })
                      .ok());
      EXPECT_EQ(count, newest);
    }
  });
  std::vector<std::thread> writers;
  for (int r = 0; r < kReplicas; ++r) {
    for (int t = 0; t < kThreads; ++t) {
      writers.emplace_back([&, r, t] {
        for (int i = 0; i < kWrites; ++i) {
          const absl::Status status = Add(*replicas[r], (r * kThreads + t) * kWrites + i);
          EXPECT_TRUE(status.ok()) << status;
        }
      });
    }
  }
  for (std::thread& writer : writers) writer.join();
  writing = false;
  reader.join();
  std::vector<int> wanted;
  for (int n = 0; n < kReplicas * kThreads * kWrites; ++n) wanted.push_back(n);
  EXPECT_EQ(Rows(*replicas[0]), wanted);
  EXPECT_EQ(Rows(*replicas[1]), wanted);
}

TEST_F(PostgresqlDatabaseTest, AConflictIsTriedAgainUntilTheDeadlineAndNotAfterIt) {
  const auto database = Open();
  const auto write = [&](absl::Duration patience, int conflicts) {
    int runs = 0;
    const DeadlineScope scope(absl::Now() + patience);
    const absl::Status status = database->Write([&](soci::session& sql) {
      if (++runs <= conflicts) sql << "DO $$BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END$$";
      return absl::OkStatus();
    });
    return std::pair(runs, status);
  };
  const auto [enough, stored] = write(absl::Seconds(30), 8);
  EXPECT_TRUE(stored.ok()) << stored;
  EXPECT_EQ(enough, 9);
  const absl::Time before = absl::Now();
  const auto [some, refused] = write(absl::Milliseconds(300), 1'000'000);
  EXPECT_EQ(ReasonOf(refused), "STORE_CONFLICT");
  EXPECT_GT(some, 3);
  EXPECT_LT(absl::Now() - before, absl::Seconds(5));
}

// Of two sessions that wait for each other, PostgreSQL ends one; here it is told to wait long before it looks, so that
// it is the write.
TEST_F(PostgresqlDatabaseTest, ADeadlockWithAnOperatorIsTriedAgain) {
  const auto database = Open();
  ASSERT_TRUE(Add(*database, 1).ok());
  ASSERT_TRUE(Add(*database, 2).ok());
  std::latch locked(1), crossed(1);
  std::thread operating([&] {
    const auto session = place_.Connect();
    *session << "BEGIN; SET LOCAL deadlock_timeout = '1min'; UPDATE t SET version = 0 WHERE n = 2";
    locked.count_down();
    crossed.wait();
    *session << "UPDATE t SET version = 0 WHERE n = 1";
    *session << "COMMIT";
  });
  locked.wait();
  int runs = 0;
  const absl::Status status = database->Write([&](soci::session& sql) {
    sql << "UPDATE t SET version = 7 WHERE n = 1";
    if (++runs == 1) crossed.count_down();
    sql << "UPDATE t SET version = 7 WHERE n = 2";
    return absl::OkStatus();
  });
  operating.join();
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(runs, 2);
}

TEST_F(PostgresqlDatabaseTest, AWaitForLocksEndsAtTheDeadline) {
  const auto database = Open();
  const auto other = place_.Connect();
  const absl::Time before = absl::Now();
  // Of a table, and of the writers.
  for (const std::string& lock :
       {std::string("LOCK TABLE t"),
        "SELECT pg_advisory_xact_lock(hashtext('thidua'), hashtext('" + place_.location().schema + "'))"}) {
    *other << "BEGIN";
    *other << lock;
    const DeadlineScope scope(absl::Now() + absl::Milliseconds(200));
    EXPECT_EQ(ReasonOf(Add(*database, 1)), "STORE_UNAVAILABLE");
    *other << "ROLLBACK";
  }
  EXPECT_LT(absl::Now() - before, absl::Seconds(5));
  EXPECT_TRUE(Add(*database, 2).ok());
  EXPECT_EQ(Rows(*database), (std::vector{2}));
}

TEST_F(PostgresqlDatabaseTest, AStatementEndsAtTheDeadlineOrAtTheLimitOfTheUri) {
  Location limited = place_.location();
  limited.uri += "&options=-c%20statement_timeout%3D150";
  const auto own_limit = Database::Open({.location = limited}, kSchema);
  ASSERT_TRUE(own_limit.ok()) << own_limit.status();
  const auto sleep = [](soci::session& sql) {
    sql << "SELECT pg_sleep(30)";
    return absl::OkStatus();
  };
  const absl::Time before = absl::Now();
  EXPECT_EQ(ReasonOf((*own_limit)->Read(sleep)), "STORE_UNAVAILABLE");
  EXPECT_EQ(ReasonOf((*own_limit)->Write(sleep)), "STORE_UNAVAILABLE");
  const auto database = Open();
  for (int i = 0; i < 2; ++i) {
    const DeadlineScope scope(absl::Now() + absl::Milliseconds(150));
    EXPECT_EQ(ReasonOf(i == 0 ? database->Read(sleep) : database->Write(sleep)), "STORE_UNAVAILABLE");
  }
  EXPECT_LT(absl::Now() - before, absl::Seconds(10));
}

// Tables that a migration makes anew would be empty to a read that saw the state before it.
TEST_F(PostgresqlDatabaseTest, AReadDuringAMigrationSeesEveryRow) {
  ASSERT_TRUE(Add(*Open(), 1).ok());
  Database::Schema next = kSchema;
  next.postgresql.push_back({"ALTER TABLE t RENAME TO t_before", "CREATE TABLE t (LIKE t_before)",
                             "INSERT INTO t SELECT * FROM t_before", "DROP TABLE t_before",
                             // Until there is a read that waits.
                             R"(DO $$BEGIN
                               WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessShareLock' AND
                                                 relation = to_regclass('schema_version')) LOOP
                                 PERFORM pg_sleep(0.01);
                               END LOOP;
                             END$$)"});
  next.works_from = {{2, 1}};
  const auto reader = Open();
  std::atomic<bool> migrated = false;
  std::thread migration([&] {
    const auto opened = Database::Open({.location = place_.location()}, next);
    EXPECT_TRUE(opened.ok()) << opened.status();
    migrated = true;
  });
  while (!migrated) EXPECT_EQ(Rows(*reader), (std::vector{1}));
  migration.join();
  EXPECT_EQ(Rows(*reader), (std::vector{1}));
}

TEST_F(PostgresqlDatabaseTest, AReadWaitsForASessionNotBeyondItsDeadline) {
  auto opened = Database::Open({.location = place_.location(), .readers = 1}, kSchema);
  ASSERT_TRUE(opened.ok());
  const absl::Status outer = (*opened)->Read([&](soci::session&) {
    const DeadlineScope scope(absl::Now() + absl::Milliseconds(50));
    return (*opened)->Read([](soci::session&) { return absl::OkStatus(); });
  });
  EXPECT_EQ(ReasonOf(outer), "STORE_BUSY");
}

TEST_F(PostgresqlDatabaseTest, AReadWaitsForASessionNotForever) {
  telemetry::Registry registry;
  auto opened = Database::Open(
      {.location = place_.location(), .readers = 1, .longest_wait = absl::Milliseconds(50), .registry = &registry},
      kSchema);
  ASSERT_TRUE(opened.ok());
  std::atomic<bool> inside = false, done = false;
  std::thread long_read([&] {
    EXPECT_TRUE((*opened)
                    ->Read([&](soci::session&) {
                      inside = true;
                      while (!done) std::this_thread::yield();
                      return absl::OkStatus();
                    })
                    .ok());
  });
  while (!inside) std::this_thread::yield();
  const absl::Status status = (*opened)->Read([](soci::session&) { return absl::OkStatus(); });
  EXPECT_EQ(ReasonOf(status), "STORE_BUSY");
  EXPECT_TRUE(absl::IsUnavailable(status));
  done = true;
  long_read.join();
  // The wait that was in vain is a wait too.
  EXPECT_THAT(registry.Text(), ::testing::ContainsRegex("operations_total.operation=\"read\",outcome=\"busy\".* 1\n"));
  EXPECT_THAT(registry.Text(), ::testing::ContainsRegex("read_wait_seconds_count.* 2\n"));
}

// Threads that write, each its own numbers, whatever becomes of the server.
class Writers {
 public:
  explicit Writers(Database& database) : database_(database) {
    for (int t = 0; t < kThreads; ++t) threads_.emplace_back([this, t] { Write(t); });
  }
  ~Writers() { Stop(); }

  void WaitForMore(int writes) const {
    const int before = written_;
    while (written_ < before + writes) std::this_thread::yield();
  }

  void StopAndExpectEachOnce() {
    Stop();
    const std::vector<int> rows = Rows(database_);
    const std::set<int> stored(rows.begin(), rows.end());
    EXPECT_EQ(stored.size(), rows.size()) << "something is there twice";
    size_t known = 0;
    for (int t = 0; t < kThreads; ++t) {
      for (const int n : acknowledged_[t]) EXPECT_TRUE(stored.contains(n)) << n << " was acknowledged";
      for (const int n : unknown_[t]) known += stored.contains(n) ? 1 : 0;
      known += acknowledged_[t].size();
    }
    EXPECT_EQ(known, stored.size()) << "what was refused is there";
  }

 private:
  static constexpr int kThreads = 4;

  void Write(int t) {
    for (int n = t; !stop_; n += kThreads) {
      const absl::Status status = Add(database_, n);
      if (status.ok()) {
        acknowledged_[t].insert(n);
        ++written_;
      } else if (ReasonOf(status) == "STORE_OUTCOME_UNKNOWN") {
        unknown_[t].insert(n);
      } else {
        EXPECT_EQ(ReasonOf(status), "STORE_UNAVAILABLE") << status;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    }
  }

  void Stop() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  Database& database_;
  std::atomic<bool> stop_ = false;
  std::atomic<int> written_ = 0;
  std::array<std::set<int>, kThreads> acknowledged_, unknown_;  // By thread.
  std::vector<std::thread> threads_;
};

TEST(PostgresqlOutageTest, AcknowledgedWritesSurviveTheServersDeath) {
  PostgresqlServer server({.durable = true});
  const auto database = Database::Open({.location = Location::Postgresql(server.uri(), "s"), .readers = 2}, kSchema);
  ASSERT_TRUE(database.ok()) << database.status();
  Writers writers(**database);
  for (int round = 1; round <= 2; ++round) {
    writers.WaitForMore(50);
    server.Kill();
    server.Start();
  }
  writers.WaitForMore(50);
  writers.StopAndExpectEachOnce();
}

// A COMMIT that waits for a standby which is not there has happened: the session that ends then lost its answer alone.
TEST(PostgresqlOutageTest, ACommitThatHappenedIsNotRepeated) {
  PostgresqlServer server;
  const auto database = Database::Open({.location = Location::Postgresql(server.uri(), "s"), .readers = 1}, kSchema);
  ASSERT_TRUE(database.ok()) << database.status();
  soci::session administrator(soci::postgresql, server.uri());
  administrator << "ALTER SYSTEM SET synchronous_standby_names = 'nobody'";
  administrator << "SELECT pg_reload_conf()";
  std::atomic<bool> broke_one = false;
  std::thread breaker([&] {
    int ended = 0;
    while (ended == 0) {
      std::this_thread::yield();
      administrator
          << "SELECT COUNT(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'",
          soci::into(ended);
    }
    broke_one = true;
    administrator << "ALTER SYSTEM RESET synchronous_standby_names";
    administrator << "SELECT pg_reload_conf()";
  });
  // Commits wait as soon as the server has heard of the standby.
  std::vector<int> wanted;
  int runs = 0;
  while (!broke_one) {
    const int n = static_cast<int>(wanted.size());
    wanted.push_back(n);
    const absl::Status status = (*database)->Write([&](soci::session& sql) {
      ++runs;
      sql << "INSERT INTO t (n, version) VALUES (:n, 0)", soci::use(n);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
  }
  breaker.join();
  EXPECT_EQ(runs, static_cast<int>(wanted.size()));
  EXPECT_EQ(Rows(**database), wanted);
}

// PostgreSQL takes a COMMIT that runs into a time limit while it waits for a standby for done.
TEST(PostgresqlOutageTest, NoTimeLimitMakesAWriteCountThatNoStandbyHas) {
  PostgresqlServer server;
  const auto database = Database::Open(
      {.location = Location::Postgresql(server.uri() + "&options=-c%20statement_timeout%3D100", "s"), .readers = 1},
      kSchema);
  ASSERT_TRUE(database.ok()) << database.status();
  soci::session administrator(soci::postgresql, server.uri());
  administrator << "ALTER SYSTEM SET synchronous_standby_names = 'nobody'";
  administrator << "SELECT pg_reload_conf()";
  std::atomic<int> acknowledged = 0;
  std::thread writer([&] {
    const DeadlineScope scope(absl::Now() + absl::Milliseconds(100));
    // Those of before the server has heard of the standby.
    while (Add(**database, acknowledged).ok()) ++acknowledged;
  });
  int waiting = 0;
  while (waiting == 0) {
    administrator << "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query_start < now() - "
                     "interval '500 ms'",
        soci::into(waiting);
  }
  administrator << "ALTER SYSTEM RESET synchronous_standby_names";
  administrator << "SELECT pg_reload_conf()";
  writer.join();
  EXPECT_EQ(Rows(**database).size(), static_cast<size_t>(acknowledged.load()));
}

// The primary dies for good while it commits. Its synchronous standby holds all that was acknowledged, and the outcome
// of what was not.
TEST(PostgresqlOutageTest, AcknowledgedWritesSurviveAFailover) {
  PostgresqlServer primary({.settings = {"synchronous_standby_names=*"}});
  PostgresqlServer standby({.primary = &primary});
  const auto database =
      Database::Open({.location = Location::Postgresql(primary.UriWith(standby), "s"), .readers = 2}, kSchema);
  ASSERT_TRUE(database.ok()) << database.status();
  Writers writers(**database);
  writers.WaitForMore(50);
  primary.Kill();
  standby.Promote();
  writers.WaitForMore(50);
  writers.StopAndExpectEachOnce();
}

TEST(PostgresqlOutageTest, SaysWhereItIsAndNeverThePassword) {
  const auto database =
      Database::Open({.location = Location::Postgresql("postgresql://u:s3cret@127.0.0.1:1/thidua", "s")}, kSchema);
  ASSERT_FALSE(database.ok());
  const Problem problem = Problem::FromStatus(database.status());
  EXPECT_EQ(problem.reason, "STORE_UNAVAILABLE");
  EXPECT_EQ(problem.code, absl::StatusCode::kUnavailable);
  EXPECT_NE(problem.message.en.find("127.0.0.1:1/thidua"), std::string::npos) << problem.message.en;
  EXPECT_EQ(database.status().ToString().find("s3cret"), std::string::npos);
  EXPECT_EQ((problem.message.vi + problem.message.en).find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace thidua::sql
