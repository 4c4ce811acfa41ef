#ifndef THIDUA_COMMON_SQL_DATABASE_H_
#define THIDUA_COMMON_SQL_DATABASE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace soci {
class session;
}

namespace thidua::sql {

// A SQL database opened for one service. SQLite: WAL, synchronous=FULL, one writer at a time in this process and
// several readers that each see one committed state. An acknowledged write survives the death of the process and of the
// machine.
//
// Thread-safe.
class Database {
 public:
  struct Options {
    std::string path;  // File of the SQLite database; its folder is made when it does not exist.
    int readers = 4;   // Reads that can run at the same time.
  };
  // Statements that bring a schema from one version to the next, in order. Applied once each, never edited later.
  using Migrations = std::vector<std::vector<std::string>>;

  // UNAVAILABLE (STORE_UNAVAILABLE) when the file cannot be opened, FAILED_PRECONDITION (STORE_TOO_NEW) when a newer
  // version of the suite wrote it.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const Options& options, const Migrations& migrations);
  ~Database();

  // Runs `body` in one read transaction. SQL faults come back as INTERNAL, with the driver's text for the log.
  absl::Status Read(absl::FunctionRef<absl::Status(soci::session&)> body);
  // Runs `body` as one write: committed and on disk when OK is returned, without effect otherwise. RESOURCE_EXHAUSTED
  // (STORE_FULL) when the disk is full.
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
  struct Sessions;
  explicit Database(std::unique_ptr<Sessions> sessions);

  std::unique_ptr<Sessions> sessions_;
};

}  // namespace thidua::sql

#endif  // THIDUA_COMMON_SQL_DATABASE_H_
