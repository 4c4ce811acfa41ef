#include "common/auth/authenticator.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "common/text/unicode.h"

namespace thidua::auth {
namespace {

using nlohmann::json;

constexpr size_t kMostTextBytes = 200;
constexpr std::string_view kScheme = "Bearer ";
constexpr Roles kActForUnit(Role::kEditor, Role::kLeader, Role::kAppraiser);

absl::Status Unauthenticated(std::string_view reason, Message message) {
  return Problem{
      .code = absl::StatusCode::kUnauthenticated, .reason = std::string(reason), .message = std::move(message)}
      .ToStatus();
}

absl::Status NoToken() {
  return Unauthenticated(
      "NO_TOKEN",
      {.vi = "Máy chủ này cần biết ai gọi. Hãy đưa mã thông báo (token): --token-file TỆP hoặc biến THIDUA_TOKEN.",
       .en = "This server must know who calls. Give a token: --token-file FILE or the variable THIDUA_TOKEN."});
}

absl::Status Expired() {
  return Unauthenticated("TOKEN_EXPIRED",
                         {.vi = "Mã thông báo (token) đã hết hạn. Hãy xin mã mới từ nơi đã cấp, rồi thử lại.",
                          .en = "The token has expired. Get a new one from where it was issued, then try again."});
}

absl::Status BadToken(const Message& why) {
  return Unauthenticated("BAD_TOKEN",
                         {.vi = absl::StrCat("Mã thông báo (token) không dùng được ở đây (", why.vi,
                                             "). Hãy xin mã mới từ nơi đã cấp, hoặc hỏi người quản trị."),
                          .en = absl::StrCat("The token is not good here (", why.en,
                                             "). Get a new one from where it was issued, or ask the administrator.")});
}

// Schemes are named in any case (RFC 7235).
bool IsBearer(std::string_view authorization) {
  return authorization.size() > kScheme.size() &&
         std::equal(kScheme.begin(), kScheme.end(), authorization.begin(),
                    [](char a, char b) { return absl::ascii_tolower(a) == absl::ascii_tolower(b); });
}

// Of claims that are there twice, none is believed: no object.
json ClaimsOf(const std::string& payload) {
  std::vector<std::set<std::string>> open_objects;
  bool twice = false;
  const auto look = [&](int, json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start) open_objects.emplace_back();
    if (event == json::parse_event_t::object_end) open_objects.pop_back();
    if (event == json::parse_event_t::key && !open_objects.back().insert(parsed.get<std::string>()).second) {
      twice = true;
    }
    return true;
  };
  json claims = json::parse(payload, look, /*allow_exceptions=*/false);
  return twice ? json() : claims;
}

// A text claim; empty when there is none, nothing when it cannot be.
std::optional<std::string> TextClaim(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end()) return std::string();
  if (!found->is_string()) return std::nullopt;
  const auto& text = found->get_ref<const std::string&>();
  if (text.size() > kMostTextBytes || text::FirstBadUtf8(text) || text::HasControlCharacter(text)) return std::nullopt;
  return text::ToNfc(text);
}

// A time claim (RFC 7519, NumericDate); nothing: there is none that can be read.
std::optional<absl::Time> TimeClaim(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  const double seconds = found->get<double>();
  if (!std::isfinite(seconds)) return std::nullopt;
  return absl::UnixEpoch() + absl::Seconds(seconds);
}

bool IsFor(const json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  if (found->is_string()) return *found == audience;
  if (!found->is_array()) return false;
  return std::any_of(found->begin(), found->end(), [&](const json& one) { return one == audience; });
}

Roles RolesOf(const json& claims) {
  Roles roles;
  const auto found = claims.find("roles");
  if (found == claims.end() || !found->is_array()) return roles;
  for (const json& one : *found) {
    for (const Role role : kAllRoles) {
      if (one == NameOf(role)) roles.Add(role);
    }
  }
  return roles;
}

}  // namespace

std::string_view NameOf(Role role) {
  switch (role) {
    case Role::kViewer:
      return "viewer";
    case Role::kEditor:
      return "editor";
    case Role::kVerifier:
      return "verifier";
    case Role::kLeader:
      return "leader";
    case Role::kAppraiser:
      return "appraiser";
    case Role::kAdministrator:
      return "administrator";
    case Role::kService:
      return "service";
  }
  return "";
}

Authenticator::Authenticator(KeySource& keys, TokenRules rules, std::function<absl::Time()> now)
    : keys_(keys), rules_(std::move(rules)), now_(std::move(now)) {}

