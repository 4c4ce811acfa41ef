#ifndef THIDUA_COMMON_TELEMETRY_OPTIONS_H_
#define THIDUA_COMMON_TELEMETRY_OPTIONS_H_

#include <string>

namespace thidua::telemetry {

// What operators see of a process, and where.
struct Options {
  std::string ops_listen;     // "host:port" of OpsServer; empty: none.
  std::string ops_port_file;  // When set, the bound "host:port" is written to it once it answers.
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_OPTIONS_H_
