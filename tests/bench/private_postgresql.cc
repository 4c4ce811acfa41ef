#include "tests/bench/private_postgresql.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"

namespace thidua::bench {
namespace {

constexpr std::chrono::seconds kStartWithin{20};
constexpr std::chrono::milliseconds kAskEvery{20};

// The folder of the newest version's programs; empty when there is none.
std::string ProgramFolder() {
  int newest = 0;
  std::error_code ignored;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
    if (!std::filesystem::exists(version.path() / "bin/initdb")) continue;
    newest = std::max(newest, std::atoi(version.path().filename().c_str()));
  }
  return newest == 0 ? "" : absl::StrCat("/usr/lib/postgresql/", newest, "/bin/");
}

// Null: this process is no root, and stays who it is.
const passwd* ServerUser() { return geteuid() == 0 ? getpwnam("postgres") : nullptr; }

// Starts a program as `user`, with its output in a file. It ends with this process.
pid_t Spawn(const passwd* user, const std::string& output, const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child != 0) return child;
  if (user != nullptr && (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
    _exit(1);
  }
  prctl(PR_SET_PDEATHSIG, SIGINT);
  if (getppid() != parent) _exit(1);
  const int file = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(file, STDOUT_FILENO);
  dup2(file, STDERR_FILENO);
  execv(arguments[0], arguments.data());
  _exit(1);
}

bool Succeeds(pid_t process) {
  int status = 0;
  return waitpid(process, &status, 0) == process && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<PrivatePostgresql>> PrivatePostgresql::Start() {
  const std::string programs = ProgramFolder();
  if (programs.empty()) return absl::UnavailableError("PostgreSQL is not installed");
  const passwd* user = ServerUser();
  if (geteuid() == 0 && user == nullptr) return absl::UnavailableError("no user postgres to run the server as");
  std::unique_ptr<PrivatePostgresql> server(new PrivatePostgresql);
  const std::string& folder = server->folder_.path();
  if (user != nullptr && chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0) {
    return absl::UnavailableError("cannot give a folder to the user postgres");
  }
  const std::string data = server->folder_.File("data");
  const std::string log = server->folder_.File("log");
  if (!Succeeds(Spawn(user, log,
                      {programs + "initdb", "--pgdata", data, "--username=bench", "--auth=trust", "--no-sync",
                       "--encoding=UTF8", "--locale=C"}))) {
    return absl::UnavailableError("initdb failed");
  }
  // Memory for the whole query; nothing that only costs on one core.
  server->server_ = Spawn(user, log,
                          {programs + "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c",
                           "work_mem=256MB", "-c", "jit=off", "-c", "max_parallel_workers_per_gather=0"});
  const auto deadline = std::chrono::steady_clock::now() + kStartWithin;
  while (PQping(server->connection_string().c_str()) != PQPING_OK) {
    if (std::chrono::steady_clock::now() > deadline) return absl::UnavailableError("the server does not answer");
    std::this_thread::sleep_for(kAskEvery);
  }
  return server;
}

PrivatePostgresql::~PrivatePostgresql() {
  if (server_ <= 0) return;
  kill(server_, SIGINT);  // PostgreSQL's fast shutdown.
  waitpid(server_, nullptr, 0);
}

std::string PrivatePostgresql::connection_string() const {
  return absl::StrCat("host='", folder_.path(), "' user=bench dbname=postgres");
}

}  // namespace thidua::bench
