#include "common/xlsx/package.h"

#include <zip.h>

#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/text/unicode.h"

namespace thidua::xlsx {
namespace {

constexpr size_t kPieceBytes = 64 << 10;
constexpr size_t kMaxNameBytes = 255;

absl::Status NotXlsx() {
  return Refuse("NOT_XLSX", "Đây không phải tệp XLSX. Hãy dùng tệp mẫu tải về, lưu dạng \"Excel Workbook (.xlsx)\".",
                "This is not an XLSX file. Use the downloaded file and save it as \"Excel Workbook (.xlsx)\".");
}

absl::Status BadZip(std::string_view detail) {
  return Refuse("BAD_ZIP",
                absl::StrCat("Tệp XLSX bị hỏng hoặc tải lên chưa đủ (", std::string(detail),
                             "). Hãy mở bằng Excel hoặc LibreOffice, lưu lại và gửi lại."),
                absl::StrCat("The XLSX file is damaged or incomplete (", std::string(detail),
                             "). Open it in Excel or LibreOffice, save it and send it again."));
}

absl::Status Encrypted() {
  return Refuse("ENCRYPTED",
                "Tệp có mật khẩu hoặc là dạng .xls cũ. Hãy bỏ mật khẩu và lưu dạng \"Excel Workbook (.xlsx)\".",
                "The file has a password or is in the old .xls format. Remove the password and save it as \"Excel "
                "Workbook (.xlsx)\".");
}

absl::Status Macros(std::string_view where) {
  return Refuse("MACROS",
                absl::StrCat("Tệp có macro (", text::Shown(where),
                             "). Hãy lưu lại dạng \"Excel Workbook (.xlsx)\", không có macro."),
                absl::StrCat("The file has macros (", text::Shown(where),
                             "). Save it as \"Excel Workbook (.xlsx)\", without macros."));
}

// The name of an entry or of the kind of a part.
bool MeansMacros(std::string_view name) {
  const std::string lower = absl::AsciiStrToLower(std::string(name));
  return absl::StrContains(lower, "vbaproject") || absl::StrContains(lower, "macrosheet") ||
         absl::StrContains(lower, "macroenabled");
}

absl::Status ExternalLink(std::string_view where) {
  return Refuse("EXTERNAL_LINK",
                absl::StrCat("Tệp lấy dữ liệu từ tệp hoặc nguồn khác (", text::Shown(where),
                             "). Hãy ngắt liên kết (Data, Edit Links, Break Link) và lưu lại."),
                absl::StrCat("The file takes data from another file or source (", text::Shown(where),
                             "). Break the links (Data, Edit Links, Break Link) and save it again."));
}

absl::Status TooLarge(std::string_view reason, int64_t limit, std::string_view vi, std::string_view en) {
  return Refuse(reason,
                absl::StrCat(std::string(vi), " quá ", limit >> 20,
                             " MiB nên không được đọc. Hãy bỏ hình ảnh và trang tính thừa."),
                absl::StrCat(std::string(en), " more than ", limit >> 20,
                             " MiB and was not read. Remove pictures and needless work sheets."));
}

// "xl/worksheets" and "../comments1.xml" give "xl/comments1.xml".
std::string Resolve(std::string_view folder, std::string_view target) {
  std::vector<std::string> names;
  const auto walk = [&](std::string_view path) {
    for (const auto& name : absl::StrSplit(std::string(path), '/', absl::SkipEmpty())) {
      const std::string word(name);
      if (word == "..") {
        if (!names.empty()) names.pop_back();
      } else if (word != ".") {
        names.push_back(word);
      }
    }
  };
  if (!target.starts_with('/')) walk(folder);
  walk(target);
  return absl::StrJoin(names, "/");
}

std::string_view FolderOf(std::string_view name) {
  const size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

// "xl/workbook.xml" has its relationships in "xl/_rels/workbook.xml.rels", the package in "_rels/.rels".
std::string RelationshipsName(std::string_view part) {
  const std::string folder(FolderOf(part));
  const std::string name(part.substr(folder.empty() ? 0 : folder.size() + 1));
  return absl::StrCat(folder, folder.empty() ? "" : "/", "_rels/", name, ".rels");
}

class RelationshipsHandler final : public XmlHandler {
 public:
  // `name` is that of the part with the relationships, in a folder beside the part that has them.
  explicit RelationshipsHandler(std::string_view name) : folder_(FolderOf(FolderOf(name))) {}

  absl::Status OnStart(std::string_view path, const Attributes& attributes) override {
    if (path != "/Relationships/Relationship") return absl::OkStatus();
    const std::string_view address = attributes.Find("Type");
    const std::string_view type = address.substr(address.rfind('/') + 1);
    if (MeansMacros(type)) return Macros(type);
    const bool outside = attributes.Find("TargetMode") == "External" && type != "hyperlink";
    if (outside || type.starts_with("externalLink") || type == "connections") return ExternalLink(type);
    relationships_.push_back({.id = std::string(attributes.Find("Id")),
                              .type = std::string(type),
                              .target = Resolve(folder_, attributes.Find("Target"))});
    return absl::OkStatus();
  }

  std::vector<Relationship> Take() { return std::move(relationships_); }

 private:
  const std::string folder_;
  std::vector<Relationship> relationships_;
};

class ContentTypesHandler final : public XmlHandler {
 public:
  absl::Status OnStart(std::string_view, const Attributes& attributes) override {
    const std::string_view type = attributes.Find("ContentType");
    return MeansMacros(type) ? Macros(type) : absl::OkStatus();
  }
};

constexpr std::string_view kContentTypes = "[content_types].xml";

}  // namespace

absl::StatusOr<std::unique_ptr<Package>> Package::Open(std::string_view bytes, const Limits& limits) {
  constexpr std::string_view kZip("PK\x03\x04", 4), kCompoundFile("\xD0\xCF\x11\xE0", 4);
  if (static_cast<int64_t>(bytes.size()) > limits.file_bytes) {
    return TooLarge("FILE_TOO_LARGE", limits.file_bytes, "Tệp", "The file has");
  }
  if (bytes.starts_with(kCompoundFile)) return Encrypted();
  if (!bytes.starts_with(kZip)) return NotXlsx();

  std::unique_ptr<Package> package(new Package(limits));
  if (absl::Status status = package->OpenZip(bytes); !status.ok()) return status;
  if (absl::Status status = package->ListEntries(); !status.ok()) return status;
  ContentTypesHandler content_types;
  if (absl::Status status = package->Parse(std::string(kContentTypes), content_types); !status.ok()) return status;
  return package;
}

absl::Status Package::OpenZip(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  const std::unique_ptr<zip_error_t, decltype(&zip_error_fini)> cleanup(&error, &zip_error_fini);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), /*freep=*/0, &error);
  if (source == nullptr) return BadZip(zip_error_strerror(&error));
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive == nullptr) {
    zip_source_free(source);
    return BadZip(zip_error_strerror(&error));
  }
  archive_.reset(archive, zip_discard);
  return absl::OkStatus();
}

