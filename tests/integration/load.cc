#include "tests/integration/load.h"

#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/integration/rpc.h"

namespace thidua::integration {
namespace {

bool SaysWhenToComeBack(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return false;
  return std::any_of(details.details().begin(), details.details().end(),
                     [](const auto& detail) { return detail.template Is<google::rpc::RetryInfo>(); });
}

// Calls under way, and what became of the others.
class Caller {
 public:
  explicit Caller(const Demand& demand) : demand_(demand), stub_(demand.channel), slice_(demand.request) {}

  // Waits for the calls under way.
  ~Caller() {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](int* under_way) { return *under_way == 0; }, &under_way_));
  }

  // `then` is called, with whether it was answered, on a thread of gRPC's.
  void Start(std::function<void()> then = {}) {
    {
      const absl::MutexLock lock(&mutex_);
      ++under_way_;
    }
    auto* call = new Call{.request = grpc::ByteBuffer(&slice_, 1)};
    call->context.set_deadline(absl::ToChronoTime(absl::Now() + demand_.deadline));
    stub_.UnaryCall(&call->context, demand_.method, {}, &call->request, &call->response,
                    [this, call, then = std::move(then)](const grpc::Status& status) {
                      delete call;
                      Count(status);
                      if (then) then();
                      const absl::MutexLock lock(&mutex_);
                      --under_way_;
                    });
  }

  Tally tally() const {
    const absl::MutexLock lock(&mutex_);
    return tally_;
  }

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer response;
  };

  void Count(const grpc::Status& status) {
    const absl::MutexLock lock(&mutex_);
    if (status.ok()) {
      ++tally_.answered;
    } else if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
      ++tally_.refused;
      if (!SaysWhenToComeBack(status)) ++tally_.refused_without_retry;
    } else if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
      ++tally_.late;
    } else {
      if (tally_.failed++ == 0) tally_.failure = absl::StrCat(status.error_code(), ": ", status.error_message());
    }
  }

  const Demand demand_;
  grpc::GenericStub stub_;
  const grpc::Slice slice_;
  mutable absl::Mutex mutex_;
  int under_way_ ABSL_GUARDED_BY(mutex_) = 0;
  Tally tally_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::string Tally::Text() const {
  return absl::StrCat(answered, " answered (", static_cast<int>(answered_per_second()), "/s), ", refused, " refused, ",
                      late, " late, ", failed, " failed ", failure);
}

Tally Saturate(const Demand& demand, int callers, absl::Duration time) {
  const absl::Time begin = absl::Now();
  const absl::Time end = begin + time;
  Tally tally;
  Caller caller(demand);
  std::function<void()> next = [&] {
    if (absl::Now() < end) caller.Start(next);
  };
  for (int i = 0; i < callers; ++i) caller.Start(next);
  absl::SleepFor(end - absl::Now());
  tally = caller.tally();
  tally.took = absl::Now() - begin;
  return tally;
}

Tally Offer(const Demand& demand, double per_second, absl::Duration time) {
  const absl::Time begin = absl::Now();
  const absl::Time end = begin + time;
  Caller caller(demand);
  int64_t started = 0;
  for (absl::Time now = begin; now < end; now = absl::Now()) {
    const auto due = static_cast<int64_t>(absl::ToDoubleSeconds(now - begin) * per_second);
    for (; started < due; ++started) caller.Start();
    absl::SleepFor(absl::Milliseconds(1));
  }
  Tally tally = caller.tally();
  tally.took = absl::Now() - begin;
  return tally;
}

struct HealthClock::State {
  std::atomic<bool> done = false;
  std::vector<absl::Duration> times;
  int failed = 0;
  std::thread thread;
};

HealthClock::HealthClock(const std::string& address) : state_(std::make_unique<State>()) {
  state_->thread = std::thread([state = state_.get(), channel = Connect(address)] {
    do {
      const absl::Time begin = absl::Now();
      if (CheckHealth(channel, "") != "SERVING") ++state->failed;
      state->times.push_back(absl::Now() - begin);
      absl::SleepFor(absl::Milliseconds(20));
    } while (!state->done);
  });
}

HealthClock::~HealthClock() {
  state_->done = true;
  if (state_->thread.joinable()) state_->thread.join();
}

HealthTimes HealthClock::End() {
  state_->done = true;
  state_->thread.join();
  std::vector<absl::Duration>& times = state_->times;
  std::sort(times.begin(), times.end());
  return {.longest = times.back(), .median = times[times.size() / 2], .failed = state_->failed};
}

}  // namespace thidua::integration
