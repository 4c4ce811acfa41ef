#include "common/telemetry/store_metrics.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status/problem.h"

namespace thidua::telemetry {
namespace {

struct Outcome {
  const char* name;
  std::string_view reason;  // Of the problem that is counted so.
};

enum : size_t { kOk, kRefused, kInternal, kFirstWithReason };

constexpr std::array<Outcome, 9> kOutcomeNames = {{{"ok", ""},
                                                   {"refused", ""},
                                                   {"internal", ""},
                                                   {"unavailable", "STORE_UNAVAILABLE"},
                                                   {"busy", "STORE_BUSY"},
                                                   {"late", "DEADLINE_EXCEEDED"},
                                                   {"conflict", "STORE_CONFLICT"},
                                                   {"full", "STORE_FULL"},
                                                   {"unknown", "STORE_OUTCOME_UNKNOWN"}}};

size_t OutcomeOf(const absl::Status& status) {
  if (status.ok()) return kOk;
  if (absl::IsInternal(status)) return kInternal;
  const std::string reason = Problem::FromStatus(status).reason;
  const auto* found = std::find_if(kOutcomeNames.begin() + kFirstWithReason, kOutcomeNames.end(),
                                   [&](const Outcome& outcome) { return outcome.reason == reason; });
  return found == kOutcomeNames.end() ? size_t{kRefused} : static_cast<size_t>(found - kOutcomeNames.begin());
}

// A read of some rows takes a tenth of a millisecond, an import of a country seconds.
const std::vector<double>& Seconds() {
  static const auto& buckets = *new std::vector<double>{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                        0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};
  return buckets;
}

prometheus::Histogram& Histogram(Registry& registry, const char* name, const char* help, const Labels& labels,
                                 const std::vector<double>& buckets) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry.counted()).Add(labels, buckets);
}

double InSeconds(StoreMetrics::Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

StoreMetrics::Counted StoreMetrics::Count(Registry& registry, const std::string& store, const char* operation) {
  Counted counted{.seconds = &Histogram(registry, "thidua_store_operation_seconds",
                                        "Time of a read or write of a store, waiting included.",
                                        {{"store", store}, {"operation", operation}}, Seconds()),
                  .outcomes = {}};
  static_assert(kOutcomeNames.size() == kOutcomes);
  for (size_t i = 0; i < kOutcomes; ++i) {
    counted.outcomes[i] = &prometheus::BuildCounter()
                               .Name("thidua_store_operations_total")
                               .Help("Reads and writes of a store, whatever their outcome.")
                               .Register(registry.counted())
                               .Add({{"store", store}, {"operation", operation}, {"outcome", kOutcomeNames[i].name}});
  }
  return counted;
}

StoreMetrics::StoreMetrics(Registry& registry, const std::string& store, std::function<size_t()> pending_writes)
    : reads_(Count(registry, store, "read")),
      writes_(Count(registry, store, "write")),
      read_wait_(Histogram(registry, "thidua_store_read_wait_seconds",
                           "Time from the call of a read until it had a session of the pool and began.",
                           {{"store", store}}, Seconds())),
      groups_(Histogram(registry, "thidua_store_write_group_size", "Writes that were committed together.",
                        {{"store", store}}, {1, 2, 4, 8, 16, 32, 64})),
      pending_(registry.AddGauge("thidua_store_pending_writes", "Writes of the store that are under way or wait.",
                                 {{"store", store}},
                                 [pending = std::move(pending_writes)] { return static_cast<double>(pending()); })) {}

void StoreMetrics::CountOperation(Operation operation, const absl::Status& status, Duration took) const {
  const Counted& counted = operation == Operation::kRead ? reads_ : writes_;
  counted.outcomes[OutcomeOf(status)]->Increment();
  counted.seconds->Observe(InSeconds(took));
}

void StoreMetrics::CountReadWait(Duration waited) const { read_wait_.Observe(InSeconds(waited)); }

void StoreMetrics::CountGroup(size_t writes) const { groups_.Observe(static_cast<double>(writes)); }

}  // namespace thidua::telemetry
