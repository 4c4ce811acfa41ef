#ifndef THIDUA_COMMON_IMPORT_CONTENT_H_
#define THIDUA_COMMON_IMPORT_CONTENT_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace thidua::imports {

// The bytes of a file, in memory or mapped from a temporary file. Copies share the mapping.
class Content {
 public:
  Content() = default;
  Content(std::string bytes) : bytes_(std::move(bytes)) {}  // NOLINT(google-explicit-constructor): bytes are content.
  Content(const char* bytes) : bytes_(bytes) {}             // NOLINT(google-explicit-constructor)

  operator std::string_view() const;  // NOLINT(google-explicit-constructor): content is read as text.

 private:
  friend class ContentWriter;
  class Mapping;
  explicit Content(std::shared_ptr<const Mapping> mapping) : mapping_(std::move(mapping)) {}

  std::string bytes_;
  std::shared_ptr<const Mapping> mapping_;  // Null: `bytes_` are the content.
};

// Puts content together, in memory while it is small and beyond that in a file without a name in the folder that
// std::filesystem::temp_directory_path() names (TMPDIR), which is gone with its last user, however the process ends.
// The process's own memory stays flat if that folder is on a disk.
class ContentWriter {
 public:
  static constexpr size_t kMaxBytesInMemory = size_t{1} << 20;

  ContentWriter() = default;
  ~ContentWriter();
  ContentWriter(const ContentWriter&) = delete;
  ContentWriter& operator=(const ContentWriter&) = delete;

  // Blocks no longer than a write to the page cache does. RESOURCE_EXHAUSTED (SPOOL_FULL) when the folder has no room;
  // INTERNAL when it cannot be written to. After a failure nothing more can be added.
  absl::Status Append(std::string_view bytes);
  size_t size() const { return size_; }

  // What was appended. The writer must not be used again. INTERNAL when it cannot be mapped.
  absl::StatusOr<Content> Finish();

 private:
  absl::Status Write(std::string_view bytes);

  size_t size_ = 0;
  std::string bytes_;
  int file_ = -1;  // Not open while `bytes_` are all.
};

}  // namespace thidua::imports

#endif  // THIDUA_COMMON_IMPORT_CONTENT_H_
