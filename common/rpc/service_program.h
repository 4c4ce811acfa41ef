#ifndef THIDUA_COMMON_RPC_SERVICE_PROGRAM_H_
#define THIDUA_COMMON_RPC_SERVICE_PROGRAM_H_

#include <CLI/CLI.hpp>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/rpc/credentials.h"
#include "common/rpc/rate_limiter.h"
#include "common/rpc/server.h"
#include "common/sql/location.h"

namespace thidua::rpc {

// What every service program has in common: its flags, each of which the environment can set as well, and how it ends.
class ServiceProgram {
 public:
  // Prepares the process (see PrepareProcess), so make it first of all in main.
  ServiceProgram(const std::string& name, const std::string& description, const std::string& default_listen);

  // For flags of its own.
  CLI::App& app() { return app_; }

  // Adds a flag that says where another service is, which the environment can set as `environment`; `address` holds the
  // default. Calls to it go by peer_tls().
  void AddPeer(const std::string& flag, std::string& address, const std::string& environment,
               const std::string& service);

  // Parses the flags, then runs `serve`. Exit code: 0 done, 1 failed, with the message on stderr, 2 wrong flags.
  int Run(int argc, char** argv, absl::FunctionRef<absl::Status()> serve);

  const ServerOptions& server() const { return server_; }
  // How this program speaks to its peers: under its own certificate, when --peer-ca is set.
  ClientTls peer_tls() const;
  // Calls a second that one caller may make; 0: any number.
  double rate_limit() const { return rate_limit_; }
  // Where the store `name` is: in the service's data folder, or in the database of --store.
  sql::Location Store(const std::string& name) const { return sql::LocationOf(store_, data_, name); }

 private:
  CLI::App app_;
  ServerOptions server_;
  std::string peer_ca_;
  std::string data_ = "thidua-data";
  std::string log_format_ = "text";
  std::string store_;
  double rate_limit_ = kDefaultRateLimit;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_SERVICE_PROGRAM_H_
