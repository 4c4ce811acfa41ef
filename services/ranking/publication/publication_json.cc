#include "services/ranking/publication/publication_json.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/ranking/publication/publication.h"

namespace thidua::ranking {
namespace {

constexpr size_t kMaxBytes = size_t{256} << 20;
// What protobuf's own reader takes.
constexpr int kMaxDepth = 90;

absl::Status Refuse(absl::StatusCode code, const char* reason, Message message) {
  return Problem{.code = code, .reason = reason, .message = std::move(message)}.ToStatus();
}

absl::Status NotAPublication() {
  return Refuse(absl::StatusCode::kInvalidArgument, "NOT_A_PUBLICATION",
                {.vi = "Tệp này không phải bản công bố kết quả thi đua (thidua publish).",
                 .en = "This file is no publication of emulation results (thidua publish)."});
}

// How deep arrays and objects stand in each other, in text that may be no JSON at all.
int DepthOf(std::string_view text) {
  int depth = 0, deepest = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return deepest;
}

absl::Status NotJson(std::string_view text, size_t byte) {
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size())), '\n');
  return Refuse(absl::StatusCode::kInvalidArgument, "NOT_JSON",
                {.vi = absl::StrCat("Tệp không phải JSON: sai ở dòng ", line, "."),
                 .en = absl::StrCat("The file is no JSON: wrong at line ", line, ".")});
}

}  // namespace

absl::StatusOr<Json> ToJson(const v1::Publication& publication) {
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(publication, &text);
  if (!status.ok()) return Internal(absl::StrCat("publication: ", status.ToString()));
  Json json = Json::parse(text, /*cb=*/nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return Internal("publication: a text in it is not UTF-8");
  return json;
}

std::string Compact(const Json& json) { return json.dump(); }

std::string Layout(Json publication, const std::string& sha256) {
  Json file = Json::object();
  file[kPublicationMember] = std::move(publication);
  file[kHashMember] = sha256;
  return file.dump(/*indent=*/1) + "\n";
}

absl::StatusOr<Json> ReadFile(std::string_view text) {
  if (text.size() > kMaxBytes) {
    return Refuse(absl::StatusCode::kResourceExhausted, "FILE_TOO_LARGE",
                  {.vi = absl::StrCat("Tệp lớn hơn ", kMaxBytes >> 20, " MiB."),
                   .en = absl::StrCat("The file is larger than ", kMaxBytes >> 20, " MiB.")});
  }
  if (DepthOf(text) > kMaxDepth) return NotAPublication();
  Json document;
  try {
    document = Json::parse(text);
  } catch (const Json::parse_error& error) {
    return NotJson(text, error.byte);
  } catch (const std::exception&) {
    return NotJson(text, 0);
  }
  if (!document.is_object()) return NotAPublication();
  const auto publication = document.find(kPublicationMember);
  const auto hash = document.find(kHashMember);
  if (publication == document.end() || !publication->is_object()) return NotAPublication();
  if (hash == document.end() || !hash->is_string()) return NotAPublication();
  const auto format = publication->find("format");
  if (format == publication->end() || !format->is_number_integer() || *format < 1) return NotAPublication();
  if (*format > kPublicationFormat) {
    return Refuse(absl::StatusCode::kFailedPrecondition, "NEWER_FORMAT",
                  {.vi = "Bản công bố do một phiên bản Thidua mới hơn viết. Hãy cập nhật Thidua rồi kiểm tra lại.",
                   .en = "A newer version of Thidua wrote this publication. Update Thidua, then verify again."});
  }
  return document;
}

absl::StatusOr<v1::Publication> FromJson(const Json& publication) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  v1::Publication message;
  const auto status = google::protobuf::util::JsonStringToMessage(Compact(publication), &message, options);
  if (status.ok()) return message;
  const std::string detail(status.message().data(), status.message().size());
  return Refuse(absl::StatusCode::kInvalidArgument, "BAD_PUBLICATION",
                {.vi = absl::StrCat("Có giá trị không đúng kiểu: ", detail),
                 .en = absl::StrCat("A value is of the wrong kind: ", detail)});
}

}  // namespace thidua::ranking
