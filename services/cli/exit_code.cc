#include "services/cli/exit_code.h"

#include <string_view>

#include "common/status/problem.h"

namespace thidua::cli {
namespace {

bool Refuses(std::string_view reason) { return reason == "FILE_TOO_LARGE" || reason == "TASK_FULL"; }

}  // namespace

ExitCode ExitCodeFor(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kNotFound:
      return ExitCode::kNotFound;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
      return ExitCode::kRefused;
    case absl::StatusCode::kResourceExhausted:
      // What is too large or full stays so; other limits pass.
      return Refuses(Problem::FromStatus(status).reason) ? ExitCode::kRefused : ExitCode::kUnavailable;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return ExitCode::kUnavailable;
    default:
      return ExitCode::kFailed;
  }
}

}  // namespace thidua::cli
