#include "common/auth/secret_file.h"

#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"

namespace thidua::auth {

std::optional<std::string> ReadSmallFile(const std::string& path, size_t most_bytes) {
  std::ifstream file(path, std::ios::binary);
  std::string text(most_bytes + 1, '\0');
  if (!file) return std::nullopt;
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  // A folder opens, but does not read.
  if (file.bad() || text.size() > most_bytes || (!file.eof() && file.fail())) return std::nullopt;
  return text;
}

std::string TokenFile::Get() {
  const absl::MutexLock lock(&mutex_);
  const absl::Time now = absl::Now();
  if (now < next_) return token_;
  next_ = now + absl::Seconds(1);
  if (const std::optional<std::string> text = ReadSmallFile(path_, kMostTokenBytes)) {
    token_ = std::string(absl::StripAsciiWhitespace(*text));
  }
  return token_;
}

}  // namespace thidua::auth
