#ifndef THIDUA_SERVICES_SCORING_STORAGE_SCORING_STORE_H_
#define THIDUA_SERVICES_SCORING_STORAGE_SCORING_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace thidua::scoring {

// Rows as they are stored. Levels are those of services/scoring/domain (Level), as numbers.

struct Unit {
  std::string code;
  std::string name;
  std::string type;
  int level = 0;
  std::string parent;  // Empty at the top.
  friend bool operator==(const Unit&, const Unit&) = default;
};

struct Office {
  std::string code;
  std::string name;
  friend bool operator==(const Office&, const Office&) = default;
};

struct Member {
  std::string unit;
  bool leader = false;
  friend bool operator==(const Member&, const Member&) = default;
};

struct ClusterYear {
  std::string code;
  int year = 0;
  std::string name;
  std::string authority;
  std::vector<Member> members;  // In order of unit code.
  int64_t version = 0;          // 0 until something that concerns it is stored.
};

struct StoredScale {
  std::string scale_id;
  int revision = 0;
  int year = 0;
  int level = 0;
  std::vector<std::string> under;  // Empty: everywhere.
  std::string definition;          // Opaque bytes; equal scales have equal bytes.
};

struct Input {
  std::string unit;
  int year = 0;
  std::string criterion;
  std::string name;
  std::string value;
  std::string source;
  friend bool operator==(const Input&, const Input&) = default;
};

// Which clusters of a year: one by its code, or all whose authority is `under` or below it; neither: all.
struct ClusterScope {
  std::string cluster;
  std::string under;
};

// What a transaction sees: one committed state, and its own writes. Lookups of what does not exist give nothing; every
// call fails with INTERNAL when the store does.
class ReadTransaction {
 public:
  virtual ~ReadTransaction() = default;

  virtual absl::StatusOr<std::optional<Unit>> GetUnit(const std::string& code) = 0;
  // Those of `codes` that exist, in order of code.
  virtual absl::StatusOr<std::vector<Unit>> GetUnits(const std::vector<std::string>& codes) = 0;
  // In order of code, after `after`, at most `limit`; `under` empty: all; `level` 0: all.
  virtual absl::StatusOr<std::vector<Unit>> ListUnits(const std::string& under, int level, const std::string& after,
                                                      int limit) = 0;
  // `code` and the units above it, nearest first.
  virtual absl::StatusOr<std::vector<std::string>> ListAncestors(const std::string& code) = 0;
  // In the order of their import.
  virtual absl::StatusOr<std::vector<Office>> ListOffices() = 0;

  // In the order of their import.
  virtual absl::StatusOr<std::vector<ClusterYear>> ListClusterYears(const ClusterScope& scope, int year) = 0;
  // The same without names and members: what freshness asks for.
  virtual absl::StatusOr<std::vector<ClusterYear>> ListVersions(const ClusterScope& scope, int year) = 0;
  virtual absl::StatusOr<bool> ClusterExists(const std::string& code) = 0;
  // The cluster that a unit is in.
  virtual absl::StatusOr<std::optional<std::string>> FindClusterOf(const std::string& unit, int year) = 0;

  // The newest revision of every scale of the year, or of all years when `year` is 0; by year, then scale_id.
  virtual absl::StatusOr<std::vector<StoredScale>> ListScales(int year) = 0;
  // Revision 0: the newest.
  virtual absl::StatusOr<std::optional<StoredScale>> GetScale(const std::string& scale_id, int revision) = 0;

  // All inputs of the units in the year, by unit, criterion and name.
  virtual absl::StatusOr<std::vector<Input>> ListInputs(const std::vector<std::string>& units, int year) = 0;
};

class WriteTransaction : public ReadTransaction {
 public:
  // Each of these adds rows or replaces those with the same key.
  virtual absl::Status PutUnits(absl::Span<const Unit> units) = 0;
  virtual absl::Status PutOffices(absl::Span<const Office> offices) = 0;
  // Replaces the members too. A cluster keeps its place in the order of import.
  virtual absl::Status PutClusterYear(const ClusterYear& cluster) = 0;
  virtual absl::Status PutInputs(absl::Span<const Input> inputs) = 0;

  // REQUIRES: the revision does not exist; revisions never change.
  virtual absl::Status AddScale(const StoredScale& scale) = 0;

  // Gives a cluster-year the next version of the store.
  virtual absl::StatusOr<int64_t> BumpVersion(const std::string& cluster, int year) = 0;
  // Every cluster-year that has one of the units as a member, of one year or of all (0).
  virtual absl::StatusOr<std::vector<ClusterYear>> FindClusterYearsOf(const std::vector<std::string>& units,
                                                                      int year) = 0;
};

// Where units, clusters, scales and inputs live. Thread-safe.
class ScoringStore {
 public:
  virtual ~ScoringStore() = default;

  // Runs `body` on one committed state. Passes its status on.
  virtual absl::Status Read(absl::FunctionRef<absl::Status(ReadTransaction&)> body) = 0;
  // Runs `body` in one transaction: durable when OK comes back, without effect otherwise. Writers take turns, so what
  // `body` reads cannot change before it writes.
  virtual absl::Status Write(absl::FunctionRef<absl::Status(WriteTransaction&)> body) = 0;
};

// A store in the SQLite file `path`, which is made when it does not exist. `readers`: reads that run at the same time.
//
// Versions that are given from now on are above `now` in microseconds since 1970 and above all that were given before:
// a store that was made anew, or put back from a backup, never repeats a version that a cache may still know.
absl::StatusOr<std::unique_ptr<ScoringStore>> OpenSqlScoringStore(const std::string& path, int readers, absl::Time now);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_STORAGE_SCORING_STORE_H_
