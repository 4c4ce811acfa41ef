#include "services/tasks/document/zip_file.h"

#include <zip.h>

#include <memory>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::tasks {
namespace {

constexpr zip_uint16_t kFirstDosDay = 0x21;  // 1980-01-01, the first that a zip file can tell.

absl::Status Failed(std::string_view detail) {
  return Internal(absl::StrCat("writing a zip file: ", std::string(detail)));
}

absl::Status Add(zip_t* archive, const std::string& name, const std::string& content) {
  zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), /*freep=*/0);
  if (source == nullptr) return Failed(zip_strerror(archive));
  const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    return Failed(zip_strerror(archive));
  }
  const auto entry = static_cast<zip_uint64_t>(index);
  if (zip_file_set_dostime(archive, entry, 0, kFirstDosDay, 0) != 0) return Failed(zip_strerror(archive));
  return absl::OkStatus();
}

absl::StatusOr<std::string> BytesOf(zip_source_t* source) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0) return Failed("reading it back");
  std::string bytes(stat.size, '\0');
  const zip_int64_t read = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (read != static_cast<zip_int64_t>(bytes.size())) return Failed("reading it back");
  return bytes;
}

}  // namespace

absl::StatusOr<std::string> ZipFile(const ZipEntries& entries) {
  const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> target(
      zip_source_buffer_create(nullptr, 0, 0, nullptr), &zip_source_free);
  if (target == nullptr) return Failed("no memory");
  zip_source_keep(target.get());
  zip_t* opened = zip_open_from_source(target.get(), ZIP_TRUNCATE, nullptr);
  if (opened == nullptr) {
    zip_source_free(target.get());
    return Failed("opening it");
  }
  std::unique_ptr<zip_t, decltype(&zip_discard)> archive(opened, &zip_discard);
  for (const auto& [name, content] : entries) {
    if (absl::Status status = Add(archive.get(), name, content); !status.ok()) return status;
  }
  if (zip_close(archive.get()) != 0) return Failed(zip_strerror(archive.get()));
  archive.release();
  return BytesOf(target.get());
}

}  // namespace thidua::tasks
