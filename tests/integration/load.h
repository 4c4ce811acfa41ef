#ifndef THIDUA_TESTS_INTEGRATION_LOAD_H_
#define THIDUA_TESTS_INTEGRATION_LOAD_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/time/time.h"

namespace thidua::integration {

// One call, again and again.
struct Demand {
  std::shared_ptr<grpc::Channel> channel;
  std::string method;   // As on the wire.
  std::string request;  // Serialized.
  absl::Duration deadline = absl::Seconds(1);
};

// What became of the calls.
struct Tally {
  int answered = 0;
  int refused = 0;                // RESOURCE_EXHAUSTED
  int refused_without_retry = 0;  // Of them, those that do not say when to come back.
  int late = 0;                   // DEADLINE_EXCEEDED
  int failed = 0;                 // Everything else.
  std::string failure;            // The first one's message.
  absl::Duration took;

  double answered_per_second() const { return answered / absl::ToDoubleSeconds(took); }
  std::string Text() const;
};

// As many as are answered while `callers` callers make the next call when the one before is answered.
Tally Saturate(const Demand& demand, int callers, absl::Duration time);

// So many a second, whatever becomes of them.
Tally Offer(const Demand& demand, double per_second, absl::Duration time);

struct HealthTimes {
  absl::Duration longest;
  absl::Duration median;
  int failed = 0;  // That did not say SERVING.
};

// How long health checks take that are made one after the other until End.
class HealthClock {
 public:
  explicit HealthClock(const std::string& address);
  ~HealthClock();
  HealthTimes End();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_LOAD_H_
