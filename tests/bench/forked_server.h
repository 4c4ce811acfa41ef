#ifndef THIDUA_TESTS_BENCH_FORKED_SERVER_H_
#define THIDUA_TESTS_BENCH_FORKED_SERVER_H_

#include <sys/types.h>

#include <functional>
#include <string>

namespace thidua::bench {

// Keeps this process, with the threads that it will start, on one core. Says so when it cannot.
void StayOnCore(int core);

// A process of this program's own that does something on a core of its own and tells one line when it is ready. It ends
// with this object, or with the thread that started it. REQUIRES: no thread was started yet, and gRPC was not used.
class ForkedServer {
 public:
  // `serve` in the child: `ready` passes the line on and returns once the parent lets the child go.
  ForkedServer(int core, const std::function<void(const std::function<void(const std::string& line)>& ready)>& serve);
  ~ForkedServer();
  ForkedServer(const ForkedServer&) = delete;
  ForkedServer& operator=(const ForkedServer&) = delete;

  // Waits for it. Ends the program when the child ended without one.
  std::string ReadLine();
  // That the child has used so far, in steps of ten milliseconds.
  double CpuSeconds() const;

 private:
  pid_t process_ = 0;
  int from_child_ = -1;
  int to_child_ = -1;
};

}  // namespace thidua::bench

#endif  // THIDUA_TESTS_BENCH_FORKED_SERVER_H_