absl::Status Package::ListEntries() {
  const int64_t count = zip_get_num_entries(archive_.get(), 0);
  if (count > limits_.entries) {
    return Refuse("TOO_MANY_ENTRIES",
                  absl::StrCat("Tệp XLSX có ", count, " phần bên trong, tối đa ", limits_.entries,
                               ". Hãy bỏ trang tính và hình ảnh thừa."),
                  absl::StrCat("The XLSX file has ", count, " parts inside, at most ", limits_.entries,
                               ". Remove needless work sheets and pictures."));
  }
  for (int64_t index = 0; index < count; ++index) {
    if (absl::Status status = AddEntry(index); !status.ok()) return status;
  }
  if (!entries_.contains(std::string(kContentTypes))) return NotXlsx();
  return absl::OkStatus();
}

absl::Status Package::AddEntry(int64_t index) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  constexpr uint64_t kWanted = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if (zip_stat_index(archive_.get(), index, 0, &stat) != 0 || (stat.valid & kWanted) != kWanted) {
    return BadZip(zip_strerror(archive_.get()));
  }
  if (stat.encryption_method != ZIP_EM_NONE) return Encrypted();
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) return BadZip("compression method");

  std::string name = Resolve("", absl::AsciiStrToLower(stat.name));
  if (name.size() > kMaxNameBytes) return BadZip("name of an entry");
  if (MeansMacros(name)) return Macros(name);
  if (absl::StrContains(name, "/externallinks/") || name == "xl/connections.xml") return ExternalLink(name);
  if (!entries_.try_emplace(name, Entry{.index = index, .declared_size = stat.size}).second)
    return BadZip(absl::StrCat("2 × ", name));
  return absl::OkStatus();
}

