#include "common/testing/postgresql_for_test.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace thidua {
namespace {

constexpr std::chrono::seconds kStartWithin{60};
constexpr std::chrono::milliseconds kAskEvery{10};

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

// Starts a program as the server's user, in a process group of its own, with its output in a file. It ends with this
// process.
pid_t Spawn(const std::string& output, const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const passwd* user = ServerUser();
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child != 0) {
    setpgid(child, child);
    return child;
  }
  setpgid(0, 0);
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

// What Linux says of a process (proc(5)).
struct ProcessState {
  char letter = 'X';
  pid_t parent = 0;

  bool runs() const { return letter != 'X' && letter != 'Z'; }
};

ProcessState StateOf(pid_t process) {
  std::ifstream file(absl::StrCat("/proc/", process, "/stat"));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  ProcessState state;
  // After the name of the program, which can hold anything.
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return state;
  std::istringstream(text.substr(name_end + 1)) >> state.letter >> state.parent;
  return state;
}

std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    pid_t process = 0;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &process)) continue;
    if (StateOf(process).parent == parent) children.push_back(process);
  }
  return children;
}

}  // namespace

bool PostgresqlServer::Installed() { return !ProgramFolder().empty() && (geteuid() != 0 || ServerUser() != nullptr); }

PostgresqlServer& PostgresqlServer::Shared() {
  static PostgresqlServer server;
  return server;
}

PostgresqlServer::PostgresqlServer(const Options& options) : options_(options) {
  if (!Installed()) throw std::runtime_error("PostgreSQL is not installed");
  const passwd* user = ServerUser();
  if (user != nullptr && chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::runtime_error("cannot give a folder to the user of PostgreSQL");
  }
  if (options_.primary != nullptr) {
    MakeData("pg_basebackup",
             {"--dbname", options_.primary->uri(), "--write-recovery-conf", "--checkpoint=fast", "--no-sync"});
  } else {
    MakeData("initdb", {"--username=thidua", "--auth=trust", "--no-sync", "--no-instructions", "--encoding=UTF8",
                        "--locale=C.UTF-8"});
  }
  Start();
}

void PostgresqlServer::MakeData(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {ProgramFolder() + program, "--pgdata", folder_.File("data")};
  command.insert(command.end(), arguments.begin(), arguments.end());
  if (!Succeeds(Spawn(folder_.File("log"), command))) throw std::runtime_error(program + ": " + Log());
}

PostgresqlServer::~PostgresqlServer() {
  if (server_ <= 0) return;
  kill(server_, SIGINT);  // PostgreSQL's fast shutdown.
  waitpid(server_, nullptr, 0);
}

std::string PostgresqlServer::uri() const { return absl::StrCat("postgresql://thidua@/postgres?host=", Host()); }

std::string PostgresqlServer::UriWith(const PostgresqlServer& other) const {
  return absl::StrCat(uri(), ",", other.Host());
}

std::string PostgresqlServer::Host() const { return absl::StrReplaceAll(folder_.path(), {{"/", "%2F"}, {" ", "%20"}}); }

std::string PostgresqlServer::NewSchema() { return absl::StrCat("test_", ++schemas_); }

void PostgresqlServer::Kill() {
  // Its children lead sessions of their own, so that no signal reaches all. While it is stopped it starts none.
  kill(server_, SIGSTOP);
  while (StateOf(server_).letter != 'T') std::this_thread::sleep_for(kAskEvery);
  const std::vector<pid_t> children = ChildrenOf(server_);
  for (const pid_t child : children) kill(child, SIGKILL);
  kill(server_, SIGKILL);
  waitpid(server_, nullptr, 0);
  for (const pid_t child : children) {
    while (StateOf(child).runs()) std::this_thread::sleep_for(kAskEvery);
  }
  server_ = -1;
}

void PostgresqlServer::Start() {
  std::vector<std::string> command = {ProgramFolder() + "postgres", "-D", folder_.File("data"), "-k", folder_.path()};
  std::vector<std::string> settings = {"listen_addresses=", "shared_buffers=16MB", "jit=off"};
  if (!options_.durable) settings.insert(settings.end(), {"fsync=off", "full_page_writes=off"});
  settings.insert(settings.end(), options_.settings.begin(), options_.settings.end());
  for (const std::string& setting : settings) command.insert(command.end(), {"-c", setting});
  server_ = Spawn(folder_.File("log"), command);
  const auto deadline = std::chrono::steady_clock::now() + kStartWithin;
  while (PQping(uri().c_str()) != PQPING_OK) {
    if (std::chrono::steady_clock::now() > deadline || waitpid(server_, nullptr, WNOHANG) == server_) {
      throw std::runtime_error("PostgreSQL does not start: " + Log());
    }
    std::this_thread::sleep_for(kAskEvery);
  }
}

void PostgresqlServer::Promote() {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(uri().c_str()), &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> promoted(PQexec(connection.get(), "SELECT pg_promote()"),
                                                               &PQclear);
  if (PQntuples(promoted.get()) != 1 || PQgetvalue(promoted.get(), 0, 0) != std::string("t")) {
    throw std::runtime_error("pg_promote: " + Log());
  }
}

std::string PostgresqlServer::Log() const {
  std::ifstream log(folder_.File("log"));
  return {std::istreambuf_iterator<char>(log), {}};
}

}  // namespace thidua
