#ifndef THIDUA_TESTS_E2E_LOAD_H_
#define THIDUA_TESTS_E2E_LOAD_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/e2e/cluster.h"

namespace thidua::e2e {

// The district of the demonstration with its year 2023, and the tasks of one commune for 2024.
void ImportBaToWithTasks(const Cluster& cluster);

// Threads that call all services at a steady pace, reads and writes, and keep what failed.
//
// REQUIRES: ImportBaToWithTasks
class Load {
 public:
  static constexpr int kThreads = 4;
  static constexpr absl::Duration kPause = absl::Milliseconds(20);  // 200 calls a second in all.

  explicit Load(const std::string& address);
  ~Load() { Stop(); }

  // Expects that every acknowledged write is there, once.
  void Stop();

  int reads() const { return reads_; }
  // Writes.
  int acknowledged() const { return acknowledged_; }
  std::vector<std::string> failures() const;

 private:
  void Run(const std::string& address, const std::string& unit, const std::string& task);
  void Count(const char* method, const grpc::Status& status, std::atomic<int>& succeeded);

  const absl::Time start_ = absl::Now();
  std::atomic<bool> stopping_ = false;
  std::atomic<int> reads_ = 0;
  std::atomic<int> acknowledged_ = 0;
  mutable absl::Mutex mutex_;
  std::vector<std::string> failures_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace thidua::e2e

#endif  // THIDUA_TESTS_E2E_LOAD_H_
