#ifndef THIDUA_COMMON_AUTH_KEY_SOURCE_H_
#define THIDUA_COMMON_AUTH_KEY_SOURCE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/auth/keys.h"

namespace thidua::auth {

// The key set as it is now in a file, which is read again when it changed, or at a URL, which is asked now and then.
// What cannot be read changes nothing: the keys before stay. Thread-safe.
class KeySource {
 public:
  struct Options {
    absl::Duration file_interval = absl::Seconds(1);
    absl::Duration url_interval = absl::Minutes(5);
    absl::Duration least_url_interval = absl::Seconds(10);  // However many unknown keys are asked for.
    absl::Duration timeout = absl::Seconds(5);              // For a whole key set from a URL.
  };

  // `where`: a path, or http(s)://…. Fails when no key set is there at the start.
  static absl::StatusOr<std::unique_ptr<KeySource>> Open(const std::string& where, const Options& options);
  ~KeySource();

  std::shared_ptr<const KeySet> keys() const;
  // Grows with every new key set.
  uint64_t generation() const { return generation_.load(std::memory_order_acquire); }
  // A token names a key that is not there: looks for it soon.
  void Miss();

 private:
  class Reader;
  class FileReader;
  class UrlReader;

  KeySource(std::unique_ptr<Reader> reader, absl::Duration interval, absl::Duration least);

  absl::Status Read();
  void Run();

  const std::unique_ptr<Reader> reader_;
  const absl::Duration interval_;
  const absl::Duration least_interval_;
  std::atomic<uint64_t> generation_ = 0;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const KeySet> keys_ ABSL_GUARDED_BY(mutex_);
  bool missed_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::string text_;  // Of the thread, once it runs.
  std::thread thread_;
};

}  // namespace thidua::auth

#endif  // THIDUA_COMMON_AUTH_KEY_SOURCE_H_
