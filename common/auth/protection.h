#ifndef THIDUA_COMMON_AUTH_PROTECTION_H_
#define THIDUA_COMMON_AUTH_PROTECTION_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/auth/authenticator.h"
#include "common/auth/directory.h"
#include "common/auth/key_source.h"
#include "common/rpc/guard.h"
#include "common/telemetry/registry.h"

namespace thidua::auth {

// How a service knows its callers, and how it is known itself.
struct Options {
  std::string jwks;  // Empty: nobody is checked.
  TokenRules rules;
  std::string service_token_file;
  bool insecure = false;
};

void AddFlags(CLI::App& app, Options& options);

// The token for calls on the service's own account; empty: it has none.
std::function<std::string()> OwnToken(const Options& options);

// What stands between a service and its callers.
class Protection {
 public:
  // FAILED_PRECONDITION (OPEN_DOOR) when nobody would be checked at an address that others reach; what
  // KeySource::Open fails with. `directory` must outlive this object.
  static absl::StatusOr<std::unique_ptr<Protection>> Start(const Options& options, const std::string& listen,
                                                           Directory& directory);

  // Null: nobody is checked.
  rpc::Guard* guard() const { return guard_.get(); }

 private:
  std::unique_ptr<KeySource> keys_;
  std::unique_ptr<Authenticator> authenticator_;
  std::unique_ptr<rpc::Guard> guard_;
  telemetry::Registry::Registration token_metric_;
};

}  // namespace thidua::auth

#endif  // THIDUA_COMMON_AUTH_PROTECTION_H_
