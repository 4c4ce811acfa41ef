#ifndef THIDUA_SERVICES_CLI_PROGRESS_H_
#define THIDUA_SERVICES_CLI_PROGRESS_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "common/status/message.h"

namespace thidua::cli {

// Tells on standard error how far something is, when it takes longer than a moment: a line that moves on a terminal,
// whole lines seconds apart elsewhere. The moving line is wiped when the object goes.
class Progress {
 public:
  // `line` is called on a thread of its own.
  explicit Progress(std::function<std::string()> line);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void Run();

  const std::function<std::string()> line_;
  const bool terminal_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

// How far a file is that is being sent.
class UploadProgress {
 public:
  // `total` in bytes; 0: not known.
  UploadProgress(std::string file, int64_t total, Language language);

  void Sent(int64_t bytes) { sent_ += bytes; }
  // From here on the server checks and stores.
  void AllSent() { all_sent_ = true; }

 private:
  std::string Line() const;

  const std::string file_;
  const int64_t total_;
  const Language language_;
  const std::chrono::steady_clock::time_point start_;
  std::atomic<int64_t> sent_ = 0;
  std::atomic<bool> all_sent_ = false;
  Progress progress_;  // Last: it reads the others.
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_PROGRESS_H_
