#include "common/rpc/service_program.h"

#include <iostream>

#include "absl/time/time.h"
#include "common/rpc/address_list.h"
#include "common/status/problem.h"

namespace thidua::rpc {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

// What is wrong with the text of a flag that names a peer; nothing when it may be used.
std::string RefuseAddresses(const std::string& text) {
  return IsAddressList(text)
             ? std::string()
             : "\"" + text + "\" is not host:port, several of them separated by commas, or dns:///name:port";
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
  app_.add_option("--tls-cert", server_.tls.cert, "PEM file of this server's certificate chain; empty: no TLS")
      ->envname("THIDUA_TLS_CERT");
  app_.add_option("--tls-key", server_.tls.key, "PEM file of its key")->envname("THIDUA_TLS_KEY");
  app_.add_option("--tls-client-ca", server_.tls.client_ca,
                  "PEM file of the CA whose certificates clients must show; empty: they need none")
      ->envname("THIDUA_TLS_CLIENT_CA");
  app_.add_option("--drain-notice", notice_seconds_,
                  "seconds that a stopping server still takes calls after its health says so, for balancers to notice")
      ->envname("THIDUA_DRAIN_NOTICE")
      ->check(CLI::Range(0.0, 60.0))
      ->capture_default_str();
  app_.add_flag("--dev", server_.reflection, "offer server reflection");
  app_.set_version_flag("--version", THIDUA_VERSION);
}

void ServiceProgram::AddPeer(const std::string& flag, std::string& address, const std::string& environment,
                             const std::string& service) {
  app_.add_option(flag, address, service + ": host:port, several separated by commas, or dns:///name:port")
      ->envname(environment)
      ->check(CLI::Validator(RefuseAddresses, "ADDRESSES"))
      ->capture_default_str();
  if (app_.get_option_no_throw("--peer-ca") != nullptr) return;
  app_.add_option("--peer-ca", peer_ca_,
                  "PEM file of the CA whose certificates the services that this one calls must show; empty: no TLS")
      ->envname("THIDUA_PEER_CA");
}

ClientTls ServiceProgram::peer_tls() const {
  if (peer_ca_.empty()) return {};
  return {.ca = peer_ca_, .cert = server_.tls.cert, .key = server_.tls.key};
}

int ServiceProgram::Run(int argc, char** argv, absl::FunctionRef<absl::Status()> serve) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_.exit(error) == 0 ? 0 : kUsage;
  }
  server_.notice = absl::Seconds(notice_seconds_);
  absl::Status status = CheckClientTls(peer_tls());
  if (status.ok()) status = serve();
  if (status.ok()) return 0;
  std::cerr << app_.get_name() << ": " << Problem::FromStatus(status).message.en << '\n';
  return kFailed;
}

}  // namespace thidua::rpc
