#include "common/auth/token_metrics.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "common/auth/secret_file.h"

namespace thidua::auth {
namespace {

// The claim `exp` of a token, whoever signed it.
double EndOf(const std::string& token) {
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  std::string payload;
  if (parts.size() != 3 || !absl::WebSafeBase64Unescape(parts[1], &payload)) return std::nan("");
  const nlohmann::json claims = nlohmann::json::parse(payload, nullptr, /*allow_exceptions=*/false);
  if (!claims.is_object()) return std::nan("");
  const auto end = claims.find("exp");
  return end != claims.end() && end->is_number() ? end->get<double>() : std::nan("");
}

}  // namespace

telemetry::Registry::Registration AddServiceTokenMetric(telemetry::Registry& registry, const std::string& file) {
  return registry.AddGauge("thidua_service_token_expiry_timestamp_seconds",
                           "When the token for calls on this service's own account ends, in seconds since 1970.", {},
                           [file] {
                             const std::optional<std::string> token = ReadSmallFile(file, kMostTokenBytes);
                             return token.has_value() ? EndOf(*token) : std::nan("");
                           });
}

}  // namespace thidua::auth
