#ifndef THIDUA_TESTS_BENCH_CALLER_H_
#define THIDUA_TESTS_BENCH_CALLER_H_

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace thidua::bench {

struct Load {
  double per_second = 0;
  double p99_microseconds = 0;
  size_t bytes = 0;  // Of an answer.
  size_t calls = 0;
};

// One call again and again, so many of them in flight. Ends the program when one fails.
class Caller {
 public:
  using Clock = std::chrono::steady_clock;

  // `method` as on the wire, `request` serialized.
  Caller(std::shared_ptr<grpc::Channel> channel, std::string method, const std::string& request);

  Load Run(int in_flight, Clock::duration how_long);

 private:
  struct Flight {
    std::optional<grpc::ClientContext> context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer response;
    Clock::time_point begun;
  };

  void Begin(Flight& flight);

  grpc::GenericStub stub_;
  const std::string method_;
  const grpc::Slice slice_;
  Clock::time_point end_;
  absl::Mutex mutex_;
  std::vector<double> times_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  int flying_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace thidua::bench

#endif  // THIDUA_TESTS_BENCH_CALLER_H_
