#ifndef THIDUA_COMMON_TELEMETRY_OPTIONS_H_
#define THIDUA_COMMON_TELEMETRY_OPTIONS_H_

#include <string>

#include "absl/time/time.h"

namespace thidua::telemetry {

// What operators see of a process, and where.
struct Options {
  std::string ops_listen;                      // "host:port" of OpsServer; empty: none.
  std::string ops_port_file;                   // When set, the bound "host:port" is written to it once it answers.
  absl::Duration log_slow = absl::Seconds(1);  // A call that takes as long is logged.
  bool log_requests = false;                   // Every call is.
  std::string otlp;                            // Of SpanExporter; empty: no spans are sent.
  double trace_sample = 0;                     // As ServerTelemetry.
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_OPTIONS_H_
