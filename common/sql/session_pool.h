#ifndef THIDUA_COMMON_SQL_SESSION_POOL_H_
#define THIDUA_COMMON_SQL_SESSION_POOL_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace soci {
class session;
}

namespace thidua::sql {

// At most so many sessions, opened when they are first needed. Thread-safe.
class SessionPool {
 public:
  using Opener = std::function<absl::StatusOr<std::unique_ptr<soci::session>>()>;
  SessionPool(int most, Opener opener);
  ~SessionPool();

  // A session of the caller's alone: kept for the next one when it is given back, closed otherwise.
  class Lease {
   public:
    explicit Lease(SessionPool& pool, std::unique_ptr<soci::session> session);
    ~Lease();
    Lease(Lease&&) noexcept;
    Lease& operator=(Lease&&) = delete;

    soci::session& session() { return *session_; }
    void GiveBack();

   private:
    SessionPool* pool_;
    std::unique_ptr<soci::session> session_;
  };

  // Fails as the opener does; UNAVAILABLE (STORE_BUSY) when none comes free within `longest`.
  absl::StatusOr<Lease> Take(absl::Duration longest);
  // Closes those that nobody uses: what broke one broke them all.
  void CloseIdle();

 private:
  bool Free() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !idle_.empty() || open_ < most_; }

  const int most_;
  const Opener opener_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<soci::session>> idle_ ABSL_GUARDED_BY(mutex_);
  int open_ ABSL_GUARDED_BY(mutex_) = 0;  // The idle ones among them.
};

}  // namespace thidua::sql

#endif  // THIDUA_COMMON_SQL_SESSION_POOL_H_
