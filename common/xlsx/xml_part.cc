#include "common/xlsx/xml_part.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "common/text/unicode.h"

namespace thidua::xlsx {
namespace {

constexpr char kNamespaceEnd = '\n';
constexpr size_t kMaxDepth = 64;
constexpr size_t kMaxNames = 2'000;
constexpr int kMaxNamespaces = 1'000;
constexpr size_t kMaxTagBytes = 256 << 10;

constexpr std::array<std::string_view, 4> kNamespaces = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/package/2006/content-types",
};
constexpr std::array<std::string_view, 2> kRelationshipIds = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships\nid",
    "http://purl.oclc.org/ooxml/officeDocument/relationships\nid",
};

template <size_t n>
bool Contains(const std::array<std::string_view, n>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string_view ElementName(std::string_view name) {
  const size_t end = name.find(kNamespaceEnd);
  if (end == std::string_view::npos || !Contains(kNamespaces, name.substr(0, end))) return "?";
  return name.substr(end + 1);
}

}  // namespace

absl::Status Refuse(std::string_view reason, std::string vi, std::string en) {
  return InvalidField("chunk.data", reason, {.vi = std::move(vi), .en = std::move(en)});
}

std::string_view Attributes::Find(std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (name == "r:id" ? Contains(kRelationshipIds, pair[0]) : name == pair[0]) return pair[1];
  }
  return {};
}

XmlPart::XmlPart(std::string name, XmlHandler& handler)
    : name_(std::move(name)), handler_(handler), parser_(XML_ParserCreateNS("UTF-8", kNamespaceEnd), &XML_ParserFree) {
  XML_SetUserData(parser_.get(), this);
  XML_SetElementHandler(parser_.get(), OnStart, OnEnd);
  XML_SetCharacterDataHandler(parser_.get(), OnText);
  XML_SetStartNamespaceDeclHandler(parser_.get(), OnNamespace);
  XML_SetXmlDeclHandler(parser_.get(), OnDeclaration);
  XML_SetStartDoctypeDeclHandler(parser_.get(), OnDoctype);
  XML_SetDefaultHandler(parser_.get(), OnOther);
}

XmlPart::~XmlPart() = default;

absl::Status XmlPart::Add(std::string_view bytes) {
  // Expat reads UTF-16 whatever it is told.
  const auto foreign = [](char c) { return c == '\0' || static_cast<unsigned char>(c) >= 0xFE; };
  if (!std::exchange(begun_, true) &&
      std::any_of(bytes.begin(), bytes.begin() + std::min<size_t>(bytes.size(), 2), foreign)) {
    return WrongEncoding("UTF-16");
  }
  return Parse(bytes, false);
}

absl::Status XmlPart::Finish() { return Parse({}, true); }

absl::Status XmlPart::Parse(std::string_view bytes, bool last) {
  silent_bytes_ += bytes.size();
  if (XML_Parse(parser_.get(), bytes.data(), static_cast<int>(bytes.size()), last ? 1 : 0) != XML_STATUS_OK) {
    if (!status_.ok()) return status_;
    const std::string detail =
        absl::StrCat(name_, ", ", XML_GetCurrentLineNumber(parser_.get()), ":",
                     XML_GetCurrentColumnNumber(parser_.get()), ": ", XML_ErrorString(XML_GetErrorCode(parser_.get())));
    return Refuse(
        "BAD_XML", absl::StrCat("Tệp XLSX bị hỏng (", detail, "). Hãy mở bằng Excel hoặc LibreOffice và lưu lại."),
        absl::StrCat("The XLSX file is damaged (", detail, "). Open it in Excel or LibreOffice and save it again."));
  }
  if (silent_bytes_ > kMaxTagBytes) return TooComplex();
  return absl::OkStatus();
}

void XmlPart::Check(absl::Status status) {
  if (status.ok() || !status_.ok()) return;
  status_ = std::move(status);
  XML_StopParser(parser_.get(), XML_FALSE);
}

