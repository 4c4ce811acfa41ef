#ifndef THIDUA_COMMON_AUDIT_LOG_H_
#define THIDUA_COMMON_AUDIT_LOG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace soci {
class session;
}

// The log of everything that a service wrote, and the replies that it keeps, in its own database, within the
// transactions of its writes. Functions on a session let SOCI's exceptions pass.
namespace thidua::audit {

// An entry of the audit log (protos/thidua/scoring/v1/audit.proto).
struct LogEntry {
  int64_t number = 0;  // From 1, without gaps.
  std::string unit;    // Empty: not about one unit.
  int year = 0;
  int64_t version = 0;  // The store's after the write.
  std::string text;     // A JSON object on one line: what the hash covers.
  std::string hash;  // Lower-case hex of SHA-256(hash of the entry before ‖ "\n" ‖ text); 64 zeros before the first.
};

// Table log (number, unit, year, version, text, hash).

// The newest; number 0 and a hash of zeros when there is none.
LogEntry Head(soci::session& sql);
// Number, text and hash of `entry` are given here. `members` are those of the JSON object after its number and version:
// `"action":"…","by":…`.
LogEntry Append(soci::session& sql, LogEntry entry, std::string_view members);
// Entries after the one with this number, at most `limit`.
std::vector<LogEntry> List(soci::session& sql, int64_t after, int limit);
// Entries of one unit and year, newest first, with numbers below `before` (0: all), at most `limit`.
std::vector<LogEntry> ListOf(soci::session& sql, const std::string& unit, int year, int64_t before, int limit);

// Checks entries one after the other: DATA_LOSS (AUDIT_MISMATCH) names the one that does not follow.
class Chain {
 public:
  absl::Status Add(const LogEntry& entry);
  // Number of the last entry.
  int64_t length() const { return length_; }

 private:
  int64_t length_ = 0;
  std::string hash_ = std::string(64, '0');
};

// DATA_LOSS (AUDIT_MISMATCH), with what to do about it.
absl::Status Mismatch(const std::string& vi, const std::string& en);

// A reply that is kept so that its request has its effect once.
struct KeptReply {
  std::string request_id;
  std::string fingerprint;  // Of the request: the same id with another one is a mistake of the caller.
  int64_t time = 0;         // Microseconds since 1970.
  std::string reply;        // Any bytes.
};

// A caller that repeats a request does so within this time.
inline constexpr int64_t kRepliesKeptMicros = int64_t{48} * 3600 * 1000 * 1000;

// At most 128 printable ASCII characters, or none. INVALID_ARGUMENT (BAD_REQUEST_ID).
absl::Status CheckRequestId(const std::string& request_id);
// INVALID_ARGUMENT (REQUEST_ID_REUSED).
absl::Status RequestIdReused(const std::string& request_id);

// Table replies (request_id, fingerprint, time, reply).
std::optional<KeptReply> FindReply(soci::session& sql, const std::string& request_id);
void PutReply(soci::session& sql, const KeptReply& kept);
// Forgets the replies kept before `time` (microseconds since 1970).
void DropRepliesBefore(soci::session& sql, int64_t time);

}  // namespace thidua::audit

#endif  // THIDUA_COMMON_AUDIT_LOG_H_
