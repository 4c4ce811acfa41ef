#ifndef THIDUA_SERVICES_SCORING_STORAGE_SCORING_STORE_H_
#define THIDUA_SERVICES_SCORING_STORAGE_SCORING_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/audit/log.h"
#include "common/sql/location.h"

namespace thidua::scoring {

// Rows as they are stored. Levels are those of services/scoring/domain (Level), as numbers.

struct Unit {
  std::string code;
  std::string name;
  std::string type;
  int level = 0;
  std::string parent;      // Empty at the top.
  std::string valid_from;  // First and last day of its existence, ISO 8601; empty: no limit known.
  std::string valid_to;
  friend bool operator==(const Unit&, const Unit&) = default;
};

// `predecessor` went into `successor`, whole or in part.
struct Succession {
  std::string predecessor;
  std::string successor;
  std::string date;      // First day of the successor, ISO 8601.
  std::string document;  // What ordered it.
  friend bool operator==(const Succession&, const Succession&) = default;
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
  friend bool operator==(const ClusterYear&, const ClusterYear&) = default;
};

struct StoredScale {
  std::string scale_id;
  int revision = 0;
  int year = 0;
  int level = 0;
  std::vector<std::string> under;  // Empty: everywhere.
  std::string definition;          // Opaque text; equal scales have equal text.
  int64_t version = 0;             // The store's when it was added.
};

// A unit's sheet of one year.
struct StoredSheet {
  std::string unit;
  int year = 0;
  int64_t version = 0;  // Of its last change.
  std::string body;     // Opaque text (services/scoring/usecases/record_codec.h).
};

using audit::KeptReply;
using audit::LogEntry;

// A file, named by its content.
struct StoredFile {
  std::string sha256;  // Lower-case hex.
  std::string media_type;
  int64_t size = 0;
};

// Which clusters of a year: one by its code, or all whose authority is `under` or below it; neither: all.
struct ClusterScope {
  std::string cluster;
  std::string under;
};

// A unit as a member of a cluster-year.
struct MemberUnit {
  std::string cluster;
  bool leader = false;
  Unit unit;
  friend bool operator==(const MemberUnit&, const MemberUnit&) = default;
};

// How far a store is.
struct StoreHead {
  int64_t version = 0;    // The newest that was given.
  int64_t directory = 0;  // When units were last stored.
};

// A cluster-year, and its place in the order of import.
struct PlacedClusterYear {
  ClusterYear cluster;
  int position = 0;
  friend bool operator==(const PlacedClusterYear&, const PlacedClusterYear&) = default;
};

// What a transaction sees: one committed state, and its own writes. Lookups of what does not exist give nothing; every
// call fails with INTERNAL when the store does.
class ReadTransaction {
 public:
  virtual ~ReadTransaction() = default;

  // What it sees is committed: it can be remembered beyond the transaction.
  virtual bool sees_only_committed() const { return true; }

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
  // Every succession that leads to `unit` or from it, over any number of steps, and whatever else the units it came
  // from went into; all when it is empty. By date, predecessor, successor.
  virtual absl::StatusOr<std::vector<Succession>> ListSuccessions(const std::string& unit) = 0;

  // In the order of their import.
  virtual absl::StatusOr<std::vector<ClusterYear>> ListClusterYears(const ClusterScope& scope, int year) = 0;
  // The same without members: what freshness asks for.
  virtual absl::StatusOr<std::vector<ClusterYear>> ListVersions(const ClusterScope& scope, int year) = 0;
  virtual absl::StatusOr<StoreHead> Head() = 0;
  // Cluster-years of all years, with members, with a version above `since` (-1: all), in no particular order.
  virtual absl::StatusOr<std::vector<PlacedClusterYear>> ListChangedSince(int64_t since) = 0;
  // Every unit that is the authority of a cluster-year, and the units above them, in order of code.
  virtual absl::StatusOr<std::vector<Unit>> ListAuthorities() = 0;
  // Calls `visit` with each member of all of these clusters, in order of unit code. It lives until `visit` returns,
  // which makes no call of the transaction.
  virtual absl::Status ForEachMember(const ClusterScope& scope, int year,
                                     absl::FunctionRef<void(const MemberUnit&)> visit) = 0;
  virtual absl::StatusOr<bool> ClusterExists(const std::string& code) = 0;
  // The cluster that a unit is in.
  virtual absl::StatusOr<std::optional<std::string>> FindClusterOf(const std::string& unit, int year) = 0;

  // The newest revision of every scale of the year, or of all years when `year` is 0, without their definitions; by
  // year, then scale_id.
  virtual absl::StatusOr<std::vector<StoredScale>> ListScales(int year) = 0;
  // Revision 0: the newest.
  virtual absl::StatusOr<std::optional<StoredScale>> GetScale(const std::string& scale_id, int revision) = 0;