bool XmlPart::LearnName(std::string_view name) {
  if (names_.contains(absl::string_view(name.data(), name.size()))) return true;
  if (names_.size() >= kMaxNames) return false;
  names_.insert(std::string(name));
  return true;
}

absl::Status XmlPart::TooComplex() const {
  return Refuse("XML_TOO_COMPLEX",
                absl::StrCat("Phần ", name_,
                             " của tệp XLSX phức tạp bất thường nên không được đọc. Hãy chép các ô sang "
                             "tệp mẫu mới tải về."),
                absl::StrCat("Part ", name_,
                             " of the XLSX file is unusually complex and was not read. Copy the cells "
                             "into a freshly downloaded file."));
}

void XmlPart::OnStart(void* self, const char* name, const char** attributes) {
  static_cast<XmlPart*>(self)->Enter(name, attributes);
}

void XmlPart::Enter(std::string_view name, const char** attributes) {
  silent_bytes_ = 0;
  if (!status_.ok()) return;
  bool bounded = path_sizes_.size() < kMaxDepth && LearnName(name);
  for (const char** pair = attributes; bounded && *pair != nullptr; pair += 2) bounded = LearnName(*pair);
  if (!bounded) return Check(TooComplex());
  path_sizes_.push_back(path_.size());
  path_ += '/';
  path_ += ElementName(name);
  Check(handler_.OnStart(path_, Attributes(attributes)));
}

void XmlPart::OnEnd(void* self, const char*) {
  auto* part = static_cast<XmlPart*>(self);
  part->silent_bytes_ = 0;
  if (!part->status_.ok()) return;
  part->Check(part->handler_.OnEnd(part->path_));
  part->path_.resize(part->path_sizes_.back());
  part->path_sizes_.pop_back();
}

void XmlPart::OnText(void* self, const char* text, int size) {
  auto* part = static_cast<XmlPart*>(self);
  part->silent_bytes_ = 0;
  if (!part->status_.ok()) return;
  part->Check(part->handler_.OnText(part->path_, std::string_view(text, static_cast<size_t>(size))));
}

void XmlPart::OnNamespace(void* self, const char*, const char*) {
  auto* part = static_cast<XmlPart*>(self);
  if (++part->namespaces_ > kMaxNamespaces) part->Check(part->TooComplex());
}

void XmlPart::OnDeclaration(void* self, const char*, const char* encoding, int) {
  auto* part = static_cast<XmlPart*>(self);
  part->silent_bytes_ = 0;
  if (encoding == nullptr || absl::EqualsIgnoreCase(encoding, "UTF-8")) return;
  part->Check(part->WrongEncoding(encoding));
}

absl::Status XmlPart::WrongEncoding(std::string_view encoding) const {
  const std::string shown = text::Shown(encoding);
  return Refuse("XML_ENCODING",
                absl::StrCat("Phần ", name_, " của tệp XLSX dùng bảng mã ", shown,
                             ", không phải UTF-8. Hãy mở bằng Excel hoặc LibreOffice và lưu lại."),
                absl::StrCat("Part ", name_, " of the XLSX file is in ", shown,
                             ", not UTF-8. Open it in Excel or LibreOffice and save it again."));
}

void XmlPart::OnDoctype(void* self, const char*, const char*, const char*, int) {
  auto* part = static_cast<XmlPart*>(self);
  part->Check(Refuse("XML_ENTITY",
                     absl::StrCat("Phần ", part->name_,
                                  " của tệp XLSX khai báo DOCTYPE; Excel không bao giờ viết như "
                                  "vậy nên tệp bị từ chối. Hãy dùng tệp mẫu mới tải về."),
                     absl::StrCat("Part ", part->name_,
                                  " of the XLSX file declares a DOCTYPE, which Excel never "
                                  "writes; it is refused. Use a freshly downloaded file.")));
}

void XmlPart::OnOther(void* self, const char*, int) { static_cast<XmlPart*>(self)->silent_bytes_ = 0; }

}  // namespace thidua::xlsx
