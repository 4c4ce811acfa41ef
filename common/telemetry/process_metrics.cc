#include "common/telemetry/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace thidua::telemetry {
namespace {

// Places in /proc/self/stat behind the program's name, which may hold anything (proc(5)).
constexpr size_t kStartTime = 19;
constexpr size_t kVirtualBytes = 20;
constexpr size_t kResidentPages = 21;

std::string ReadFile(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

double StatField(size_t place) {
  const std::string stat = ReadFile("/proc/self/stat");
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return 0;
  const std::vector<std::string> fields = absl::StrSplit(stat.substr(name_end + 2), ' ');
  double value = 0;
  if (place < fields.size() && absl::SimpleAtod(fields[place], &value)) return value;
  return 0;
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double BootTime() {
  for (const absl::string_view line : absl::StrSplit(ReadFile("/proc/stat"), '\n')) {
    double seconds = 0;
    if (line.substr(0, 6) == "btime " && absl::SimpleAtod(line.substr(6), &seconds)) return seconds;
  }
  return 0;
}

double OpenFiles() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  return static_cast<double>(std::distance(files, std::filesystem::directory_iterator()));
}

double MostFiles() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

std::vector<Registry::Registration> AddProcessMetrics(Registry& registry) {
  const double start = BootTime() + StatField(kStartTime) / static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
  std::vector<Registry::Registration> added;
  added.push_back(registry.AddCounter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
                                      {}, CpuSeconds));
  added.push_back(registry.AddGauge("process_resident_memory_bytes", "Resident memory size in bytes.", {},
                                    [page] { return page * StatField(kResidentPages); }));
  added.push_back(registry.AddGauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", {},
                                    [] { return StatField(kVirtualBytes); }));
  added.push_back(registry.AddGauge("process_open_fds", "Number of open file descriptors.", {}, OpenFiles));
  added.push_back(registry.AddGauge("process_max_fds", "Maximum number of open file descriptors.", {}, MostFiles));
  added.push_back(registry.AddGauge("process_start_time_seconds",
                                    "Start time of the process since unix epoch in seconds.", {},
                                    [start] { return start; }));
  added.push_back(registry.AddGauge("thidua_build_info", "The version of this program.", {{"version", THIDUA_VERSION}},
                                    [] { return 1; }));
  return added;
}

}  // namespace thidua::telemetry
