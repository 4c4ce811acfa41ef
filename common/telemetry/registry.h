#ifndef THIDUA_COMMON_TELEMETRY_REGISTRY_H_
#define THIDUA_COMMON_TELEMETRY_REGISTRY_H_

#include <prometheus/collectable.h>
#include <prometheus/labels.h>
#include <prometheus/registry.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace thidua::telemetry {

using Labels = prometheus::Labels;

// The metrics of a process. Those that are counted where something happens are prometheus-cpp's own; what an object
// counts already is asked for when metrics are read.
//
// Thread-safe.
class Registry {
 public:
  // Keeps what was added; lets go of it with this object.
  class Registration {
   public:
    Registration() = default;
    Registration(Registration&& other) noexcept;
    Registration& operator=(Registration&& other) noexcept;
    ~Registration();

   private:
    friend Registry;
    Registration(Registry& registry, uint64_t number) : registry_(&registry), number_(number) {}

    Registry* registry_ = nullptr;
    uint64_t number_ = 0;
  };

  using Read = std::function<double()>;

  // The metrics of this process, as Prometheus' libraries have it.
  static Registry& Process();

  Registry();

  // For metrics that are counted as things happen.
  prometheus::Registry& counted() { return counted_; }

  // A value that goes up and down, or a count that only grows; `read` is called whenever metrics are read, from any
  // thread, and never after the registration went. It must not block. Several may have one name, with different labels
  // and the same help.
  [[nodiscard]] Registration AddGauge(std::string name, std::string help, Labels labels, Read read);
  [[nodiscard]] Registration AddCounter(std::string name, std::string help, Labels labels, Read read);

  // In Prometheus' text format.
  std::string Text() const;

 private:
  struct Reading {
    std::string name;
    std::string help;
    Labels labels;
    prometheus::MetricType type;
    Read read;
  };

  Registration Add(Reading reading);
  void Remove(uint64_t number);

  prometheus::Registry counted_;
  mutable absl::Mutex mutex_;
  uint64_t next_ ABSL_GUARDED_BY(mutex_) = 1;
  std::map<uint64_t, Reading> readings_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_REGISTRY_H_
