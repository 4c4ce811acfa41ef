#ifndef THIDUA_COMMON_AUTH_SECRET_FILE_H_
#define THIDUA_COMMON_AUTH_SECRET_FILE_H_

#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace thidua::auth {

inline constexpr size_t kMostTokenBytes = 16 << 10;

// Nothing: the file cannot be read, or is larger than that.
std::optional<std::string> ReadSmallFile(const std::string& path, size_t most_bytes);

// A token in a file that somebody else renews: read again at most once a second. Thread-safe.
class TokenFile {
 public:
  explicit TokenFile(std::string path) : path_(std::move(path)) {}

  // The token, without white space around it; the one before when the file cannot be read.
  std::string Get();

 private:
  const std::string path_;
  absl::Mutex mutex_;
  absl::Time next_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::string token_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace thidua::auth

#endif  // THIDUA_COMMON_AUTH_SECRET_FILE_H_
