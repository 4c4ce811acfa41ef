#include "common/rpc/worker_pool.h"

#include <utility>

namespace thidua::rpc {

WorkerPool::WorkerPool(int threads, size_t queue_limit) : queue_limit_(queue_limit) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkerPool::~WorkerPool() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::Submit(std::function<void()> work) {
  absl::MutexLock lock(&mutex_);
  if (stopping_ || queue_.size() >= queue_limit_) {
    refused_.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  if (queue_.empty()) moved_ = Clock::now();
  queue_.push_back(std::move(work));
  return true;
}

size_t WorkerPool::waiting() const {
  const absl::MutexLock lock(&mutex_);
  return queue_.size();
}

absl::Duration WorkerPool::Stalled() const {
  const absl::MutexLock lock(&mutex_);
  return queue_.empty() ? absl::ZeroDuration() : absl::FromChrono(Clock::now() - moved_);
}

void WorkerPool::Run() {
  while (true) {
    std::function<void()> work;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(
          +[](WorkerPool* pool)
               ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return pool->stopping_ || !pool->queue_.empty(); },
          this));
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
      moved_ = Clock::now();
    }
    work();
  }
}

}  // namespace thidua::rpc
