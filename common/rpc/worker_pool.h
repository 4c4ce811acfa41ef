#ifndef THIDUA_COMMON_RPC_WORKER_POOL_H_
#define THIDUA_COMMON_RPC_WORKER_POOL_H_

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/fair_queue.h"

namespace thidua::rpc {

// Threads that answer a process's calls, and how many calls may wait for one.
constexpr int kWorkers = 4;
constexpr size_t kQueueLimit = 1024;

// A few threads for work that blocks (SQL, Redis, other services), so that gRPC's own threads never do. What cannot be
// answered in time is refused at once instead of answered too late, and what is long does not keep what is short
// waiting (FairQueue).
class WorkerPool {
 public:
  WorkerPool(int threads, size_t queue_limit);
  // Finishes everything that was accepted.
  ~WorkerPool();

  // Whether work would be accepted now: for calls that send much before their work begins. Fails as Submit.
  absl::Status Check(const Ticket& ticket);
  // When it fails, `work` is not run: RESOURCE_EXHAUSTED (OVERLOADED), DEADLINE_EXCEEDED.
  absl::Status Submit(const Ticket& ticket, std::function<void()> work);

 private:
  void Run();

  absl::Mutex mutex_;
  FairQueue queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_WORKER_POOL_H_
