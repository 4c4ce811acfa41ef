#ifndef THIDUA_SERVICES_CLI_PROGRESS_H_
#define THIDUA_SERVICES_CLI_PROGRESS_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "common/status/message.h"

namespace thidua::cli {

// Tells on standard error how far an import is, when it takes longer than a moment: a line that moves on a terminal,
// whole lines seconds apart elsewhere. The moving line is wiped when the object goes.
//
// Sent and AllSent may be called from one thread beside the object's own.
class Progress {
 public:
  // `total` in bytes; 0: not known.
  Progress(std::string file, int64_t total, Language language);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Sent(int64_t bytes) { sent_ += bytes; }
  // From here on the server checks and stores.
  void AllSent() { all_sent_ = true; }

 private:
  void Run();
  std::string Line() const;

  const std::string file_;
  const int64_t total_;
  const Language language_;
  const bool terminal_;
  const std::chrono::steady_clock::time_point start_;
  std::atomic<int64_t> sent_ = 0;
  std::atomic<bool> all_sent_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_PROGRESS_H_
