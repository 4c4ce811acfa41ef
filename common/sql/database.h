#ifndef THIDUA_COMMON_SQL_DATABASE_H_
#define THIDUA_COMMON_SQL_DATABASE_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/location.h"

namespace soci {
class session;
}

namespace thidua::telemetry {
class Registry;
}

namespace thidua::sql {

// A SQL database opened for one store: a SQLite file (WAL, synchronous=FULL), which belongs to one process, a schema of
// a PostgreSQL database, which any number of replicas share, or a SQLite database in memory, for tests. There is one
// writer at a time among all of them, beside several readers that each see one committed state. An acknowledged write
// survives the death of the process and of the machine, unless it went to memory.
//
// Waits for other writes, for locks and for the server end at the deadline of the caller's thread
// (common/work/deadline.h); what was under way then is taken back, unless it had reached its commit.
//
// Thread-safe.
class Database {
 public:
  struct Options {
    Location location;
    int readers = 4;                                  // Reads that can run at the same time.
    absl::Duration longest_wait = absl::Seconds(10);  // Of a read for one of them, in PostgreSQL.
    telemetry::Registry* registry = nullptr;          // Shows what it does (StoreMetrics); null: the process's.
  };
  // Statements that bring a schema from one version to the next, in order. Applied once each, never edited later.
  using Migrations = std::vector<std::vector<std::string>>;
  // The versions of a store's tables, which count alike in both databases. Those of before PostgreSQL came are SQLite's
  // alone: `postgresql` makes the versions from `postgresql_from` on, the first of them out of nothing.
  struct Schema {
    Migrations sqlite;
    Migrations postgresql;
    int postgresql_from = 1;
    // By version: the oldest one whose programs go on reading and writing these tables as they did. It is recorded in
    // the database, where those programs find it. A version that is not named here shuts older programs out.
    std::map<int, int> works_from;
  };

  // UNAVAILABLE (STORE_UNAVAILABLE) when the file or the server cannot be used, FAILED_PRECONDITION (STORE_TOO_NEW)
  // when a newer version of the suite changed it so that this one cannot work with it, INVALID_ARGUMENT (BAD_STORE)
  // when the URI is none.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const Options& options, const Schema& schema);
  ~Database();

  // Runs `body` in one read transaction, at most once. SQL faults come back as INTERNAL, with the driver's text for the
  // log; UNAVAILABLE (STORE_UNAVAILABLE, STORE_BUSY) when a server does not answer, is overloaded or stops.
  absl::Status Read(absl::FunctionRef<absl::Status(soci::session&)> body);
  // Runs `body` as one write: committed and on disk when OK is returned, without effect otherwise. RESOURCE_EXHAUSTED
  // (STORE_FULL) when the disk is full, UNAVAILABLE as Read, and UNAVAILABLE (STORE_OUTCOME_UNKNOWN) when the
  // connection broke during the commit and nobody can tell in time whether it happened. DEADLINE_EXCEEDED when its turn
  // did not come in time, ABORTED (STORE_CONFLICT) when it met locks of others than writers again and again.
  //
  // Writes happen one after the other, first come first served. Those that queue up while another is on its way to disk
  // share one transaction and one sync, so `body`
  // - may run on the thread of another caller of Write, while its own waits;
  // - may run more than once, when the shared transaction cannot be committed: only the last run counts, so it sets
  //   what it captures anew in each run;
  // - may see what writes before it did and the disk does not hold yet: what it read goes nowhere (a cache, another
  //   service) before Write has returned.
  // It lets SOCI's exceptions pass and calls neither Write nor a statement that begins or ends a transaction.
  absl::Status Write(absl::FunctionRef<absl::Status(soci::session&)> body);

  // Calls of Write that have not returned: one group of them runs, the others wait.
  size_t pending_writes() const;

 private:
  struct State;
  explicit Database(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace thidua::sql

#endif  // THIDUA_COMMON_SQL_DATABASE_H_
