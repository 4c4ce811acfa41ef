#ifndef THIDUA_COMMON_TELEMETRY_SPAN_EXPORTER_H_
#define THIDUA_COMMON_TELEMETRY_SPAN_EXPORTER_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/telemetry/registry.h"
#include "common/telemetry/server_call.h"

namespace thidua::telemetry {

// Sends sampled calls as spans to an OpenTelemetry collector: OTLP over HTTP, in JSON. A call only puts its span into a
// bounded queue; when that is full, or a batch is not taken after some attempts, spans are lost and counted.
class SpanExporter : public CallObserver {
 public:
  struct Options {
    std::string endpoint;  // "http://host:4318"; spans go to its /v1/traces.
    std::string service;   // service.name.
    size_t most_waiting = 2048;
    size_t most_in_a_batch = 512;
    absl::Duration interval = absl::Seconds(1);  // How long a batch that is not full waits.
    absl::Duration timeout = absl::Seconds(5);
  };

  // FAILED_PRECONDITION (BAD_OTLP_URL). Does not connect. On its end it sends what waits, for at most about `timeout`.
  static absl::StatusOr<std::unique_ptr<SpanExporter>> Start(const Options& options, Registry& registry);
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_SPAN_EXPORTER_H_