  // The newest revision that was there at that version of the store.
  virtual absl::StatusOr<std::optional<StoredScale>> GetScaleAt(const std::string& scale_id, int64_t version) = 0;

  // Those that exist, in order of unit.
  virtual absl::StatusOr<std::vector<StoredSheet>> GetSheets(const std::vector<std::string>& units, int year) = 0;
  // Calls `visit` with the sheets of `sheet_year` that the members of the clusters of `year` have, in order of unit,
  // and ends at a status of its that is not OK. A sheet lives until `visit` returns, which makes no call of the
  // transaction.
  virtual absl::Status ForEachSheet(const ClusterScope& scope, int year, int sheet_year,
                                    absl::FunctionRef<absl::Status(const StoredSheet&)> visit) = 0;
  // All of the store, by year and unit, after the given ones, at most `limit`.
  virtual absl::StatusOr<std::vector<StoredSheet>> ListSheets(int after_year, const std::string& after_unit,
                                                              int limit) = 0;

  // Those that were stored before there was a log: of version 0, and named by no entry.
  virtual absl::StatusOr<std::vector<StoredSheet>> ListUnloggedSheets() = 0;

  // Entries after the one with this number, at most `limit`.
  virtual absl::StatusOr<std::vector<LogEntry>> ListLog(int64_t after, int limit) = 0;
  // Entries of one sheet, newest first, with numbers below `before` (0: all), at most `limit`.
  virtual absl::StatusOr<std::vector<LogEntry>> ListSheetLog(const std::string& unit, int year, int64_t before,
                                                             int limit) = 0;
  // The newest; number 0 and a hash of zeros when there is none.
  virtual absl::StatusOr<LogEntry> LogHead() = 0;

  virtual absl::StatusOr<std::optional<KeptReply>> FindReply(const std::string& request_id) = 0;

  virtual absl::StatusOr<std::optional<StoredFile>> FindFile(const std::string& sha256) = 0;
  // A part of its content, from 0; nothing after the last.
  virtual absl::StatusOr<std::optional<std::string>> ReadFilePart(const std::string& sha256, int part) = 0;
};

class WriteTransaction : public ReadTransaction {
 public:
  // It may share the way to disk with others, which it sees and which may still fail.
  bool sees_only_committed() const override { return false; }

  // Each of these adds rows or replaces those with the same key. PutUnits also needs NextVersion before it.
  virtual absl::Status PutUnits(absl::Span<const Unit> units) = 0;
  virtual absl::Status PutOffices(absl::Span<const Office> offices) = 0;
  // Replaces the members too. A cluster keeps its place in the order of import.
  virtual absl::Status PutClusterYear(const ClusterYear& cluster) = 0;
  virtual absl::Status PutSuccessions(absl::Span<const Succession> successions) = 0;
  virtual absl::Status PutSheet(const StoredSheet& sheet) = 0;
  virtual absl::Status PutReply(const KeptReply& reply) = 0;
  // Forgets the replies kept before `time` (microseconds since 1970).
  virtual absl::Status DropRepliesBefore(int64_t time) = 0;

  // REQUIRES: the revision does not exist; revisions never change.
  virtual absl::Status AddScale(const StoredScale& scale) = 0;
  // REQUIRES: the file does not exist. Its parts are added in order.
  virtual absl::Status AddFile(const StoredFile& file) = 0;
  virtual absl::Status AddFilePart(const std::string& sha256, int part, std::string_view bytes) = 0;

  // Appends to the log; number, text and hash of `entry` are given by the store. `members` are those of the JSON object
  // after its number and version: `"action":"…","by":…`.
  virtual absl::StatusOr<LogEntry> AppendLog(LogEntry entry, std::string_view members) = 0;

  // The next version of the store.
  virtual absl::StatusOr<int64_t> NextVersion() = 0;
  // Gives a cluster-year the version `version`, which NextVersion gave in this transaction.
  virtual absl::Status SetVersion(const std::string& cluster, int year, int64_t version) = 0;
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
  // `body` reads cannot change before it writes. It may run more than once; only the last run counts.
  virtual absl::Status Write(absl::FunctionRef<absl::Status(WriteTransaction&)> body) = 0;

  // `listener` is called after every Write that succeeded, on its thread: keep it short. Replaces the one before; with
  // an empty one, no call is going on any more when this returns.
  virtual void OnCommit(std::function<void()> listener) = 0;
};

// A store in either database. `readers`: reads that run at the same time.
//
// Versions that are given from now on are above `now` in microseconds since 1970 and above all that were given before:
// a store that was made anew, or put back from a backup, never repeats a version that a cache may still know.
absl::StatusOr<std::unique_ptr<ScoringStore>> OpenSqlScoringStore(const sql::Location& location, int readers,
                                                                  absl::Time now);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_STORAGE_SCORING_STORE_H_
