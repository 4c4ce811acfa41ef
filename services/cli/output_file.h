#ifndef THIDUA_SERVICES_CLI_OUTPUT_FILE_H_
#define THIDUA_SERVICES_CLI_OUTPUT_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace thidua::cli {

// A file that is there whole or not at all: it is written as PATH.part, which Commit gives its name and which goes with
// this object otherwise. A file that had the name before stays until then. Every failure is UNKNOWN (OUTPUT_FAILED).
class OutputFile {
 public:
  static absl::StatusOr<OutputFile> Create(const std::string& path);

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  absl::Status Write(std::string_view data);
  absl::Status Commit();

 private:
  OutputFile(std::string path, int descriptor);

  std::string path_;
  int descriptor_;  // -1: done.
};

// Writes the whole file.
absl::Status WriteFile(const std::string& path, std::string_view content);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_OUTPUT_FILE_H_
