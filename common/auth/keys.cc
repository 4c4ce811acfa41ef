#include "common/auth/keys.h"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/status/problem.h"

namespace thidua::auth {
namespace {

using nlohmann::json;

constexpr size_t kLeastRsaBits = 2048;
constexpr size_t kEs256Bytes = 64;  // RFC 7518.
constexpr size_t kMostKeys = 100;
constexpr char kRs256[] = "RS256";
constexpr char kEs256[] = "ES256";

struct ReleaseJws {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
struct ReleaseHeader {
  void operator()(cjose_header_t* header) const { cjose_header_release(header); }
};
struct Free {
  void operator()(char* text) const { cjose_get_dealloc()(text); }
};

absl::Status BadJwks(const Message& what) {
  return Problem{.code = absl::StatusCode::kInvalidArgument,
                 .reason = "BAD_JWKS",
                 .message = {.vi = absl::StrCat("Bộ khóa (JWKS) không dùng được: ", what.vi),
                             .en = absl::StrCat("The key set (JWKS) cannot be used: ", what.en)}}
      .ToStatus();
}

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The algorithm that goes with a key; null: none of ours.
const char* AlgorithmOf(const cjose_jwk_t* key) {
  cjose_err error;
  switch (cjose_jwk_get_kty(key, &error)) {
    case CJOSE_JWK_KTY_RSA:
      return cjose_jwk_get_keysize(key, &error) >= kLeastRsaBits ? kRs256 : nullptr;
    case CJOSE_JWK_KTY_EC:
      return cjose_jwk_EC_get_curve(key, &error) == CJOSE_JWK_EC_P_256 ? kEs256 : nullptr;
    default:
      return nullptr;
  }
}

absl::Status Refuse(const char* why) { return absl::InvalidArgumentError(why); }

// An unpadded base64url part of a token, as the JSON object that it is.
json ObjectOf(std::string_view part) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(std::string(part), &text)) return nullptr;
  json object = json::parse(text, nullptr, /*allow_exceptions=*/false);
  return object.is_object() ? object : json();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const KeySet>> KeySet::Parse(std::string_view text) {
  const json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  const auto keys = document.is_object() ? document.find("keys") : document.end();
  if (!document.is_object() || keys == document.end() || !keys->is_array()) {
    return BadJwks({.vi = "cần JSON có mảng \"keys\".", .en = "it must be JSON with an array \"keys\"."});
  }
  auto set = std::make_shared<KeySet>();
  for (const json& entry : *keys) {
    if (!entry.is_object()) continue;
    if (entry.contains("d")) {
      return BadJwks({.vi = "nó chứa khóa riêng. Chỉ đưa khóa công khai cho máy chủ, và thay khóa này.",
                      .en = "it holds a private key. Give servers public keys only, and replace this one."});
    }
    const std::string kid = TextOf(entry, "kid");
    const std::string use = TextOf(entry, "use");
    const std::string algorithm = TextOf(entry, "alg");
    if (kid.empty() || (!use.empty() && use != "sig")) continue;
    const std::string one = entry.dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace);
    cjose_err error;
    Jwk key(cjose_jwk_import(one.data(), one.size(), &error));
    if (key == nullptr) continue;
    const char* own = AlgorithmOf(key.get());
    if (own == nullptr || (!algorithm.empty() && algorithm != own)) continue;
    if (!set->keys_.emplace(kid, std::move(key)).second) {
      return BadJwks({.vi = absl::StrCat("hai khóa cùng mang kid \"", kid, "\"."),
                      .en = absl::StrCat("two keys have the kid \"", kid, "\".")});
    }
    if (set->keys_.size() > kMostKeys) {
      return BadJwks({.vi = absl::StrCat("có hơn ", kMostKeys, " khóa."),
                      .en = absl::StrCat("it has more than ", kMostKeys, " keys.")});
    }
  }
  if (set->keys_.empty()) {
    return BadJwks({.vi = "không có khóa RSA (từ 2048 bit) hay P-256 nào mang kid. Tạo khóa: thidua token keys.",
                    .en = "it has no RSA (2,048 bits or more) or P-256 key with a kid. Make one: thidua token keys."});
  }
  return set;
}

absl::StatusOr<std::string> KeySet::Verify(std::string_view token) const {
  // The header is judged before the library sees the token: which key and which algorithm are to be used is not for the
  // token to say.
  const json header = ObjectOf(token.substr(0, token.find('.')));
  if (header.is_null()) return Refuse("not a token");
  const std::string algorithm = TextOf(header, "alg");
  if (algorithm != kRs256 && algorithm != kEs256) return Refuse("its algorithm is not RS256 or ES256");
  if (header.contains("crit")) return Refuse("it demands an extension");
  const auto key = keys_.find(TextOf(header, "kid"));
  if (key == keys_.end()) return absl::NotFoundError("its key is not known");
  if (algorithm != AlgorithmOf(key->second.get())) return Refuse("its algorithm is not its key's");
  // One token has one spelling: what the library would overlook at its end is refused.
  const std::string signature(token.substr(token.rfind('.') + 1));
  std::string bytes_of_signature, spelled;
  if (!absl::WebSafeBase64Unescape(signature, &bytes_of_signature)) return Refuse("not a token");
  absl::WebSafeBase64Escape(bytes_of_signature, &spelled);
  if (spelled != signature) return Refuse("not a token");
  if (algorithm == kEs256 && bytes_of_signature.size() != kEs256Bytes) return Refuse("its signature is not its key's");
  cjose_err error;
  const std::unique_ptr<cjose_jws_t, ReleaseJws> jws(cjose_jws_import(token.data(), token.size(), &error));
  if (jws == nullptr) return Refuse("not a token");
  // The library has read the same.
  const char* read = cjose_header_get(cjose_jws_get_protected(jws.get()), "alg", &error);
  if (read == nullptr || algorithm != read) return Refuse("not a token");
  if (!cjose_jws_verify(jws.get(), key->second.get(), &error)) return Refuse("its signature is not its key's");
  uint8_t* bytes = nullptr;
  size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &bytes, &size, &error)) return Refuse("not a token");
  return std::string(reinterpret_cast<const char*>(bytes), size);
}

