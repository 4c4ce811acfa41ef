#include "common/rpc/handlers.h"

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::rpc {

absl::Status Overloaded() {
  return Problem{.code = absl::StatusCode::kResourceExhausted,
                 .reason = "OVERLOADED",
                 .message = {.vi = "Máy chủ đang quá tải. Hãy thử lại sau vài giây.",
                             .en = "The server is overloaded. Try again in a few seconds."}}
      .ToStatus();
}

absl::Status Upload::Add(const thidua::type::v1::FileChunk& chunk) {
  if (first_) {
    file_.name = chunk.file_name();
    file_.dry_run = chunk.dry_run();
    file_.max_faults = chunk.max_faults();
    language_ = LanguageFromCode(chunk.language_code());
    first_ = false;
  }
  if (file_.content.size() + chunk.data().size() > kMaxBytes) {
    return InvalidField("chunk.data", "FILE_TOO_LARGE",
                        {.vi = absl::StrCat("Tệp lớn hơn ", kMaxBytes >> 20, " MiB. Hãy chia thành nhiều tệp."),
                         .en = absl::StrCat("The file is larger than ", kMaxBytes >> 20, " MiB. Split it.")});
  }
  file_.content += chunk.data();
  return absl::OkStatus();
}

}  // namespace thidua::rpc