absl::StatusOr<std::shared_ptr<const Caller>> Authenticator::Recognize(std::string_view authorization) {
  if (authorization.empty()) return NoToken();
  if (!IsBearer(authorization)) {
    return BadToken({.vi = "không phải một mã Bearer", .en = "not one bearer token"});
  }
  const std::string_view token = authorization.substr(kScheme.size());
  if (token.size() > rules_.most_bytes) return BadToken({.vi = "quá dài", .en = "too long"});
  const absl::Time now = now_();
  const uint64_t generation = keys_.generation();
  Shard& shard = shards_[std::hash<std::string_view>()(token) % shards_.size()];
  {
    const absl::ReaderMutexLock lock(&shard.mutex);
    const auto found = shard.known.find(token);
    if (found != shard.known.end() && found->second.generation == generation) {
      if (found->second.caller->expires + rules_.leeway <= now) return Expired();
      return found->second.caller;
    }
  }
  absl::StatusOr<std::shared_ptr<const Caller>> caller = Verify(token, now);
  if (caller.ok()) Remember(shard, *caller, generation, now);
  return caller;
}

void Authenticator::Remember(Shard& shard, std::shared_ptr<const Caller> caller, uint64_t generation, absl::Time now) {
  const absl::MutexLock lock(&shard.mutex);
  // First, since the key is part of what it would be replaced with.
  shard.known.erase(caller->bearer);
  if (shard.known.size() >= kMostPerShard) {
    absl::erase_if(shard.known, [&](const auto& one) {
      return one.second.generation != generation || one.second.caller->expires + rules_.leeway <= now;
    });
  }
  if (shard.known.size() >= kMostPerShard) shard.known.erase(shard.known.begin());
  const std::string_view key = caller->bearer;
  shard.known.emplace(key, Known{.caller = std::move(caller), .generation = generation});
}

absl::StatusOr<std::shared_ptr<const Caller>> Authenticator::Verify(std::string_view token, absl::Time now) {
  const absl::StatusOr<std::string> payload = keys_.keys()->Verify(token);
  if (absl::IsNotFound(payload.status())) {
    keys_.Miss();
    return BadToken({.vi = "khóa ký nó không có ở đây", .en = "its key is not known here"});
  }
  if (!payload.ok()) {
    return BadToken({.vi = "chữ ký hoặc thuật toán không đúng", .en = "its signature or its algorithm is wrong"});
  }
  const json claims = ClaimsOf(*payload);
  if (!claims.is_object()) return BadToken({.vi = "không có nội dung", .en = "it holds no claims"});
  if (const auto issuer = claims.find("iss"); issuer == claims.end() || *issuer != rules_.issuer) {
    return BadToken({.vi = "do nơi khác cấp", .en = "of another issuer"});
  }
  if (!IsFor(claims, rules_.audience)) return BadToken({.vi = "cấp cho hệ thống khác", .en = "for another audience"});
  const std::optional<absl::Time> expires = TimeClaim(claims, "exp");
  if (!expires.has_value()) return BadToken({.vi = "không có hạn", .en = "without an end"});
  if (*expires + rules_.leeway <= now) return Expired();
  for (const char* name : {"nbf", "iat"}) {
    if (!claims.contains(name)) continue;
    const std::optional<absl::Time> from = TimeClaim(claims, name);
    if (!from.has_value() || *from - rules_.leeway > now)
      return BadToken({.vi = "chưa đến lúc có hiệu lực", .en = "not valid yet"});
  }
  const std::optional<std::string> subject = TextClaim(claims, "sub");
  const std::optional<std::string> name = TextClaim(claims, "name");
  const std::optional<std::string> unit = TextClaim(claims, "unit");
  const std::optional<std::string> office = TextClaim(claims, "office");
  if (!subject.has_value() || subject->empty()) return BadToken({.vi = "không nói của ai", .en = "without a subject"});
  if (!name.has_value() || !unit.has_value() || !office.has_value())
    return BadToken({.vi = "tên, đơn vị hoặc phòng ban không phải văn bản", .en = "name, unit or office is no text"});
  Caller caller{.subject = *subject,
                .unit = *unit,
                .actor = {.name = name->empty() ? *subject : *name, .unit = *unit, .office = *office},
                .roles = RolesOf(claims),
                .bearer = std::string(token),
                .expires = *expires};
  if (caller.roles.empty()) return BadToken({.vi = "không có vai trò", .en = "without a role"});
  if (IsTrusted(caller)) return std::make_shared<const Caller>(std::move(caller));
  if (caller.unit.empty()) return BadToken({.vi = "không có đơn vị", .en = "without a unit"});
  // Otherwise a department of the district would decide as the district itself.
  if (caller.roles.Has(Role::kVerifier) && !caller.roles.HasAny(kActForUnit)) {
    // Who acts for no unit and no office is the administrator, to the rules of the workflow.
    if (caller.actor.office.empty()) {
      return BadToken({.vi = "vai trò verifier cần có phòng ban", .en = "a verifier without an office"});
    }
    caller.actor.unit.clear();
  }
  return std::make_shared<const Caller>(std::move(caller));
}

}  // namespace thidua::auth
