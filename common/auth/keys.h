#ifndef THIDUA_COMMON_AUTH_KEYS_H_
#define THIDUA_COMMON_AUTH_KEYS_H_

#include <cjose/cjose.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace thidua::auth {

struct ReleaseJwk {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
using Jwk = std::unique_ptr<cjose_jwk_t, ReleaseJwk>;

// The public keys that tokens are checked with. Immutable, thread-safe.
class KeySet {
 public:
  // A JSON Web Key Set (RFC 7517): RSA keys of at least 2,048 bits and P-256 keys, each with a `kid`; others are passed
  // over. INVALID_ARGUMENT (BAD_JWKS) when it cannot be read, has no such key, or gives a private key away.
  static absl::StatusOr<std::shared_ptr<const KeySet>> Parse(std::string_view json);

  // What a compact JWS (RFC 7515) says, when one of the keys signed it with RS256 or ES256. NOT_FOUND when there is no
  // key of its `kid`; INVALID_ARGUMENT for everything else. The messages are for operators and hold nothing of the
  // token.
  absl::StatusOr<std::string> Verify(std::string_view token) const;

 private:
  std::map<std::string, Jwk, std::less<>> keys_;  // By kid.
};

// A new P-256 key: the private key as JSON, and the key set that checks what it signs.
struct NewKey {
  std::string private_key;
  std::string key_set;
};
absl::StatusOr<NewKey> MakeKey();

// Signs `payload` with a private key as MakeKey gives it, by ES256. INVALID_ARGUMENT (BAD_KEY).
absl::StatusOr<std::string> Sign(std::string_view private_key, std::string_view payload);

}  // namespace thidua::auth

#endif  // THIDUA_COMMON_AUTH_KEYS_H_
