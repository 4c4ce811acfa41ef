#include "tests/bench/forked_server.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/bench/report.h"

namespace thidua::bench {

void StayOnCore(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  if (sched_setaffinity(0, sizeof(cores), &cores) != 0) Note("cannot stay on one core; figures will vary more");
}

ForkedServer::ForkedServer(
    int core, const std::function<void(const std::function<void(const std::string& line)>& ready)>& serve) {
  int up[2], down[2];
  if (pipe(up) != 0 || pipe(down) != 0) std::exit(1);
  process_ = fork();
  if (process_ < 0) std::exit(1);
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(up[0]);
    close(down[1]);
    StayOnCore(core);
    serve([&](const std::string& line) {
      const std::string text = line + "\n";
      if (write(up[1], text.data(), text.size()) != static_cast<ssize_t>(text.size())) _exit(1);
      char byte = 0;
      (void)!read(down[0], &byte, 1);
    });
    _exit(0);
  }
  close(up[1]);
  close(down[0]);
  from_child_ = up[0];
  to_child_ = down[1];
}

ForkedServer::~ForkedServer() {
  close(to_child_);
  close(from_child_);
  waitpid(process_, nullptr, 0);
}

std::string ForkedServer::ReadLine() {
  std::string line;
  for (char byte = 0; read(from_child_, &byte, 1) == 1; line += byte) {
    if (byte == '\n') return line;
  }
  Note("the server of this benchmark ended");
  std::exit(1);
}

double ForkedServer::CpuSeconds() const {
  std::ifstream file("/proc/" + std::to_string(process_) + "/stat");
  std::string text;
  std::getline(file, text);
  // After the name, which ends with the last bracket: user and system time are the 12th and 13th.
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string field;
  for (int i = 0; i < 11; ++i) fields >> field;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace thidua::bench
