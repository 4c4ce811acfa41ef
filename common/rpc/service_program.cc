#include "common/rpc/service_program.h"

#include <iostream>

#include "common/status/problem.h"

namespace thidua::rpc {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

// What is wrong with the text of --store; nothing when it may be used.
std::string RefuseStore(const std::string& text) {
  const absl::Status status = sql::CheckStore(text);
  return status.ok() ? "" : Problem::FromStatus(status).message.en;
}

}  // namespace

ServiceProgram::ServiceProgram(const std::string& name, const std::string& description,
                               const std::string& default_listen)
    : app_(description, name), server_{.listen = default_listen, .program = name} {
  PrepareProcess();
  app_.add_option("--listen", server_.listen, "host:port to serve at; port 0 takes a free one")
      ->envname("THIDUA_LISTEN")
      ->capture_default_str();
  app_.add_option("--data", data_, "folder of this service's database")->envname("THIDUA_DATA")->capture_default_str();
  // No default is shown: it may hold a password.
  app_.add_option(
          "--store", store_,
          "postgresql://user@host:port/database, which replicas share; empty: SQLite files in --data. Others can "
          "see arguments: a password belongs into THIDUA_STORE or a file (passfile)")
      ->envname("THIDUA_STORE")
      ->check(CLI::Validator(RefuseStore, "URL"));
  app_.add_option("--port-file", server_.port_file, "write the bound host:port to this file once serving");
  app_.add_flag("--dev", server_.reflection, "offer server reflection");
  app_.set_version_flag("--version", THIDUA_VERSION);
}

int ServiceProgram::Run(int argc, char** argv, absl::FunctionRef<absl::Status()> serve) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_.exit(error) == 0 ? 0 : kUsage;
  }
  const absl::Status status = serve();
  if (status.ok()) return 0;
  std::cerr << app_.get_name() << ": " << Problem::FromStatus(status).message.en << '\n';
  return kFailed;
}

}  // namespace thidua::rpc
