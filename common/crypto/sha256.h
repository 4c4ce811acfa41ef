#ifndef THIDUA_COMMON_CRYPTO_SHA256_H_
#define THIDUA_COMMON_CRYPTO_SHA256_H_

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace thidua {

// SHA-256 (FIPS 180-4) of what was added, piece by piece.
class Sha256 {
 public:
  Sha256();

  void Add(std::string_view bytes);
  // Lower-case hex. Nothing can be added afterwards.
  std::string Hex();

  // Of one piece.
  static std::string HexOf(std::string_view bytes);

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace thidua

#endif  // THIDUA_COMMON_CRYPTO_SHA256_H_
