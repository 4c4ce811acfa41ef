#include "services/cli/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::cli {
namespace {

absl::Status Unreadable(const std::string& path, int error) {
  Message cause;
  switch (error) {
    case ENOENT:
      cause = {"không có tệp này", "there is no such file"};
      break;
    case EISDIR:
      cause = {"đây là thư mục, cần một tệp", "it is a directory, a file is wanted"};
      break;
    case EACCES:
      cause = {"không có quyền đọc", "permission denied"};
      break;
    default:
      cause = {std::strerror(error), std::strerror(error)};
  }
  return NotFound("UNREADABLE_FILE", {absl::StrCat("Không đọc được ", path, ": ", cause.vi, "."),
                                      absl::StrCat("Cannot read ", path, ": ", cause.en, ".")});
}

}  // namespace

absl::StatusOr<InputFile> InputFile::Open(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Unreadable(path, errno);
  struct stat facts {};
  InputFile file(path, descriptor, 0);
  if (fstat(descriptor, &facts) != 0) return Unreadable(path, errno);
  if (S_ISDIR(facts.st_mode)) return Unreadable(path, EISDIR);
  if (S_ISREG(facts.st_mode)) file.size_ = facts.st_size;
  return file;
}

InputFile::InputFile(std::string path, int descriptor, int64_t size)
    : path_(std::move(path)), descriptor_(descriptor), size_(size) {}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

InputFile::~InputFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::string InputFile::Name() const {
  std::string name = path_.substr(path_.rfind('/') + 1);
  if (std::mbstowcs(nullptr, name.c_str(), 0) != static_cast<size_t>(-1)) return name;
  for (char& c : name) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  }
  return name;
}

absl::Status InputFile::Read(size_t most, std::string& piece) {
  piece.resize(most);
  size_t filled = 0;
  while (filled < most) {
    const ssize_t count = read(descriptor_, piece.data() + filled, most - filled);
    if (count == 0) break;
    if (count > 0) {
      filled += static_cast<size_t>(count);
    } else if (errno != EINTR) {
      return Unreadable(path_, errno);
    }
  }
  piece.resize(filled);
  return absl::OkStatus();
}

}  // namespace thidua::cli
