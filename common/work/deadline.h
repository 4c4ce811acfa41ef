#ifndef THIDUA_COMMON_WORK_DEADLINE_H_
#define THIDUA_COMMON_WORK_DEADLINE_H_

#include "absl/time/time.h"

namespace thidua {

// While it lives, what its thread does is for somebody who waits until `deadline`: whatever may wait long on that
// thread (a store) gives up then. The worker of a call sets it, so that no interface in between has to pass it on.
class DeadlineScope {
 public:
  explicit DeadlineScope(absl::Time deadline);
  ~DeadlineScope();
  DeadlineScope(const DeadlineScope&) = delete;
  DeadlineScope& operator=(const DeadlineScope&) = delete;

 private:
  const absl::Time outer_;
};

// Of this thread; InfiniteFuture where nobody set one.
absl::Time CurrentDeadline();

}  // namespace thidua

#endif  // THIDUA_COMMON_WORK_DEADLINE_H_
