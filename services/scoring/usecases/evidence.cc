#include "services/scoring/usecases/evidence.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "common/civil_day/civil_day.h"
#include "common/crypto/sha256.h"
#include "common/status/problem.h"
#include "common/text/unicode.h"

namespace thidua::scoring {
namespace {

constexpr size_t kMaxTextBytes = 300;
constexpr size_t kMaxLinkBytes = 2000;

absl::Status CheckText(const std::string& field, const std::string& text, size_t limit) {
  const std::string path = absl::StrCat("evidence.", field);
  if (text::FirstBadUtf8(text) || text::HasControlCharacter(text)) {
    return InvalidField(path, "BAD_TEXT",
                        {.vi = absl::StrCat("Trường ", path, " có ký tự không hợp lệ."),
                         .en = absl::StrCat("Field ", path, " has characters that are not allowed.")});
  }
  if (text.size() > limit) {
    return InvalidField(path, "TOO_LONG",
                        {.vi = absl::StrCat("Trường ", path, " dài quá ", limit, " byte."),
                         .en = absl::StrCat("Field ", path, " is longer than ", limit, " bytes.")});
  }
  return absl::OkStatus();
}

// Office documents are ZIP archives, whose first entry or directory tells which.
std::string OfficeTypeOf(std::string_view content) {
  struct Mark {
    std::string_view entry;
    std::string_view type;
  };
  static constexpr std::array<Mark, 3> kMarks = {
      {{"word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
       {"xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
       {"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"}}};
  for (const Mark& mark : kMarks) {
    if (content.find(mark.entry) != std::string_view::npos) return std::string(mark.type);
  }
  return "";
}

}  // namespace

absl::Status CheckEvidence(const Evidence& evidence) {
  if (evidence.title.empty()) {
    return InvalidField("evidence.title", "REQUIRED",
                        {.vi = "Thiếu tên minh chứng (trích yếu).", .en = "The title of the evidence is missing."});
  }
  for (const auto& [field, text] :
       {std::pair("title", &evidence.title), std::pair("number", &evidence.number),
        std::pair("issuer", &evidence.issuer), std::pair("file_name", &evidence.file_name)}) {
    if (absl::Status status = CheckText(field, *text, kMaxTextBytes); !status.ok()) return status;
  }
  if (absl::Status status = CheckText("link", evidence.link, kMaxLinkBytes); !status.ok()) return status;
  if (!evidence.date.empty() && !ParseCivilDay(evidence.date)) {
    return InvalidField("evidence.date", "BAD_DATE",
                        {.vi = absl::StrCat("\"", evidence.date, "\" không phải ngày; viết dạng 2023-12-20."),
                         .en = absl::StrCat("\"", evidence.date, "\" is not a day; write it like 2023-12-20.")});
  }
  if (!evidence.link.empty() && !evidence.link.starts_with("https://") && !evidence.link.starts_with("http://")) {
    return InvalidField("evidence.link", "BAD_LINK",
                        {.vi = "Đường dẫn phải bắt đầu bằng https:// hoặc http://.",
                         .en = "The link must begin with https:// or http://."});
  }
  return absl::OkStatus();
}

std::string MediaTypeOf(std::string_view content) {
  if (content.starts_with("%PDF-")) return "application/pdf";
  if (content.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (content.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (content.starts_with("PK\x03\x04")) return OfficeTypeOf(content);
  return "";
}

absl::Status DescribeFile(std::string_view content, Evidence& evidence) {
  const std::string type = MediaTypeOf(content);
  if (type.empty()) {
    return InvalidField("data", "FILE_TYPE_NOT_ALLOWED",
                        {.vi = "Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG, văn bản DOCX hoặc ODT, bảng tính XLSX.",
                         .en = "Only PDF, JPEG, PNG, DOCX, ODT and XLSX files are taken."});
  }
  const std::string sha256 = Sha256::HexOf(content);
  if (!evidence.sha256.empty() && evidence.sha256 != sha256) {
    return InvalidField(
        "evidence.sha256", "CHECKSUM_DIFFERS",
        {.vi = absl::StrCat("Tệp nhận được có SHA-256 ", sha256, ", khác với ", evidence.sha256, ". Hãy gửi lại tệp."),
         .en = absl::StrCat("The file that came has SHA-256 ", sha256, ", not ", evidence.sha256, ". Send it again.")});
  }
  evidence.sha256 = sha256;
  evidence.media_type = type;
  evidence.size = static_cast<int64_t>(content.size());
  return absl::OkStatus();
}

absl::Status StoreFile(WriteTransaction& transaction, const Evidence& evidence, std::string_view content) {
  absl::StatusOr<std::optional<StoredFile>> known = transaction.FindFile(evidence.sha256);
  if (!known.ok() || known->has_value()) return known.status();
  absl::Status status =
      transaction.AddFile({.sha256 = evidence.sha256, .media_type = evidence.media_type, .size = evidence.size});
  for (int part = 0; status.ok() && part * kFilePartBytes < content.size(); ++part) {
    status = transaction.AddFilePart(evidence.sha256, part, content.substr(part * kFilePartBytes, kFilePartBytes));
  }
  return status;
}

absl::Status UnknownEvidence(const std::string& unit, int year, const std::string& id) {
  return NotFound("UNKNOWN_EVIDENCE",
                  {.vi = absl::StrCat("Bảng điểm của đơn vị ", unit, " năm ", year, " không có minh chứng \"", id,
                                      "\". Xem: thidua sheet show --unit ", unit, " --year ", year),
                   .en = absl::StrCat("The sheet of unit ", unit, " for ", year, " has no evidence \"", id,
                                      "\". See: thidua sheet show --unit ", unit, " --year ", year)});
}

}  // namespace thidua::scoring
