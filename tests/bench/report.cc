#include "tests/bench/report.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>

namespace thidua::bench {
namespace {

long AnonymousKilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) return std::stol(line.substr(8));
  }
  return 0;
}

}  // namespace

void Report(const std::string& name, double value, double baseline, const std::string& goal) {
  std::printf("%s,%.1f,%.1f,%.3f,%s\n", name.c_str(), value, baseline, baseline == 0 ? 0 : value / baseline,
              goal.c_str());
  std::fflush(stdout);
}

void Note(const std::string& what) { std::fprintf(stderr, "bench: %s\n", what.c_str()); }

MemoryWatch::MemoryWatch() : before_(AnonymousKilobytes()), most_(before_) {
  watcher_ = std::thread([this] {
    while (!done_) {
      most_ = std::max(most_.load(), AnonymousKilobytes());
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
}

MemoryWatch::~MemoryWatch() {
  done_ = true;
  watcher_.join();
}

}  // namespace thidua::bench
