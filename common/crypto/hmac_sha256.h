#ifndef THIDUA_COMMON_CRYPTO_HMAC_SHA256_H_
#define THIDUA_COMMON_CRYPTO_HMAC_SHA256_H_

#include <string>
#include <string_view>

namespace thidua {

// HMAC (RFC 2104) of `message` with SHA-256: 32 bytes.
std::string HmacSha256(std::string_view key, std::string_view message);

}  // namespace thidua

#endif  // THIDUA_COMMON_CRYPTO_HMAC_SHA256_H_
