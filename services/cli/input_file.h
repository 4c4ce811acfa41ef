#ifndef THIDUA_SERVICES_CLI_INPUT_FILE_H_
#define THIDUA_SERVICES_CLI_INPUT_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace thidua::cli {

// A file that is read once, piece by piece. Pipes will do.
class InputFile {
 public:
  // NOT_FOUND (UNREADABLE_FILE): it is not there, is a directory, or may not be read.
  static absl::StatusOr<InputFile> Open(const std::string& path);

  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  // As it was given.
  const std::string& path() const { return path_; }
  // The last part of the path in valid UTF-8, fit for a message field.
  std::string Name() const;
  // In bytes; 0 when it is not known beforehand.
  int64_t size() const { return size_; }

  // Fills `piece` with the next bytes, at most `most`; leaves it empty at the end. NOT_FOUND (UNREADABLE_FILE).
  absl::Status Read(size_t most, std::string& piece);

 private:
  InputFile(std::string path, int descriptor, int64_t size);

  std::string path_;
  int descriptor_;
  int64_t size_;
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_INPUT_FILE_H_
