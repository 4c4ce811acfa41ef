#ifndef THIDUA_COMMON_CACHE_REDIS_SERVER_FOR_TEST_H_
#define THIDUA_COMMON_CACHE_REDIS_SERVER_FOR_TEST_H_

#include <sys/types.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace thidua::cache {

// A real redis-server of its own, without persistence, for one test. It starts running and ends with this object, or
// with the thread that started it, whichever comes first. What goes wrong is thrown as std::runtime_error.
//
// Not thread-safe, except that a server may be used while it is being paused, killed or started.
class RedisServer {
 public:
  enum class Listen { kUnixSocket, kLoopbackPort };

  struct Options {
    Listen listen = Listen::kUnixSocket;  // Which no other process can take.
    std::string password;                 // Empty: none is asked for.
  };

  RedisServer() : RedisServer(Options{}) {}
  explicit RedisServer(Options options);
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  // As RedisCache and the programs' --redis take it. The same after every start.
  const std::string& address() const { return address_; }

  // Returns when the server answers. REQUIRES: it does not run.
  void Start();
  // Lets the server say good-bye to its clients. Nothing happens when it does not run; so too with Kill.
  void Stop();
  void Kill();
  // Kill and Start: everything is forgotten.
  void Restart();
  // A paused server still accepts connections and bytes, and answers nothing. REQUIRES: it runs.
  void Pause();
  void Resume();

  // The reply of a command as text; that of an array is empty.
  std::string Execute(std::initializer_list<std::string_view> command) const;

 private:
  bool Launch();
  void End(int signal);

  const Options options_;
  std::string directory_;
  std::string address_;
  int port_ = 0;  // 0 means a Unix socket.
  pid_t process_ = 0;
};

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_REDIS_SERVER_FOR_TEST_H_
