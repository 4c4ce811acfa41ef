#ifndef THIDUA_TESTS_BENCH_REPORT_H_
#define THIDUA_TESTS_BENCH_REPORT_H_

#include <atomic>
#include <string>
#include <thread>

namespace thidua::bench {

// One measurement on standard output, as "name,value,baseline,ratio,goal": both figures were taken in this run, goal is
// ">=0.5" or "<=3", or empty where there is none.
void Report(const std::string& name, double value, double baseline, const std::string& goal);

// A line on standard error: what is being measured now.
void Note(const std::string& what);

// The most anonymous memory, in kilobytes, that this process has resident while this object lives, looked at every few
// milliseconds, above what it had before.
class MemoryWatch {
 public:
  MemoryWatch();
  ~MemoryWatch();
  long Kilobytes() const { return most_ - before_; }

 private:
  const long before_;
  std::atomic<long> most_;
  std::atomic<bool> done_ = false;
  std::thread watcher_;
};

}  // namespace thidua::bench

#endif  // THIDUA_TESTS_BENCH_REPORT_H_
