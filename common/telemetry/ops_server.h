#ifndef THIDUA_COMMON_TELEMETRY_OPS_SERVER_H_
#define THIDUA_COMMON_TELEMETRY_OPS_SERVER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/telemetry/readiness.h"
#include "common/telemetry/registry.h"

namespace thidua::telemetry {

// HTTP for operators' tools, beside the service and never on its threads:
//
//   /livez    200 while the process works, 503 when it has to be restarted
//   /readyz   200 {"ready":true} while it can take calls, else 503 {"ready":false,"failing":[{"name":…,"why":…}]}
//   /metrics  Prometheus' text format
//
// A few threads; each request is short, and so is each wait for its sender. For the operators' network: whoever reaches
// it can read it.
class OpsServer {
 public:
  struct Sources {
    // What is wrong with the process, or nothing.
    std::function<std::optional<std::string>()> wedged;
    Readiness& readiness;
    const Registry& registry;
  };

  // At "host:port"; port 0 takes any free one. UNAVAILABLE (ADDRESS_IN_USE). `sources` must outlive it.
  static absl::StatusOr<std::unique_ptr<OpsServer>> Start(const std::string& listen, Sources sources);
  virtual ~OpsServer() = default;

  // "host:port" as bound.
  virtual const std::string& address() const = 0;
};

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_OPS_SERVER_H_
