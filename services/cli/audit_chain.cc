#include "services/cli/audit_chain.h"

#include <google/protobuf/util/json_util.h>

#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/status/problem.h"

namespace thidua::cli {
namespace {

using thidua::scoring::v1::AuditEntry;

absl::Status Mismatch(Message message) {
  return Problem{.code = absl::StatusCode::kDataLoss, .reason = "AUDIT_MISMATCH", .message = std::move(message)}
      .ToStatus();
}

// The number that the entry's own text gives; 0 when it is no line with a JSON object or has none.
int64_t NumberInside(const std::string& entry) {
  if (entry.find('\n') != std::string::npos) return 0;
  const nlohmann::json object = nlohmann::json::parse(entry, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return 0;
  const auto number = object.find("number");
  return number == object.end() || !number->is_number_integer() ? 0 : number->get<int64_t>();
}

std::string HashAfter(const std::string& before, const std::string& entry) {
  Sha256 hash;
  hash.Add(before);
  hash.Add("\n");
  hash.Add(entry);
  return hash.Hex();
}

bool IsHash(std::string_view text) {
  if (text.size() != std::string_view(kHashOfNothing).size()) return false;
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string FormatAuditHead(const AuditHead& head) {
  return absl::StrCat("{\"number\":", head.number, ",\"hash\":\"", head.hash, "\"}\n");
}

absl::StatusOr<AuditHead> ParseAuditHead(std::string_view text, const std::string& path) {
  thidua::scoring::v1::GetAuditHeadResponse head;
  const bool parsed =
      google::protobuf::util::JsonStringToMessage(google::protobuf::StringPiece(text.data(), text.size()), &head).ok();
  const bool whole =
      parsed && head.number() >= 0 && IsHash(head.hash()) && (head.number() == 0) == (head.hash() == kHashOfNothing);
  if (whole) return AuditHead{.number = head.number(), .hash = head.hash()};
  return Problem{.code = absl::StatusCode::kInvalidArgument,
                 .reason = "BAD_AUDIT_HEAD",
                 .message = {.vi = absl::StrCat(path,
                                                " không phải đầu nhật ký mà \"thidua audit head\" in ra, dạng "
                                                "{\"number\":12,\"hash\":\"64 chữ số hệ 16\"}."),
                             .en = absl::StrCat(path,
                                                " is no head of a log as \"thidua audit head\" prints it, "
                                                "{\"number\":12,\"hash\":\"64 hex digits\"}.")}}
      .ToStatus();
}

absl::Status AuditChain::Add(const AuditEntry& entry) {
  const int64_t expected = head_.number + 1;
  if (entry.number() != expected) {
    return Mismatch({.vi = absl::StrCat("Nhật ký sai ở mục ", expected, ": thay vào đó là mục ", entry.number(),
                                        ". Có mục bị bỏ, bị thêm hoặc bị đổi chỗ."),
                     .en = absl::StrCat("The log is wrong at entry ", expected, ": entry ", entry.number(),
                                        " stands there. An entry was taken out, added or moved.")});
  }
  if (NumberInside(entry.entry()) != expected) {
    return Mismatch({.vi = absl::StrCat("Nhật ký sai ở mục ", expected, ": nội dung của mục không mang số ấy."),
                     .en = absl::StrCat("The log is wrong at entry ", expected,
                                        ": its text does not have that "
                                        "number.")});
  }
  const std::string hash = HashAfter(head_.hash, entry.entry());
  if (entry.hash() != hash) {
    return Mismatch({.vi = absl::StrCat("Nhật ký sai ở mục ", expected, ": mã băm tính lại là ", hash, ", nhật ký ghi ",
                                        entry.hash(), ". Mục này đã bị sửa."),
                     .en = absl::StrCat("The log is wrong at entry ", expected, ": its hash is ", hash,
                                        ", the log says ", entry.hash(), ". The entry was changed.")});
  }
  head_ = {.number = expected, .hash = hash};
  for (const AuditHead& known : known_) {
    if (known.number == expected && known.hash != hash) {
      return Mismatch(
          {.vi = absl::StrCat("Nhật ký sai ở mục ", expected, ": mã băm là ", hash, ", đã giữ là ", known.hash,
                              ". Nhật ký đã bị viết lại từ mục này hoặc trước đó."),
           .en = absl::StrCat("The log is wrong at entry ", expected, ": its hash is ", hash, ", the kept one is ",
                              known.hash, ". The log was written anew from this entry or before it.")});
    }
  }
  return absl::OkStatus();
}

absl::Status AuditChain::Finish() const {
  for (const AuditHead& known : known_) {
    if (known.number <= head_.number) continue;
    return Mismatch({.vi = absl::StrCat("Nhật ký hết ở mục ", head_.number, ", mục ", known.number,
                                        " đã biết không còn: phần cuối đã bị cắt."),
                     .en = absl::StrCat("The log ends at entry ", head_.number, ", entry ", known.number,
                                        ", which is known, is not there: its end was cut off.")});
  }
  return absl::OkStatus();
}

}  // namespace thidua::cli
