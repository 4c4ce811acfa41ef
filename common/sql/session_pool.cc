#include "common/sql/session_pool.h"

#include <soci/soci.h>

#include <utility>

#include "common/status/problem.h"

namespace thidua::sql {

SessionPool::SessionPool(int most, Opener opener) : most_(most), opener_(std::move(opener)) {}
SessionPool::~SessionPool() = default;

SessionPool::Lease::Lease(SessionPool& pool, std::unique_ptr<soci::session> session)
    : pool_(&pool), session_(std::move(session)) {}

SessionPool::Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)), session_(std::move(other.session_)) {}

SessionPool::Lease::~Lease() {
  if (pool_ == nullptr) return;
  session_.reset();
  const absl::MutexLock lock(&pool_->mutex_);
  --pool_->open_;
}

void SessionPool::Lease::GiveBack() {
  const absl::MutexLock lock(&pool_->mutex_);
  pool_->idle_.push_back(std::move(session_));
  pool_ = nullptr;
}

absl::StatusOr<SessionPool::Lease> SessionPool::Take(absl::Duration longest) {
  {
    const absl::MutexLock lock(&mutex_);
    if (!mutex_.AwaitWithTimeout(absl::Condition(this, &SessionPool::Free), longest)) {
      return Unavailable("STORE_BUSY", {.vi = "Mọi kết nối tới cơ sở dữ liệu đang bận. Hãy thử lại sau ít phút.",
                                        .en = "All connections to the database are busy. Try again in a while."});
    }
    if (!idle_.empty()) {
      std::unique_ptr<soci::session> session = std::move(idle_.back());
      idle_.pop_back();
      return Lease(*this, std::move(session));
    }
    ++open_;
  }
  absl::StatusOr<std::unique_ptr<soci::session>> opened = opener_();
  if (opened.ok()) return Lease(*this, *std::move(opened));
  const absl::MutexLock lock(&mutex_);
  --open_;
  return opened.status();
}

void SessionPool::CloseIdle() {
  std::vector<std::unique_ptr<soci::session>> idle;  // They go after the lock does.
  const absl::MutexLock lock(&mutex_);
  open_ -= static_cast<int>(idle_.size());
  idle.swap(idle_);
}

}  // namespace thidua::sql
