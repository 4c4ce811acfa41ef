#include "common/work/deadline.h"

#include <utility>

namespace thidua {
namespace {

thread_local absl::Time current = absl::InfiniteFuture();

}  // namespace

DeadlineScope::DeadlineScope(absl::Time deadline) : outer_(std::exchange(current, deadline)) {}
DeadlineScope::~DeadlineScope() { current = outer_; }

absl::Time CurrentDeadline() { return current; }

}  // namespace thidua
