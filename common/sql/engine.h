#ifndef THIDUA_COMMON_SQL_ENGINE_H_
#define THIDUA_COMMON_SQL_ENGINE_H_

#include <soci/soci.h>

#include <exception>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/location.h"

// What Database needs of one kind of database. Nobody else includes this.
namespace thidua::sql {

using Body = absl::FunctionRef<absl::Status(soci::session&)>;

class Engine {
 public:
  virtual ~Engine() = default;

  // Runs `body` on one committed state, at most once. Gives up waiting at `deadline`. Thread-safe.
  virtual absl::Status Read(Body body, absl::Time deadline) = 0;

  // Runs `body` in the one write transaction that there is at a time and commits on OK; takes everything back
  // otherwise. May run it again where that heals a fault, until `deadline`. One call at a time.
  //
  // UNAVAILABLE: `body` is not to be tried again now.
  virtual absl::Status Write(Body body, absl::Time deadline) = 0;

  // What an exception of SOCI means.
  virtual absl::Status Explain(const std::exception& error) const = 0;

  // `body`, with exceptions explained.
  absl::Status Run(soci::session& session, Body body) const;
  absl::Status Execute(soci::session& session, const std::string& statement) const;
};

// A write met another one, and may succeed when it is run again.
absl::Status Conflict();
bool IsConflict(const absl::Status& status);

// Nobody waits for it any more.
absl::Status TooLate();

// Disk full, with what to do.
absl::Status StoreFull();

// What table schema_version names; 0: nothing.
int SchemaVersion(soci::session& sql);

// Brings a schema from the version that its table schema_version names to the newest: `versions` make the versions
// from `first` on, the first of them out of nothing. What `works_from` says of a version is kept in table
// schema_compatibility. Part of a write transaction.
absl::Status Migrate(soci::session& sql, int first, const std::vector<std::vector<std::string>>& versions,
                     const std::map<int, int>& works_from);

absl::StatusOr<std::unique_ptr<Engine>> OpenSqlite(const std::string& path, int readers);
// REQUIRES: location.is_memory()
std::unique_ptr<Engine> OpenMemory(const Location& location);
absl::StatusOr<std::unique_ptr<Engine>> OpenPostgresql(const Location& location, int readers,
                                                       absl::Duration longest_wait);

}  // namespace thidua::sql

#endif  // THIDUA_COMMON_SQL_ENGINE_H_
