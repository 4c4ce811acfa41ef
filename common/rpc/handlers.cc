#include "common/rpc/handlers.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::rpc {

absl::Status Draining() {
  return Unavailable("DRAINING",
                     {.vi = "Máy chủ đang dừng. Hãy kết nối lại.", .en = "The server is stopping. Connect again."});
}

absl::Status Upload::Add(const thidua::type::v1::FileChunk& chunk) {
  if (first_) {
    file_.name = chunk.file_name();
    file_.dry_run = chunk.dry_run();
    file_.max_faults = chunk.max_faults();
    language_ = LanguageFromCode(chunk.language_code());
    first_ = false;
  }
  if (content_.size() + chunk.data().size() > max_bytes_) {
    return Problem{
        .code = absl::StatusCode::kResourceExhausted,
        .reason = "FILE_TOO_LARGE",
        .message = {.vi = absl::StrCat("Tệp lớn hơn ", max_bytes_ >> 20, " MiB. Hãy chia nhỏ hoặc nén lại."),
                    .en = absl::StrCat("The file is larger than ", max_bytes_ >> 20, " MiB. Split or compress it.")}}
        .ToStatus();
  }
  return content_.Append(chunk.data());
}

absl::StatusOr<imports::File> Upload::Finish() {
  absl::StatusOr<imports::Content> content = content_.Finish();
  if (!content.ok()) return content.status();
  file_.content = *std::move(content);
  return std::move(file_);
}

}  // namespace thidua::rpc
