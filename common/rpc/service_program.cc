#include "common/rpc/service_program.h"

#include <spdlog/spdlog.h>

#include <iostream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/rpc/address_list.h"
#include "common/rpc/certificate_metrics.h"
#include "common/status/problem.h"
#include "common/telemetry/log.h"

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

// What is wrong with the text of a flag that names a peer; nothing when it may be used.
std::string RefuseAddresses(const std::string& text) {
  return IsAddressList(text)
             ? std::string()
             : "\"" + text + "\" is not host:port, several of them separated by commas, or dns:///name:port";
}

// What is wrong with the text of --rate-limit; nothing when it may be used.
std::string RefuseRate(const std::string& text) {
  double rate = 0;
  if (absl::SimpleAtod(text, &rate) && (rate == 0 || (rate >= kLowestRateLimit && rate <= kHighestRateLimit)))
    return {};
  return absl::StrCat("needs calls a second, from ", kLowestRateLimit, " to ", static_cast<int64_t>(kHighestRateLimit),
                      ", or 0 for no limit");
}

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
  app_.add_option("--tls-cert", server_.tls.cert, "PEM file of this server's certificate chain; empty: no TLS")
      ->envname("THIDUA_TLS_CERT");
  app_.add_option("--tls-key", server_.tls.key, "PEM file of its key")->envname("THIDUA_TLS_KEY");
  app_.add_option("--tls-client-ca", server_.tls.client_ca,
                  "PEM file of the CA whose certificates clients must show; empty: they need none")
      ->envname("THIDUA_TLS_CLIENT_CA");
  app_.add_flag("--dev", server_.reflection, "offer server reflection");
  app_.add_option("--ops-listen", server_.telemetry.ops_listen,
                  "host:port of operators' HTTP: /livez, /readyz, /metrics; empty: none")
      ->envname("THIDUA_OPS_LISTEN");
  app_.add_option("--ops-port-file", server_.telemetry.ops_port_file,
                  "write the bound host:port of operators' HTTP to this file");
  const auto duration = [this](const std::string& flag, absl::Duration& value, const std::string& what) {
    return app_
        .add_option_function<std::string>(
            flag, [&value](const std::string& text) { absl::ParseDuration(text, &value); }, what)
        ->check(CLI::Validator(RefuseDuration, "DURATION"));
  };
  duration("--drain-wait", server_.drain_wait,
           "how long to go on taking calls after saying that it stops, so that balancers hear of it, e.g. 5s; "
           "default 0s")
      ->envname("THIDUA_DRAIN_WAIT");
  app_.add_option("--rate-limit", rate_limit_,
                  "calls a second that one caller may make, two seconds' worth at once, where callers are checked; 0: "
                  "any number")
      ->envname("THIDUA_RATE_LIMIT")
      ->check(CLI::Validator(RefuseRate, "CALLS_PER_SECOND"))
      ->capture_default_str();
  app_.add_option("--log-format", log_format_, "text, or json: one object a line")
      ->envname("THIDUA_LOG_FORMAT")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  duration("--log-slow", server_.telemetry.log_slow, "log calls that take as long as this; default 1s")
      ->envname("THIDUA_LOG_SLOW");
  app_.add_flag("--log-requests", server_.telemetry.log_requests, "log every call, not the failed and slow ones alone")
      ->envname("THIDUA_LOG_REQUESTS");
  app_.add_option("--otlp", server_.telemetry.otlp,
                  "URL of an OpenTelemetry collector that takes OTLP over HTTP, for traces; empty: none")
      ->envname("OTEL_EXPORTER_OTLP_ENDPOINT");
  app_.add_option("--trace-sample", server_.telemetry.trace_sample,
                  "share of calls to trace, 0 to 1, where the caller does not decide it")
      ->envname("THIDUA_TRACE_SAMPLE")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
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
  const bool json = log_format_ == "json";
  telemetry::SetUpLog(app_.get_name(), json ? telemetry::LogFormat::kJson : telemetry::LogFormat::kText);
  const auto certificates = AddCertificateMetrics(telemetry::Registry::Process(), server_.tls, peer_tls());
  absl::Status status = CheckClientTls(peer_tls());
  if (status.ok()) status = serve();
  if (status.ok()) return 0;
  const std::string message = Problem::FromStatus(status).message.en;
  if (json) {
    spdlog::critical("{}", message);
  } else {
    std::cerr << app_.get_name() << ": " << telemetry::OnOneLine(telemetry::Redacted(message)) << '\n';
  }
  return kFailed;
}

}  // namespace thidua::rpc
