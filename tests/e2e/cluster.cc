#include "tests/e2e/cluster.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/testing/source_file.h"
#include "tests/integration/process.h"

namespace thidua::e2e {

Cluster::Cluster(std::vector<std::string> up_options, std::string programs)
    : up_options_(std::move(up_options)), programs_(std::move(programs)) {
  Up();
  const std::string status = Run({"status"});
  for (const absl::string_view line : absl::StrSplit(status, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    names_.push_back(words.at(0));
    if (words[0] == "haproxy") address_ = words.at(1);
  }
}

Cluster::~Cluster() {
  try {
    Run({"down"});
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
  }
}

void Cluster::Up() {
  std::vector<std::string> arguments = {"up", "--bin", programs_};
  arguments.insert(arguments.end(), up_options_.begin(), up_options_.end());
  Run(std::move(arguments));
}

void Cluster::Restart(const std::string& service, int replica, const std::string& programs) {
  Run({"restart", service, absl::StrCat(replica), "--bin", programs.empty() ? programs_ : programs});
}

void Cluster::Kill(const std::string& name) {
  const pid_t id = ProcessOf(name);
  const int process = static_cast<int>(syscall(SYS_pidfd_open, id, 0));
  kill(id, SIGKILL);
  pollfd ended = {.fd = process, .events = POLLIN};
  poll(&ended, 1, -1);
  close(process);
}

pid_t Cluster::ProcessOf(const std::string& name) const {
  pid_t id = 0;
  if (!absl::SimpleAtoi(Noted(name + ".pid"), &id) || id <= 1 || kill(id, 0) != 0)
    throw std::runtime_error(name + " does not run");
  return id;
}

std::string Cluster::ProgramsOf(const std::string& name) const {
  return std::filesystem::read_symlink(absl::StrCat("/proc/", ProcessOf(name), "/exe")).parent_path();
}

std::string Cluster::StoreUri() const {
  return absl::StrCat("postgresql://thidua:", Noted("postgresql.password"), "@127.0.0.1:", Noted("postgresql.port"),
                      "/postgres?connect_timeout=5");
}

std::map<std::string, int> Cluster::Replicas() const {
  std::map<std::string, int> replicas;
  for (const char* service : {"scoring", "ranking", "tasks"}) {
    for (const std::string& name : names_) replicas[service] += name.starts_with(absl::StrCat(service, "-")) ? 1 : 0;
  }
  return replicas;
}

std::string Cluster::Noted(const std::string& file) const {
  std::string word;
  std::ifstream(folder_.File("run/" + file)) >> word;
  return word;
}

std::string Cluster::Run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.end(), {"--data", folder_.path()});
  integration::Process script(SourceFile("deploy/cluster.sh"), arguments);
  if (script.Wait(absl::Seconds(120)) != 0) {
    throw std::runtime_error(absl::StrCat("cluster.sh ", arguments.front(), ":\n", script.out(), script.err()));
  }
  return script.out();
}

}  // namespace thidua::e2e
