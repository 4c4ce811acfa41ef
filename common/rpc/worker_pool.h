#ifndef THIDUA_COMMON_RPC_WORKER_POOL_H_
#define THIDUA_COMMON_RPC_WORKER_POOL_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/fair_queue.h"

namespace thidua::rpc {

// Threads that answer a process's calls, and how many calls may wait for one.
constexpr int kWorkers = 4;
constexpr size_t kQueueLimit = 1024;

// A few threads for work that blocks (SQL, Redis, other services), so that gRPC's own threads never do. What cannot be
// answered in time is refused at once instead of answered too late, and what is long does not keep what is short
// waiting (FairQueue). They give way to the other threads of the process when the processor is what all wait for.
class WorkerPool {
 public:
  WorkerPool(int threads, size_t queue_limit);
  // Finishes everything that was accepted.
  ~WorkerPool();

  // Whether work would be accepted now: for calls that send much before their work begins. Fails as Submit.
  absl::Status Check(const Ticket& ticket);
  // When it fails, `work` is not run: RESOURCE_EXHAUSTED (OVERLOADED), DEADLINE_EXCEEDED.
  // It runs under the deadline of its ticket (common/work/deadline.h).
  absl::Status Submit(const Ticket& ticket, std::function<void()> work);

  // How much work waits for a thread, and how much may.
  size_t waiting() const;
  size_t queue_limit() const { return queue_limit_; }
  // How much was not taken so far.
  uint64_t refused() const { return refused_.load(std::memory_order_relaxed); }
  // For how long work has waited and no thread took any up; zero when none waits.
  absl::Duration Stalled() const;

 private:
  void Run();

  using Clock = std::chrono::steady_clock;

  const size_t queue_limit_;
  std::atomic<uint64_t> refused_ = 0;
  mutable absl::Mutex mutex_;
  FairQueue queue_ ABSL_GUARDED_BY(mutex_);
  Clock::time_point moved_ ABSL_GUARDED_BY(mutex_);  // When work was taken up last, or began to wait.
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_WORKER_POOL_H_
