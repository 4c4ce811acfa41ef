#ifndef THIDUA_COMMON_STATUS_PROBLEM_H_
#define THIDUA_COMMON_STATUS_PROBLEM_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/status/message.h"

namespace thidua {

// Everything that is said about a failure: to programs (code, reason, metadata, field paths) and to people (the
// messages, which name the place and the next step). It travels inside absl::Status, so that pure code can raise it,
// and leaves the process as google.rpc.Status (common/rpc/status_mapping.h).
struct Problem {
  struct Violation {
    std::string field;  // Path of the field, e.g. "page_size".
    Message message;
  };

  absl::StatusCode code = absl::StatusCode::kUnknown;
  std::string reason;  // Upper snake case, stable, e.g. "UNKNOWN_UNIT".
  Message message;
  std::vector<Violation> violations;
  std::map<std::string, std::string> metadata;

  absl::Status ToStatus() const;

  // Of a status that no Problem made, reason is empty and both languages hold the status's own message.
  //
  // REQUIRES: !status.ok()
  static Problem FromStatus(const absl::Status& status);
};

absl::Status NotFound(std::string_view reason, Message message);
absl::Status FailedPrecondition(std::string_view reason, Message message);
absl::Status Unavailable(std::string_view reason, Message message);
// A bad request field: the violation's message is also the status's.
absl::Status InvalidField(std::string_view field, std::string_view reason, Message message);
// A fault of ours: `detail` is for the log, people are told that it was recorded.
absl::Status Internal(std::string_view detail);

}  // namespace thidua

#endif  // THIDUA_COMMON_STATUS_PROBLEM_H_