absl::StatusOr<NewKey> MakeKey() {
  cjose_err error;
  const Jwk key(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error));
  if (key == nullptr) return Internal(absl::StrCat("no new key: ", error.message));
  const auto export_key = [&](bool with_private) {
    const std::unique_ptr<char, Free> text(cjose_jwk_to_json(key.get(), with_private, &error));
    return text == nullptr ? json() : json::parse(text.get(), nullptr, /*allow_exceptions=*/false);
  };
  json public_key = export_key(/*with_private=*/false);
  json private_key = export_key(/*with_private=*/true);
  if (!public_key.is_object() || !private_key.is_object()) return Internal("a new key cannot be written");
  // A new key never has the name of an older one.
  const std::string kid = Sha256::HexOf(public_key.dump()).substr(0, 16);
  for (json* one : {&public_key, &private_key}) {
    (*one)["kid"] = kid;
    (*one)["alg"] = kEs256;
    (*one)["use"] = "sig";
  }
  return NewKey{.private_key = absl::StrCat(private_key.dump(2), "\n"),
                .key_set = absl::StrCat(json{{"keys", json::array({public_key})}}.dump(2), "\n")};
}

absl::StatusOr<std::string> Sign(std::string_view private_key, std::string_view payload) {
  cjose_err error;
  const json document = json::parse(private_key, nullptr, /*allow_exceptions=*/false);
  const Jwk key(document.is_object() && document.contains("d")
                    ? cjose_jwk_import(private_key.data(), private_key.size(), &error)
                    : nullptr);
  if (key == nullptr || AlgorithmOf(key.get()) != std::string_view(kEs256)) {
    return Problem{.code = absl::StatusCode::kInvalidArgument,
                   .reason = "BAD_KEY",
                   .message = {.vi = "Tệp khóa không phải khóa riêng ES256. Tạo khóa: thidua token keys --out DIR.",
                               .en = "The key file is not a private ES256 key. Make one: thidua token keys --out "
                                     "DIR."}}
        .ToStatus();
  }
  const std::unique_ptr<cjose_header_t, ReleaseHeader> header(cjose_header_new(&error));
  const std::string kid = TextOf(document, "kid");
  const bool headed = header != nullptr && cjose_header_set(header.get(), "alg", kEs256, &error) &&
                      cjose_header_set(header.get(), "typ", "JWT", &error) &&
                      cjose_header_set(header.get(), "kid", kid.c_str(), &error);
  if (!headed) return Internal("a token's header cannot be made");
  const std::unique_ptr<cjose_jws_t, ReleaseJws> jws(cjose_jws_sign(
      key.get(), header.get(), reinterpret_cast<const uint8_t*>(payload.data()), payload.size(), &error));
  const char* token = nullptr;
  if (jws == nullptr || !cjose_jws_export(jws.get(), &token, &error)) {
    return Internal(absl::StrCat("a token cannot be signed: ", error.message));
  }
  return std::string(token);
}

}  // namespace thidua::auth
