#ifndef THIDUA_COMMON_TELEMETRY_STORE_METRICS_H_
#define THIDUA_COMMON_TELEMETRY_STORE_METRICS_H_

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "common/telemetry/registry.h"

namespace thidua::telemetry {

// What a store shows of its work, under its name. An outcome other than "ok" and "refused" is a fault of the store or
// of what it stands on; "refused" is what the service took back by its own rules, or did not find.
//
// Thread-safe.
class StoreMetrics {
 public:
  using Duration = std::chrono::steady_clock::duration;
  enum class Operation { kRead, kWrite };

  // `pending_writes` is called as Registry::AddGauge says, while this object lives.
  StoreMetrics(Registry& registry, const std::string& store, std::function<size_t()> pending_writes);

  // An operation from its call to its return.
  void CountOperation(Operation operation, const absl::Status& status, Duration took) const;
  // How long a read waited until it had a session and a state of the database to itself.
  void CountReadWait(Duration waited) const;
  // So many writes that were committed together.
  void CountGroup(size_t writes) const;

 private:
  static constexpr size_t kOutcomes = 9;
  struct Counted {
    prometheus::Histogram* seconds;
    std::array<prometheus::Counter*, kOutcomes> outcomes;
  };

  static Counted Count(Registry& registry, const std::string& store, const char* operation);

  const Counted reads_;
  const Counted writes_;
  prometheus::Histogram& read_wait_;
  prometheus::Histogram& groups_;
  const Registry::Registration pending_;
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_STORE_METRICS_H_
