#include "common/telemetry/registry.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <sstream>
#include <utility>

namespace thidua::telemetry {

Registry::Registration::Registration(Registration&& other) noexcept
    : registry_(std::exchange(other.registry_, nullptr)), number_(other.number_) {}

Registry::Registration& Registry::Registration::operator=(Registration&& other) noexcept {
  std::swap(registry_, other.registry_);
  std::swap(number_, other.number_);
  return *this;
}

Registry::Registration::~Registration() {
  if (registry_ != nullptr) registry_->Remove(number_);
}

Registry& Registry::Process() {
  // Never destroyed: threads may still count while the process ends.
  static auto& registry = *new Registry;
  return registry;
}

Registry::Registry() : counted_(prometheus::Registry::InsertBehavior::Merge) {}

Registry::Registration Registry::AddGauge(std::string name, std::string help, Labels labels, Read read) {
  return Add({std::move(name), std::move(help), std::move(labels), prometheus::MetricType::Gauge, std::move(read)});
}

Registry::Registration Registry::AddCounter(std::string name, std::string help, Labels labels, Read read) {
  return Add({std::move(name), std::move(help), std::move(labels), prometheus::MetricType::Counter, std::move(read)});
}

Registry::Registration Registry::Add(Reading reading) {
  const absl::MutexLock lock(&mutex_);
  const uint64_t number = next_++;
  readings_.emplace(number, std::move(reading));
  return Registration(*this, number);
}

void Registry::Remove(uint64_t number) {
  const absl::MutexLock lock(&mutex_);
  readings_.erase(number);
}

std::string Registry::Text() const {
  std::vector<prometheus::MetricFamily> families = counted_.Collect();
  std::map<std::string, prometheus::MetricFamily> read;
  {
    const absl::MutexLock lock(&mutex_);
    for (const auto& [number, reading] : readings_) {
      prometheus::MetricFamily& family = read[reading.name];
      family.name = reading.name;
      family.help = reading.help;
      family.type = reading.type;
      prometheus::ClientMetric metric;
      for (const auto& [name, value] : reading.labels) metric.label.push_back({name, value});
      const double value = reading.read();
      if (reading.type == prometheus::MetricType::Gauge) {
        metric.gauge.value = value;
      } else {
        metric.counter.value = value;
      }
      family.metric.push_back(std::move(metric));
    }
  }
  for (auto& [name, family] : read) families.push_back(std::move(family));
  std::ranges::sort(families, {}, &prometheus::MetricFamily::name);
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return std::move(out).str();
}

}  // namespace thidua::telemetry
