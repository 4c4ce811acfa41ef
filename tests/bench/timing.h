#ifndef THIDUA_TESTS_BENCH_TIMING_H_
#define THIDUA_TESTS_BENCH_TIMING_H_

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace thidua::bench {

template <typename Work>
double MicrosecondsOf(Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
}

// REQUIRES: values is not empty.
inline double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

template <typename Work>
double MedianMicrosecondsOf(int runs, Work work) {
  std::vector<double> times(runs);
  for (double& time : times) time = MicrosecondsOf(work);
  return Median(std::move(times));
}

}  // namespace thidua::bench

#endif  // THIDUA_TESTS_BENCH_TIMING_H_
