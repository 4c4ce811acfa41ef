#include "common/rpc/refusals.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/status_mapping.h"
#include "common/status/problem.h"

namespace thidua::rpc {
namespace {

constexpr absl::Duration kShortest = absl::Milliseconds(100);
constexpr absl::Duration kLongest = absl::Seconds(10);

// Who was refused together does not come back together.
int64_t RetryMs(absl::Duration wait) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  const int64_t ms = absl::ToInt64Milliseconds(std::clamp(wait, kShortest, kLongest));
  return ms + std::uniform_int_distribution<int64_t>(0, ms / 2)(random);
}

}  // namespace

absl::Status Overloaded(absl::Duration wait) {
  const int64_t ms = RetryMs(wait);
  const int64_t seconds = (ms + 999) / 1000;
  return Problem{
      .code = absl::StatusCode::kResourceExhausted,
      .reason = "OVERLOADED",
      .message = {.vi = absl::StrCat("Máy chủ đang quá tải, chưa làm gì cho yêu cầu này. Hãy thử lại sau ", seconds,
                                     " giây."),
                  .en = absl::StrCat("The server is overloaded and has done nothing for this request. Try again in ",
                                     seconds, " s.")},
      .metadata = {{kRetryMetadata, absl::StrCat(ms)}}}
      .ToStatus();
}

absl::Status RateLimited(absl::Duration wait) {
  const int64_t ms = std::max<int64_t>(1, absl::ToInt64Milliseconds(absl::Ceil(wait, absl::Milliseconds(1))));
  const int64_t seconds = (ms + 999) / 1000;
  return Problem{.code = absl::StatusCode::kResourceExhausted,
                 .reason = "RATE_LIMITED",
                 .message = {.vi = absl::StrCat("Bạn gửi quá nhiều yêu cầu trong một giây. Hãy thử lại sau ", seconds,
                                                " giây và gửi thưa hơn."),
                             .en = absl::StrCat("You send too many requests a second. Try again in ", seconds,
                                                " s, and send them less often.")},
                 .metadata = {{kRetryMetadata, absl::StrCat(ms)}}}
      .ToStatus();
}

absl::Status TooLate() {
  return Problem{.code = absl::StatusCode::kDeadlineExceeded,
                 .reason = "DEADLINE_EXCEEDED",
                 .message = {.vi = "Yêu cầu đến khi thời hạn của nó đã hết. Hãy thử lại với thời hạn dài hơn.",
                             .en = "The request came after its own deadline. Try again with a longer one."}}
      .ToStatus();
}

}  // namespace thidua::rpc
