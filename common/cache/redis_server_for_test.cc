#include "common/cache/redis_server_for_test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace thidua::cache {
namespace {

constexpr std::chrono::seconds kPatience{20};
constexpr int kPortsToTry = 10;

using Context = std::unique_ptr<redisContext, decltype(&redisFree)>;
using Reply = std::unique_ptr<redisReply, decltype(&freeReplyObject)>;

// A port that nobody listens on at this moment.
int FreePort() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound = bind(listener, generic, size) == 0 && getsockname(listener, generic, &size) == 0;
  close(listener);
  if (!bound) throw std::runtime_error("no free loopback port");
  return ntohs(address.sin_port);
}

// Null when there is no connection, or no reply to the command.
Reply Ask(const std::string& path, int port, const std::string& password,
          std::initializer_list<std::string_view> command) {
  const timeval patience = {.tv_sec = kPatience.count(), .tv_usec = 0};
  const Context context(port == 0 ? redisConnectUnixWithTimeout(path.c_str(), patience)
                                  : redisConnectWithTimeout("127.0.0.1", port, patience),
                        &redisFree);
  Reply reply(nullptr, &freeReplyObject);
  if (context == nullptr || context->err != 0) return reply;
  redisSetTimeout(context.get(), patience);
  if (!password.empty()) {
    reply.reset(static_cast<redisReply*>(redisCommand(context.get(), "AUTH %s", password.c_str())));
    if (reply == nullptr || reply->type == REDIS_REPLY_ERROR) return reply;
  }
  std::vector<const char*> arguments;
  std::vector<size_t> sizes;
  for (const std::string_view argument : command) {
    arguments.push_back(argument.data());
    sizes.push_back(argument.size());
  }
  reply.reset(static_cast<redisReply*>(
      redisCommandArgv(context.get(), static_cast<int>(command.size()), arguments.data(), sizes.data())));
  return reply;
}

}  // namespace

RedisServer::RedisServer(Options options) : options_(std::move(options)) {
  std::string directory = (std::filesystem::temp_directory_path() / "thidua-redis-XXXXXX").string();
  if (mkdtemp(directory.data()) == nullptr) throw std::runtime_error("cannot make " + directory);
  directory_ = directory;
  if (options_.listen == Listen::kUnixSocket) {
    address_ = directory_ + "/redis.sock";
    Start();
    return;
  }
  // Another process may take a port between its choice and the start.
  for (int tries = 0; tries < kPortsToTry; ++tries) {
    port_ = FreePort();
    address_ = "127.0.0.1:" + std::to_string(port_);
    if (Launch()) return;
  }
  throw std::runtime_error("redis-server found no port");
}

RedisServer::~RedisServer() {
  Kill();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void RedisServer::Start() {
  if (Launch()) return;
  std::ifstream log(directory_ + "/log");
  throw std::runtime_error("redis-server does not start on " + address_ + ":\n" +
                           std::string(std::istreambuf_iterator<char>(log), {}));
}

void RedisServer::Stop() {
  Resume();
  End(SIGTERM);
}

void RedisServer::Kill() { End(SIGKILL); }

void RedisServer::Restart() {
  Kill();
  Start();
}

void RedisServer::Pause() {
  if (process_ == 0) throw std::runtime_error("redis-server does not run");
  kill(process_, SIGSTOP);
  waitpid(process_, nullptr, WUNTRACED);
}

void RedisServer::Resume() {
  if (process_ != 0) kill(process_, SIGCONT);
}

std::string RedisServer::Execute(std::initializer_list<std::string_view> command) const {
  const Reply reply = Ask(address_, port_, options_.password, command);
  if (reply == nullptr) throw std::runtime_error("redis-server does not answer on " + address_);
  if (reply->type == REDIS_REPLY_INTEGER) return std::to_string(reply->integer);
  return reply->str == nullptr ? std::string() : std::string(reply->str, reply->len);
}

// Whether the server came to answer.
bool RedisServer::Launch() {
  std::vector<std::string> words = {"redis-server",
                                    "--save",
                                    "",
                                    "--appendonly",
                                    "no",
                                    "--dir",
                                    directory_,
                                    "--logfile",
                                    directory_ + "/log",
                                    "--bind",
                                    "127.0.0.1",
                                    "--port",
                                    std::to_string(port_)};
  if (port_ == 0) words.insert(words.end(), {"--unixsocket", address_});
  if (!options_.password.empty()) words.insert(words.end(), {"--requirepass", options_.password});
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    // Only what is safe between fork and exec in a program of several threads.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent) execvp(arguments[0], arguments.data());
    _exit(127);
  }
  process_ = child;
  const auto patience_ends = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < patience_ends) {
    if (waitpid(process_, nullptr, WNOHANG) != 0) {
      process_ = 0;
      return false;
    }
    // Asked who it is, for on a port another server may answer.
    const Reply reply = Ask(address_, port_, options_.password, {"INFO", "server"});
    if (reply != nullptr && reply->type == REDIS_REPLY_STRING &&
        std::string_view(reply->str, reply->len).find("process_id:" + std::to_string(process_) + "\r") !=
            std::string_view::npos) {
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  Kill();
  return false;
}

void RedisServer::End(int signal) {
  if (process_ == 0) return;
  kill(process_, signal);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

}  // namespace thidua::cache
