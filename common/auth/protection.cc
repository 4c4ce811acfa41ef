#include "common/auth/protection.h"

#include <spdlog/spdlog.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/policy_guard.h"
#include "common/auth/secret_file.h"
#include "common/auth/token_metrics.h"
#include "common/status/problem.h"

namespace thidua::auth {
namespace {

// Of "host:port", whether nobody else's machine reaches it.
bool IsLoopback(const std::string& listen) {
  const std::string_view host = std::string_view(listen).substr(0, listen.rfind(':'));
  return host == "localhost" || host == "[::1]" || host.starts_with("127.") || listen.starts_with("unix:");
}

}  // namespace

void AddFlags(CLI::App& app, Options& options) {
  app.add_option("--jwks", options.jwks,
                 "file or URL of the key set that callers' tokens are checked with; empty: nobody is checked")
      ->envname("THIDUA_JWKS");
  app.add_option("--jwt-issuer", options.rules.issuer, "who must have issued a token")
      ->envname("THIDUA_JWT_ISSUER")
      ->capture_default_str();
  app.add_option("--jwt-audience", options.rules.audience, "whom a token must be for")
      ->envname("THIDUA_JWT_AUDIENCE")
      ->capture_default_str();
  app.add_option("--service-token-file", options.service_token_file,
                 "file with the token (role service) for calls on this service's own account")
      ->envname("THIDUA_SERVICE_TOKEN_FILE");
  app.add_flag("--insecure", options.insecure, "check nobody even at an address that other machines reach")
      ->envname("THIDUA_INSECURE");
}

std::function<std::string()> OwnToken(const Options& options) {
  if (options.service_token_file.empty()) return nullptr;
  return [file = std::make_shared<TokenFile>(options.service_token_file)] { return file->Get(); };
}

absl::StatusOr<std::unique_ptr<Protection>> Protection::Start(const Options& options, const std::string& listen,
                                                              Directory& directory) {
  auto protection = std::make_unique<Protection>();
  if (options.jwks.empty()) {
    // Otherwise anybody's calls would go on with the service's own rights.
    if (!options.service_token_file.empty()) {
      return FailedPrecondition(
          "NO_JWKS", {.vi = "--service-token-file cần --jwks: phải biết ai gọi trước khi gọi tiếp thay họ.",
                      .en = "--service-token-file needs --jwks: who calls must be known before calling others."});
    }
    if (!IsLoopback(listen) && !options.insecure) {
      return FailedPrecondition(
          "OPEN_DOOR",
          {.vi = absl::StrCat("Không phục vụ ở ", listen,
                              " khi không kiểm tra ai gọi. Hãy đặt --jwks (tạo khóa: thidua token keys), hoặc nghe ở "
                              "127.0.0.1, hoặc nhận rủi ro bằng --insecure."),
           .en = absl::StrCat("Will not serve at ", listen,
                              " without checking who calls. Set --jwks (make keys: thidua token keys), listen at "
                              "127.0.0.1, or take the risk with --insecure.")});
    }
    spdlog::warn("nobody is checked: no identity, no permission; set --jwks");
    return protection;
  }
  absl::StatusOr<std::unique_ptr<KeySource>> keys = KeySource::Open(options.jwks, {});
  if (!keys.ok()) return keys.status();
  protection->keys_ = *std::move(keys);
  protection->authenticator_ = std::make_unique<Authenticator>(*protection->keys_, options.rules, absl::Now);
  protection->guard_ = std::make_unique<PolicyGuard>(*protection->authenticator_, directory, absl::Now);
  if (!options.service_token_file.empty()) {
    protection->token_metric_ = AddServiceTokenMetric(telemetry::Registry::Process(), options.service_token_file);
  }
  return protection;
}

}  // namespace thidua::auth
