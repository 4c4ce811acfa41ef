#include "services/cli/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::cli {
namespace {

constexpr mode_t kMode = 0666;  // Less the umask.

std::string PartOf(const std::string& path) { return path + ".part"; }

absl::Status Unwritable(const std::string& path, int error) {
  const std::string cause = std::strerror(error);
  return Problem{.code = absl::StatusCode::kUnknown,
                 .reason = "OUTPUT_FAILED",
                 .message = {.vi = absl::StrCat("Không ghi được ", path, ": ", cause, "."),
                             .en = absl::StrCat("Cannot write ", path, ": ", cause, ".")}}
      .ToStatus();
}

}  // namespace

absl::StatusOr<OutputFile> OutputFile::Create(const std::string& path) {
  const int descriptor = open(PartOf(path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode);
  if (descriptor < 0) return Unwritable(path, errno);
  return OutputFile(path, descriptor);
}

OutputFile::OutputFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(PartOf(path_).c_str());
}

absl::Status OutputFile::Write(std::string_view data) {
  while (!data.empty()) {
    const ssize_t written = write(descriptor_, data.data(), data.size());
    if (written >= 0) {
      data.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      return Unwritable(path_, errno);
    }
  }
  return absl::OkStatus();
}

absl::Status OutputFile::Commit() {
  if (fsync(descriptor_) != 0 && errno != EINVAL) return Unwritable(path_, errno);
  if (std::rename(PartOf(path_).c_str(), path_.c_str()) != 0) return Unwritable(path_, errno);
  close(std::exchange(descriptor_, -1));
  return absl::OkStatus();
}

absl::Status WriteFile(const std::string& path, std::string_view content) {
  absl::StatusOr<OutputFile> file = OutputFile::Create(path);
  if (!file.ok()) return file.status();
  if (absl::Status written = file->Write(content); !written.ok()) return written;
  return file->Commit();
}

}  // namespace thidua::cli
