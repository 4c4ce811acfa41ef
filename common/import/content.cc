#include "common/import/content.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::imports {
namespace {

absl::Status SpoolFull() {
  return Problem{
      .code = absl::StatusCode::kResourceExhausted,
      .reason = "SPOOL_FULL",
      .message = {.vi = "Ổ đĩa của máy chủ không còn chỗ để nhận tệp này. Hãy nhờ người quản trị máy chủ dọn "
                        "thư mục tạm (TMPDIR), rồi nhập lại.",
                  .en = "The server's disk has no room to receive this file. Ask the server's administrator "
                        "to free its temporary folder (TMPDIR), then import again."}}
      .ToStatus();
}

absl::Status SpoolError(std::string_view what, int error) {
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) return SpoolFull();
  return Internal(absl::StrCat("temporary file of an upload: ", std::string(what), ": ", std::strerror(error)));
}

// A new file without a name.
absl::StatusOr<int> OpenSpool() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  if (error) return Internal(absl::StrCat("temporary folder of uploads: ", error.message()));
  int file = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
    // The file system knows no files without names.
    std::string name = (folder / "thidua-upload-XXXXXX").string();
    file = mkostemp(name.data(), O_CLOEXEC);
    if (file >= 0) unlink(name.c_str());
  }
  if (file < 0) return SpoolError(folder.string(), errno);
  return file;
}

}  // namespace

class Content::Mapping {
 public:
  Mapping(void* start, size_t size) : start_(start), size_(size) {}
  ~Mapping() { munmap(start_, size_); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  std::string_view bytes() const { return {static_cast<const char*>(start_), size_}; }

 private:
  void* const start_;
  const size_t size_;
};

Content::operator std::string_view() const { return mapping_ != nullptr ? mapping_->bytes() : bytes_; }

ContentWriter::~ContentWriter() {
  if (file_ >= 0) close(file_);
}

absl::Status ContentWriter::Append(std::string_view bytes) {
  size_ += bytes.size();
  if (file_ < 0 && size_ <= kMaxBytesInMemory) {
    bytes_ += bytes;
    return absl::OkStatus();
  }
  if (file_ < 0) {
    const absl::StatusOr<int> file = OpenSpool();
    if (!file.ok()) return file.status();
    file_ = *file;
    if (absl::Status status = Write(bytes_); !status.ok()) return status;
    bytes_ = std::string();
  }
  return Write(bytes);
}

absl::Status ContentWriter::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file_, bytes.data(), bytes.size());
    if (written > 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (written == 0 || errno != EINTR) {
      return SpoolError("write", written == 0 ? ENOSPC : errno);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Content> ContentWriter::Finish() {
  if (file_ < 0) return Content(std::move(bytes_));
  void* const start = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file_, 0);
  if (start == MAP_FAILED) return SpoolError("mmap", errno);
  return Content(std::make_shared<const Content::Mapping>(start, size_));
}

}  // namespace thidua::imports
