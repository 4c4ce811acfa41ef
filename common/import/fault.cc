#include "common/import/fault.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace thidua::imports {

void FaultList::Add(Fault fault) {
  if (closed_) return;
  if (faults_.size() < static_cast<size_t>(limit_)) {
    faults_.push_back(std::move(fault));
  } else {
    ++more_;
  }
}

void FaultList::AddFirst(Fault fault) {
  if (closed_) return;
  if (faults_.size() == static_cast<size_t>(limit_)) {
    faults_.pop_back();
    ++more_;
  }
  faults_.insert(faults_.begin(), std::move(fault));
}

void FaultList::AddOnly(Fault fault) {
  faults_ = {std::move(fault)};
  more_ = 0;
  closed_ = true;
}

std::vector<Fault> FaultList::Sorted() const {
  std::vector<Fault> sorted = faults_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Fault& a, const Fault& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  return sorted;
}

}  // namespace thidua::imports
