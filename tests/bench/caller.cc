#include "tests/bench/caller.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <utility>

namespace thidua::bench {

Caller::Caller(std::shared_ptr<grpc::Channel> channel, std::string method, const std::string& request)
    : stub_(std::move(channel)), method_(std::move(method)), slice_(request) {}

Load Caller::Run(int in_flight, Clock::duration how_long) {
  end_ = Clock::now() + how_long;
  {
    const absl::MutexLock lock(&mutex_);
    times_.clear();
    flying_ = in_flight;
  }
  const auto begin = Clock::now();
  std::vector<std::unique_ptr<Flight>> flights;
  flights.reserve(in_flight);
  for (int i = 0; i < in_flight; ++i) flights.push_back(std::make_unique<Flight>());
  for (const auto& flight : flights) Begin(*flight);
  const absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](int* flying) { return *flying == 0; }, &flying_));
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  Load load{.per_second = static_cast<double>(times_.size()) / seconds, .bytes = bytes_, .calls = times_.size()};
  const auto place = times_.begin() + static_cast<ptrdiff_t>(times_.size() * 99 / 100);
  std::nth_element(times_.begin(), place, times_.end());
  load.p99_microseconds = *place;
  return load;
}

void Caller::Begin(Flight& flight) {
  flight.context.emplace();
  flight.request = grpc::ByteBuffer(&slice_, 1);
  flight.response.Clear();
  flight.begun = Clock::now();
  stub_.UnaryCall(&*flight.context, method_, {}, &flight.request, &flight.response,
                  [this, &flight](const grpc::Status& status) {
                    const auto now = Clock::now();
                    if (!status.ok()) {
                      std::cerr << "bench: " << method_ << ": " << status.error_message() << '\n';
                      std::_Exit(1);
                    }
                    {
                      const absl::MutexLock lock(&mutex_);
                      times_.push_back(std::chrono::duration<double, std::micro>(now - flight.begun).count());
                      bytes_ = flight.response.Length();
                      if (now >= end_) {
                        --flying_;
                        return;
                      }
                    }
                    Begin(flight);
                  });
}

}  // namespace thidua::bench
