#ifndef THIDUA_COMMON_SQL_COPY_H_
#define THIDUA_COMMON_SQL_COPY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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

  bool operator==(const CopiedTable&) const = default;
};

// FAILED_PRECONDITION (STORE_IN_USE) while another process has the SQLite file `path` open.
absl::Status CheckUnused(const std::string& path);

// A SQLite store that is to be copied into a PostgreSQL store. Their columns hold text or whole numbers. While this
// object lives, nobody else can open the file.
class StoreCopy {
 public:
  // FAILED_PRECONDITION (STORE_IN_USE), else as Database::Open.
  static absl::StatusOr<std::unique_ptr<StoreCopy>> Open(const std::string& path, const Location& target);
  ~StoreCopy();

  // The tables, without those of counters, when the target holds the very rows of this store, as a copy leaves it of
  // which nobody heard that it was done; nothing when the target is empty. FAILED_PRECONDITION: STORE_NOT_EMPTY (it
  // holds others), STORE_VERSIONS_DIFFER (their tables are of two versions).
  absl::StatusOr<std::optional<std::vector<CopiedTable>>> FindDone();

  // Copies every row, then reads both and compares them: all or nothing. `progress` is called with each table and the
  // rows copied so far, now and then. REQUIRES: FindDone found nothing.
  //
  // DATA_LOSS (COPY_DIFFERS): text that PostgreSQL cannot hold, or something there changes what is written. Else as
  // Database::Write.
  absl::StatusOr<std::vector<CopiedTable>> Copy(const std::function<void(const std::string&, int64_t)>& progress);

 private:
  struct State;
  explicit StoreCopy(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace thidua::sql

#endif  // THIDUA_COMMON_SQL_COPY_H_
