#include "common/import/fault.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace thidua::imports {

void FaultList::Add(Fault fault) {
  if (faults_.size() < static_cast<size_t>(limit_)) {
    faults_.push_back(std::move(fault));
  } else {
    ++more_;
  }
}

std::vector<Fault> FaultList::Sorted() const {
  std::vector<Fault> sorted = faults_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Fault& a, const Fault& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  return sorted;
}

}  // namespace thidua::imports
