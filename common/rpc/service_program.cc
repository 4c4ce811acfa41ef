#include "common/rpc/service_program.h"

#include <iostream>

#include "absl/time/time.h"
#include "common/status/problem.h"

namespace thidua::rpc {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

// What is wrong with the text of a duration; nothing when it may be used.
std::string RefuseDuration(const std::string& text) {
  absl::Duration duration;
  if (absl::ParseDuration(text, &duration) && duration >= absl::ZeroDuration()) return {};
  return "needs a duration such as 500ms or 5s";
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
  app_.add_option("--port-file", server_.port_file, "write the bound host:port to this file once serving");
  app_.add_flag("--dev", server_.reflection, "offer server reflection");
  app_.add_option("--ops-listen", server_.telemetry.ops_listen,
                  "host:port of operators' HTTP: /livez, /readyz, /metrics; empty: none")
      ->envname("THIDUA_OPS_LISTEN");
  app_.add_option("--ops-port-file", server_.telemetry.ops_port_file,
                  "write the bound host:port of operators' HTTP to this file");
  app_.add_option_function<std::string>(
          "--drain-wait", [this](const std::string& text) { absl::ParseDuration(text, &server_.drain_wait); },
          "how long to go on taking calls after saying that it stops, so that balancers hear of it (5s; default 0)")
      ->envname("THIDUA_DRAIN_WAIT")
      ->check(CLI::Validator(RefuseDuration, "DURATION"));
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
