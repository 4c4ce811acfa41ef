#ifndef THIDUA_SERVICES_CLI_AUDIT_CHAIN_H_
#define THIDUA_SERVICES_CLI_AUDIT_CHAIN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thidua/scoring/v1/audit.pb.h"

namespace thidua::cli {

// What the first entry follows.
inline constexpr char kHashOfNothing[] = "0000000000000000000000000000000000000000000000000000000000000000";

// An entry's number and hash: what to hold a log against.
struct AuditHead {
  int64_t number = 0;
  std::string hash;
};

// {"number":12,"hash":"…"} and a line end, as `thidua audit head` prints it.
std::string FormatAuditHead(const AuditHead& head);
// Reads that back. INVALID_ARGUMENT (BAD_AUDIT_HEAD) names `path`.
absl::StatusOr<AuditHead> ParseAuditHead(std::string_view text, const std::string& path);

// Recomputes the log's chain of hashes from its entries alone (protos/thidua/scoring/v1/audit.proto says how). Every
// failure is DATA_LOSS (AUDIT_MISMATCH) and names the entry.
class AuditChain {
 public:
  // `known`: heads that the log had before and must still hold.
  explicit AuditChain(std::vector<AuditHead> known = {}) : known_(std::move(known)) {}

  absl::Status Add(const thidua::scoring::v1::AuditEntry& entry);
  // After the last entry: a log that ends before a known head was cut.
  absl::Status Finish() const;

  const AuditHead& head() const { return head_; }

 private:
  std::vector<AuditHead> known_;
  AuditHead head_{.hash = kHashOfNothing};
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_AUDIT_CHAIN_H_
