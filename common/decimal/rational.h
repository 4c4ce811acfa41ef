#ifndef THIDUA_COMMON_DECIMAL_RATIONAL_H_
#define THIDUA_COMMON_DECIMAL_RATIONAL_H_

#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/decimal/decimal.h"

namespace thidua {

enum class RoundingMode {
  kHalfUp,  // To the nearest, halves away from zero.
  kDown,    // Toward zero.
  kUp,      // Away from zero.
};

// An exact fraction of any size. Fractions whose numerator and denominator fit 128 bits, which is what real scales
// need, take no memory beyond the object; larger ones continue in GMP, so no sum or product is ever wrong or refused.
class Rational {
 public:
  Rational();
  Rational(int64_t value);         // NOLINT(google-explicit-constructor): integers are rationals.
  Rational(const Decimal& value);  // NOLINT(google-explicit-constructor): decimals are rationals.
  Rational(const Rational& other);
  Rational(Rational&& other) noexcept;
  Rational& operator=(const Rational& other);
  Rational& operator=(Rational&& other) noexcept;
  ~Rational();

  // Digits with an optional sign and point, of any length: for figures that this suite printed itself.
  static std::optional<Rational> FromString(std::string_view text);

  friend Rational operator+(const Rational& a, const Rational& b);
  friend Rational operator-(const Rational& a, const Rational& b);
  friend Rational operator*(const Rational& a, const Rational& b);
  // REQUIRES: b != 0
  friend Rational operator/(const Rational& a, const Rational& b);
  Rational& operator+=(const Rational& other) { return *this = *this + other; }
  Rational& operator-=(const Rational& other) { return *this = *this - other; }

  friend bool operator==(const Rational& a, const Rational& b) { return std::is_eq(a <=> b); }
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b);

  // -1, 0 or 1.
  int sign() const;

  // REQUIRES: 0 <= places <= 18
  Rational Rounded(int places, RoundingMode mode = RoundingMode::kHalfUp) const;

  // At least `places` digits after the point, more when the value needs them, e.g. ToString(2) of 1/2 is "0.50". A
  // value that no decimal spells (1/3) is cut after 18 places and followed by "…".
  std::string ToString(int places) const;

 private:
  struct Big;
  __extension__ using Int = __int128;

  Rational(Int numerator, Int denominator);
  explicit Rational(std::unique_ptr<Big> big);
  static Rational Combine(char operation, const Rational& a, const Rational& b);

  // When big_ is null the value is numerator_ / denominator_, denominator_ > 0, not necessarily in lowest terms.
  Int numerator_ = 0;
  Int denominator_ = 1;
  std::unique_ptr<Big> big_;
};

const Rational& Min(const Rational& a, const Rational& b);
const Rational& Max(const Rational& a, const Rational& b);

}  // namespace thidua

#endif  // THIDUA_COMMON_DECIMAL_RATIONAL_H_
