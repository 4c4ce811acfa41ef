#include "services/tasks/storage/tasks_schema.h"

namespace thidua::tasks {
namespace {

// Absent values are '' and 0. criterion_order is NaturalSortKey(criterion); coordinators are separated by ';', which
// no code of an office has; dates are ISO 8601, so that they compare as text.
//
// NOLINTBEGIN(bugprone-suspicious-missing-comma): long statements are several literals.
sql::Database::Migrations Sqlite() {
  return {
      {"CREATE TABLE tasks ("
       " unit TEXT NOT NULL,"
       " year INTEGER NOT NULL,"
       " criterion TEXT NOT NULL,"
       " criterion_order TEXT NOT NULL,"
       " title TEXT NOT NULL,"
       " lead TEXT NOT NULL,"
       " coordinators TEXT NOT NULL,"
       " start TEXT NOT NULL,"
       " due TEXT NOT NULL,"
       " target TEXT NOT NULL,"
       " state TEXT NOT NULL,"
       " source TEXT NOT NULL,"
       " points_to_win_back TEXT NOT NULL,"
       " from_year INTEGER NOT NULL,"
       " reason TEXT NOT NULL,"
       " PRIMARY KEY (unit, year, criterion))",
       "CREATE UNIQUE INDEX tasks_in_order ON tasks (unit, year, criterion_order, criterion)"},
      {
          // What was stored so far; AdoptTasks makes documents of it.
          "DROP INDEX tasks_in_order",
          "ALTER TABLE tasks RENAME TO tasks_1",
          // A task is the document `body`; the other columns repeat what is asked for. `part`: 0 for the task of the
          // criterion, else the number of the sub-task. `version`: of its newest entry in the log. `overdue_after`: the
          // task is overdue from the day after, unless something happens before; recurring tasks may be so earlier.
          "CREATE TABLE tasks ("
          " id TEXT PRIMARY KEY,"
          " unit TEXT NOT NULL,"
          " year INTEGER NOT NULL,"
          " criterion TEXT NOT NULL,"
          " criterion_order TEXT NOT NULL,"
          " part INTEGER NOT NULL,"
          " version BIGINT NOT NULL,"
          " state TEXT NOT NULL,"
          " title TEXT NOT NULL,"
          " lead TEXT NOT NULL,"
          " coordinators TEXT NOT NULL,"
          " due TEXT NOT NULL,"
          " evidence_due TEXT NOT NULL,"
          " percent INTEGER NOT NULL,"
          " effort TEXT NOT NULL,"
          " recurrence TEXT NOT NULL,"
          " directive TEXT NOT NULL,"
          " assigned_on TEXT NOT NULL,"
          " submitted_on TEXT NOT NULL,"
          " overdue_after TEXT NOT NULL,"
          " body TEXT NOT NULL)",
          "CREATE UNIQUE INDEX tasks_in_order ON tasks (unit, year, criterion_order, criterion, part)",
          "CREATE INDEX tasks_by_directive ON tasks (directive) WHERE directive <> ''",
          "CREATE INDEX tasks_at_work ON tasks (due, id) WHERE state IN ('ASSIGNED', 'IN_PROGRESS', 'RETURNED')",
          // Bytes are kept in base64: text is the one type that SQLite and PostgreSQL bind alike.
          //
          // The log of every write (protos/thidua/tasks/v1/audit.proto).
          "CREATE TABLE log (number BIGINT PRIMARY KEY, unit TEXT NOT NULL, year INTEGER NOT NULL, version BIGINT NOT "
          "NULL, text TEXT NOT NULL, hash TEXT NOT NULL)",
          "CREATE INDEX log_by_unit ON log (unit, year, number)",
          "CREATE TABLE replies (request_id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, time BIGINT NOT NULL, "
          "reply TEXT NOT NULL)",
          "CREATE INDEX replies_by_time ON replies (time)",
          "CREATE TABLE directives (id TEXT PRIMARY KEY, issuer TEXT NOT NULL, year INTEGER NOT NULL, number INTEGER "
          "NOT "
          "NULL, body TEXT NOT NULL)",
          "CREATE TABLE calendar (date TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (kind, "
          "date))",
          // Messages about deadlines. `state` is PENDING, DELIVERED or FAILED; times are microseconds since 1970.
          "CREATE TABLE notices ("
          " number INTEGER PRIMARY KEY,"
          " key TEXT NOT NULL UNIQUE,"
          " subject TEXT NOT NULL,"
          " unit TEXT NOT NULL,"
          " year INTEGER NOT NULL,"
          " milestone TEXT NOT NULL,"
          " recipient TEXT NOT NULL,"
          " date TEXT NOT NULL,"
          " title TEXT NOT NULL,"
          " message TEXT NOT NULL,"
          " state TEXT NOT NULL,"
          " attempts INTEGER NOT NULL,"
          " next_attempt BIGINT NOT NULL,"
          " claimed_by TEXT NOT NULL,"
          " claimed_until BIGINT NOT NULL,"
          " last_error TEXT NOT NULL,"
          " created BIGINT NOT NULL,"
          " delivered BIGINT NOT NULL)",
          "CREATE INDEX notices_to_send ON notices (next_attempt) WHERE state = 'PENDING'",
          "CREATE INDEX notices_given_up ON notices (number) WHERE state = 'FAILED'",
          "CREATE INDEX notices_by_unit ON notices (unit, number)",
          // Submitted period reports: `report` and `submitted` are serialized messages in base64, `sha256` is of the
          // report's bytes.
          "CREATE TABLE reports (unit TEXT NOT NULL, date TEXT NOT NULL, revision INTEGER NOT NULL, report TEXT NOT "
          "NULL, "
          "sha256 TEXT NOT NULL, submitted TEXT NOT NULL, PRIMARY KEY (unit, date, revision))",
      }};
}

// Text compares bytewise, as SQLite's does: COLLATE "C". tasks_1 is for what `thidua migrate` brings and AdoptTasks has
// not seen yet.
sql::Database::Migrations Postgresql() {
  return {{
      R"(CREATE TABLE tasks_1 (unit TEXT COLLATE "C" NOT NULL, year INTEGER NOT NULL, criterion TEXT COLLATE "C" NOT
      NULL, criterion_order TEXT COLLATE "C" NOT NULL, title TEXT COLLATE "C" NOT NULL, lead TEXT COLLATE "C" NOT
      NULL, coordinators TEXT COLLATE "C" NOT NULL, start TEXT COLLATE "C" NOT NULL, due TEXT COLLATE "C" NOT NULL,
      target TEXT COLLATE "C" NOT NULL, state TEXT COLLATE "C" NOT NULL, source TEXT COLLATE "C" NOT NULL,
      points_to_win_back TEXT COLLATE "C" NOT NULL, from_year INTEGER NOT NULL, reason TEXT COLLATE "C" NOT NULL,
      PRIMARY KEY (unit, year, criterion)))",
      R"(CREATE TABLE tasks (id TEXT COLLATE "C" PRIMARY KEY, unit TEXT COLLATE "C" NOT NULL, year INTEGER NOT NULL,
      criterion TEXT COLLATE "C" NOT NULL, criterion_order TEXT COLLATE "C" NOT NULL, part INTEGER NOT NULL,
      version BIGINT NOT NULL, state TEXT COLLATE "C" NOT NULL, title TEXT COLLATE "C" NOT NULL, lead TEXT COLLATE
      "C" NOT NULL, coordinators TEXT COLLATE "C" NOT NULL, due TEXT COLLATE "C" NOT NULL, evidence_due TEXT
      COLLATE "C" NOT NULL, percent INTEGER NOT NULL, effort TEXT COLLATE "C" NOT NULL, recurrence TEXT COLLATE
      "C" NOT NULL, directive TEXT COLLATE "C" NOT NULL, assigned_on TEXT COLLATE "C" NOT NULL, submitted_on TEXT
      COLLATE "C" NOT NULL, overdue_after TEXT COLLATE "C" NOT NULL, body TEXT COLLATE "C" NOT NULL))",
      "CREATE UNIQUE INDEX tasks_in_order ON tasks (unit, year, criterion_order, criterion, part)",
      "CREATE INDEX tasks_by_directive ON tasks (directive) WHERE directive <> ''",
      R"(CREATE INDEX tasks_at_work ON tasks (due, id) WHERE state IN ('ASSIGNED', 'IN_PROGRESS', 'RETURNED'))",
      R"(CREATE TABLE log (number BIGINT PRIMARY KEY, unit TEXT COLLATE "C" NOT NULL, year INTEGER NOT NULL, version
      BIGINT NOT NULL, text TEXT COLLATE "C" NOT NULL, hash TEXT COLLATE "C" NOT NULL))",
      "CREATE INDEX log_by_unit ON log (unit, year, number)",
      R"(CREATE TABLE replies (request_id TEXT COLLATE "C" PRIMARY KEY, fingerprint TEXT COLLATE "C" NOT NULL, time
      BIGINT NOT NULL, reply TEXT COLLATE "C" NOT NULL))",
      "CREATE INDEX replies_by_time ON replies (time)",
      R"(CREATE TABLE directives (id TEXT COLLATE "C" PRIMARY KEY, issuer TEXT COLLATE "C" NOT NULL, year INTEGER NOT
      NULL, number INTEGER NOT NULL, body TEXT COLLATE "C" NOT NULL))",
      R"(CREATE TABLE calendar (date TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C"
      NOT NULL, PRIMARY KEY (kind, date)))",
      R"(CREATE TABLE notices (number BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, key TEXT COLLATE "C" NOT
      NULL UNIQUE, subject TEXT COLLATE "C" NOT NULL, unit TEXT COLLATE "C" NOT NULL, year INTEGER NOT NULL,
      milestone TEXT COLLATE "C" NOT NULL, recipient TEXT COLLATE "C" NOT NULL, date TEXT COLLATE "C" NOT NULL,
      title TEXT COLLATE "C" NOT NULL, message TEXT COLLATE "C" NOT NULL, state TEXT COLLATE "C" NOT NULL,
      attempts INTEGER NOT NULL, next_attempt BIGINT NOT NULL, claimed_by TEXT COLLATE "C" NOT NULL, claimed_until
      BIGINT NOT NULL, last_error TEXT COLLATE "C" NOT NULL, created BIGINT NOT NULL, delivered BIGINT NOT NULL))",
      "CREATE INDEX notices_to_send ON notices (next_attempt) WHERE state = 'PENDING'",
      "CREATE INDEX notices_given_up ON notices (number) WHERE state = 'FAILED'",
      "CREATE INDEX notices_by_unit ON notices (unit, number)",
      R"(CREATE TABLE reports (unit TEXT COLLATE "C" NOT NULL, date TEXT COLLATE "C" NOT NULL, revision INTEGER NOT
      NULL, report TEXT COLLATE "C" NOT NULL, sha256 TEXT COLLATE "C" NOT NULL, submitted TEXT COLLATE "C" NOT
      NULL, PRIMARY KEY (unit, date, revision)))",
  }};
}
// NOLINTEND(bugprone-suspicious-missing-comma)

}  // namespace

const sql::Database::Schema& TasksSchema() {
  static const auto* const kSchema =
      new sql::Database::Schema{.sqlite = Sqlite(), .postgresql = Postgresql(), .postgresql_from = 2};
  return *kSchema;
}

absl::StatusOr<std::unique_ptr<sql::Database>> OpenTasksDatabase(const sql::Location& location) {
  return sql::Database::Open({.location = location}, TasksSchema());
}

}  // namespace thidua::tasks
