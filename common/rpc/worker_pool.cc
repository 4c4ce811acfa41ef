#include "common/rpc/worker_pool.h"

#include <sys/resource.h>
#include <unistd.h>

#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/refusals.h"
#include "common/work/deadline.h"

namespace thidua::rpc {
namespace {

// gRPC's threads read calls, refuse what is too much and say that this process is healthy: they must not stand in line
// behind the work.
constexpr int kNicerThanOthers = 5;

void GiveWay() {
  const auto thread = static_cast<id_t>(gettid());
  setpriority(PRIO_PROCESS, thread, getpriority(PRIO_PROCESS, thread) + kNicerThanOthers);
}

}  // namespace

WorkerPool::WorkerPool(int threads, size_t queue_limit)
    : queue_limit_(queue_limit), queue_(threads, LanesFor(threads, queue_limit)) {
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
  absl::Status status = queue_.Check(ticket, now);
  if (!status.ok()) refused_.fetch_add(1, std::memory_order_relaxed);
  return status;
}

absl::Status WorkerPool::Submit(const Ticket& ticket, std::function<void()> work) {
  const absl::Time now = absl::Now();
  absl::MutexLock lock(&mutex_);
  if (queue_.empty()) moved_ = Clock::now();
  absl::Status status = stopping_ ? Overloaded(absl::ZeroDuration()) : queue_.Push(ticket, std::move(work), now);
  if (!status.ok()) refused_.fetch_add(1, std::memory_order_relaxed);
  return status;
}

size_t WorkerPool::waiting() const {
  const absl::MutexLock lock(&mutex_);
  size_t waiting = 0;
  for (const Cost cost : {Cost::kLight, Cost::kScoring, Cost::kHeavy}) waiting += queue_.waiting(cost);
  return waiting;
}

absl::Duration WorkerPool::Stalled() const {
  const absl::MutexLock lock(&mutex_);
  return queue_.empty() ? absl::ZeroDuration() : absl::FromChrono(Clock::now() - moved_);
}

void WorkerPool::Run() {
  GiveWay();
  absl::MutexLock lock(&mutex_);
  while (true) {
    mutex_.Await(absl::Condition(
        +[](WorkerPool* pool) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
          return pool->queue_.CanStart() || (pool->stopping_ && pool->queue_.empty());
        },
        this));
    std::optional<FairQueue::Started> started = queue_.Start(absl::Now());
    if (!started.has_value()) return;
    moved_ = Clock::now();
    mutex_.Unlock();
    {
      const DeadlineScope scope(started->deadline);
      started->work();
    }
    started->work = nullptr;  // What it holds is let go outside of the lock.
    mutex_.Lock();
    queue_.Done(started->cost, started->at, absl::Now());
  }
}

}  // namespace thidua::rpc
