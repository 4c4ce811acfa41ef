#ifndef THIDUA_COMMON_RPC_WORKER_POOL_H_
#define THIDUA_COMMON_RPC_WORKER_POOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace thidua::rpc {

// Threads that answer a process's calls, and how many calls may wait for one.
constexpr int kWorkers = 4;
constexpr size_t kQueueLimit = 1024;

// A few threads for work that blocks (SQL, Redis, other services), so that gRPC's own threads never do. The queue is
// bounded: work beyond it is refused at once instead of answered too late.
class WorkerPool {
 public:
  WorkerPool(int threads, size_t queue_limit);
  // Finishes everything that was accepted.
  ~WorkerPool();

  // False, and `work` is not run, when the queue is full.
  bool Submit(std::function<void()> work);

 private:
  void Run();

  const size_t queue_limit_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_WORKER_POOL_H_
