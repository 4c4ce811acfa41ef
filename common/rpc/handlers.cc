#include "common/rpc/handlers.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "common/text/unicode.h"
#include "thidua/type/v1/actor.pb.h"

namespace thidua::rpc {
namespace {

constexpr size_t kMaxActorBytes = 200;

}  // namespace

absl::Time DeadlineOf(const grpc::ServerContextBase& context) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return absl::FromChrono(deadline);
}

absl::Status Draining() {
  return Unavailable("DRAINING",
                     {.vi = "Máy chủ đang dừng. Hãy kết nối lại.", .en = "The server is stopping. Connect again."});
}

absl::StatusOr<Call> CallOf(const grpc::ServerContextBase& context) {
  Call call{.deadline = DeadlineOf(context)};
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(kActorMetadata);
  if (found == metadata.end()) return call;
  thidua::type::v1::Actor actor;
  const bool parsed = actor.ParseFromArray(found->second.data(), static_cast<int>(found->second.size()));
  for (const std::string* text : {&actor.name(), &actor.unit(), &actor.office()}) {
    if (parsed && text->size() <= kMaxActorBytes && !text::FirstBadUtf8(*text) && !text::HasControlCharacter(*text)) {
      continue;
    }
    return InvalidField(kActorMetadata, "BAD_ACTOR",
                        {.vi = absl::StrCat("Thông tin người thực hiện không hợp lệ: tên, đơn vị, phòng ban là văn "
                                            "bản UTF-8, tối đa ",
                                            kMaxActorBytes, " byte."),
                         .en = absl::StrCat("Who acts is not given rightly: name, unit and office are UTF-8 text of "
                                            "at most ",
                                            kMaxActorBytes, " bytes.")});
  }
  call.by = {.name = text::ToNfc(actor.name()), .unit = actor.unit(), .office = actor.office()};
  return call;
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
