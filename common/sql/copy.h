#ifndef THIDUA_COMMON_SQL_COPY_H_
#define THIDUA_COMMON_SQL_COPY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/location.h"

namespace thidua::sql {

struct CopiedTable {
  std::string name;
  int64_t rows = 0;
  std::string hash;  // SHA-256 of its rows, in hex; the same on both sides.
};

// FAILED_PRECONDITION (STORE_IN_USE) while another process has the SQLite file `path` open.
absl::Status CheckUnused(const std::string& path);

// Copies every row of the SQLite store `path` into the PostgreSQL store `target`, then reads both and compares them:
// all or nothing. Both exist in the same version of their schema. `progress` is called with each table and the rows
// copied so far, now and then.
//
// FAILED_PRECONDITION: STORE_IN_USE, STORE_NOT_EMPTY (the target holds data), STORE_VERSIONS_DIFFER. DATA_LOSS
// (COPY_DIFFERS): text that PostgreSQL cannot hold. Else as Database::Write.
absl::StatusOr<std::vector<CopiedTable>> CopyStore(const std::string& path, const Location& target,
                                                   const std::function<void(const std::string&, int64_t)>& progress);

}  // namespace thidua::sql

#endif  // THIDUA_COMMON_SQL_COPY_H_