absl::Status Package::Unpack(const std::string& name, Entry& entry, const Sink& sink) {
  if (std::exchange(entry.unpacked, true)) return BadZip(absl::StrCat(name, " is used twice"));
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(zip_fopen_index(archive_.get(), entry.index, 0),
                                                                &zip_fclose);
  if (file == nullptr) return BadZip(absl::StrCat(name, ": ", zip_strerror(archive_.get())));
  std::array<char, kPieceBytes> piece;
  int64_t size = 0;
  while (true) {
    const int64_t count = zip_fread(file.get(), piece.data(), piece.size());
    if (count < 0) return BadZip(absl::StrCat(name, ": ", zip_file_strerror(file.get())));
    if (count == 0) break;
    size += count;
    unpacked_bytes_ += count;
    if (size > limits_.entry_bytes) {
      return TooLarge("UNPACKED_TOO_LARGE", limits_.entry_bytes, absl::StrCat("Phần ", name, " của tệp giải nén ra"),
                      absl::StrCat("Part ", name, " of the file unpacks to"));
    }
    if (unpacked_bytes_ > limits_.unpacked_bytes) {
      return TooLarge("UNPACKED_TOO_LARGE", limits_.unpacked_bytes, "Tệp giải nén ra", "The file unpacks to");
    }
    if (absl::Status status = sink(std::string_view(piece.data(), static_cast<size_t>(count))); !status.ok()) {
      return status;
    }
  }
  return static_cast<uint64_t>(size) == entry.declared_size ? absl::OkStatus() : BadZip(absl::StrCat(name, ": size"));
}

absl::Status Package::Parse(const std::string& name, XmlHandler& handler) {
  const auto entry = entries_.find(absl::AsciiStrToLower(name));
  if (entry == entries_.end()) return NotXlsx();
  XmlPart part(name, handler);
  const absl::Status status =
      Unpack(entry->first, entry->second, [&](std::string_view bytes) { return part.Add(bytes); });
  return status.ok() ? part.Finish() : status;
}

absl::StatusOr<std::vector<Relationship>> Package::ReadRelationships(const std::string& name) {
  RelationshipsHandler handler(name);
  if (absl::Status status = Parse(name, handler); !status.ok()) return status;
  return handler.Take();
}

absl::StatusOr<std::vector<Relationship>> Package::RelationshipsOf(const std::string& part) {
  const std::string name = RelationshipsName(part);
  if (!entries_.contains(absl::AsciiStrToLower(name))) return std::vector<Relationship>();
  return ReadRelationships(name);
}

absl::Status Package::CheckRest() {
  for (auto& [name, entry] : entries_) {
    if (entry.unpacked) continue;
    absl::Status status;
    if (name.ends_with(".rels")) {
      status = ReadRelationships(name).status();
    } else if (name.ends_with(".xml")) {
      XmlHandler deaf;
      status = Parse(name, deaf);
    } else {
      status = Unpack(name, entry, [](std::string_view) { return absl::OkStatus(); });
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace thidua::xlsx
