#include "common/rpc/worker_pool.h"

#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/refusals.h"

namespace thidua::rpc {

WorkerPool::WorkerPool(int threads, size_t queue_limit) : queue_(threads, LanesFor(threads, queue_limit)) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkerPool::~WorkerPool() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

absl::Status WorkerPool::Check(const Ticket& ticket) {
  const absl::Time now = absl::Now();
  absl::MutexLock lock(&mutex_);
  return queue_.Check(ticket, now);
}

absl::Status WorkerPool::Submit(const Ticket& ticket, std::function<void()> work) {
  const absl::Time now = absl::Now();
  absl::MutexLock lock(&mutex_);
  if (stopping_) return Overloaded(absl::ZeroDuration());
  return queue_.Push(ticket, std::move(work), now);
}

void WorkerPool::Run() {
  absl::MutexLock lock(&mutex_);
  while (true) {
    mutex_.Await(absl::Condition(
        +[](WorkerPool* pool) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
          return pool->queue_.CanStart() || (pool->stopping_ && pool->queue_.empty());
        },
        this));
    std::optional<FairQueue::Started> started = queue_.Start(absl::Now());
    if (!started.has_value()) return;
    mutex_.Unlock();
    started->work();
    started->work = nullptr;  // What it holds is let go outside of the lock.
    mutex_.Lock();
    queue_.Done(started->cost, started->at, absl::Now());
  }
}

}  // namespace thidua::rpc
