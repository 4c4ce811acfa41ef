#ifndef THIDUA_COMMON_RPC_SERVICE_FLAGS_H_
#define THIDUA_COMMON_RPC_SERVICE_FLAGS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "common/rpc/server.h"

namespace thidua::rpc {

// The flags that every service program has. Each can also be set by the environment.
struct ServiceFlags {
  ServerOptions server;
  std::string data = "thidua-data";

  void AddTo(CLI::App& app, const std::string& program, const std::string& default_listen) {
    server.program = program;
    server.listen = default_listen;
    app.add_option("--listen", server.listen, "host:port to serve at; port 0 takes a free one")
        ->envname("THIDUA_LISTEN")
        ->capture_default_str();
    app.add_option("--data", data, "folder of this service's database")->envname("THIDUA_DATA")->capture_default_str();
    app.add_option("--port-file", server.port_file, "write the bound host:port to this file once serving");
    app.add_flag("--dev", server.reflection, "offer server reflection");
    app.set_version_flag("--version", THIDUA_VERSION);
  }
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_SERVICE_FLAGS_H_
