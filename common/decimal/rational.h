#ifndef THIDUA_COMMON_DECIMAL_RATIONAL_H_
#define THIDUA_COMMON_DECIMAL_RATIONAL_H_

#include <array>
#include <cassert>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/decimal/decimal.h"

namespace thidua {

enum class RoundingMode {
  kHalfUp,  // To the nearest, halves away from zero.
  kDown,    // Toward zero.
  kUp,      // Away from zero.
};

// An exact fraction of any size. Where numerator and denominator fit 64 bits, which is what real scales need, it is two
// numbers and an operation is a few instructions in place; larger ones continue in GMP. So no sum or product is ever
// wrong or refused, and the size of a figure changes nothing but the time.
class Rational {
 public:
  Rational() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): integers are rationals.
  Rational(int64_t value) : numerator_(value) {}
  // NOLINTNEXTLINE(google-explicit-constructor): decimals are rationals.
  Rational(const Decimal& value) : numerator_(value.mantissa()), denominator_(kPowersOfTen[value.places()]) {}
  Rational(const Rational& other)
      : numerator_(other.numerator_),
        denominator_(other.denominator_),
        big_(other.big_ == nullptr ? nullptr : Copy(*other.big_)) {}
  Rational(Rational&& other) noexcept = default;
  Rational& operator=(const Rational& other) {
    if (this != &other) *this = Rational(other);
    return *this;
  }
  Rational& operator=(Rational&& other) noexcept = default;
  ~Rational() = default;

  // Digits with an optional sign and point, of any length: for figures that this suite printed itself.
  static std::optional<Rational> FromString(std::string_view text);

  Rational& operator+=(const Rational& other) {
    int64_t left = numerator_, right = other.numerator_, denominator = denominator_, sum;
    if (!IsSmall(*this, other) || !ShareDenominator(other.denominator_, left, right, denominator) ||
        __builtin_add_overflow(left, right, &sum)) {
      return *this = AddLarge(*this, other);
    }
    numerator_ = sum;
    denominator_ = denominator;
    return *this;
  }
  Rational& operator-=(const Rational& other) {
    int64_t left = numerator_, right = other.numerator_, denominator = denominator_, difference;
    if (!IsSmall(*this, other) || !ShareDenominator(other.denominator_, left, right, denominator) ||
        __builtin_sub_overflow(left, right, &difference)) {
      return *this = SubtractLarge(*this, other);
    }
    numerator_ = difference;
    denominator_ = denominator;
    return *this;
  }
  friend Rational operator+(Rational a, const Rational& b) { return std::move(a += b); }
  friend Rational operator-(Rational a, const Rational& b) { return std::move(a -= b); }
  friend Rational operator*(const Rational& a, const Rational& b) {
    int64_t numerator, denominator;
    if (IsSmall(a, b) && !__builtin_mul_overflow(a.numerator_, b.numerator_, &numerator) &&
        !__builtin_mul_overflow(a.denominator_, b.denominator_, &denominator)) {
      return {numerator, denominator};
    }
    return MultiplyLarge(a, b);
  }
  // REQUIRES: b != 0
  friend Rational operator/(const Rational& a, const Rational& b) {
    assert(b.sign() != 0);
    int64_t numerator, denominator;
    if (IsSmall(a, b) && b.numerator_ > 0 && !__builtin_mul_overflow(a.numerator_, b.denominator_, &numerator) &&
        !__builtin_mul_overflow(a.denominator_, b.numerator_, &denominator)) {
      return {numerator, denominator};
    }
    return DivideLarge(a, b);
  }

  friend bool operator==(const Rational& a, const Rational& b) { return std::is_eq(a <=> b); }
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
    if (!IsSmall(a, b)) return CompareLarge(a, b);
    if (a.denominator_ == b.denominator_) return a.numerator_ <=> b.numerator_;
    return Int{a.numerator_} * b.denominator_ <=> Int{b.numerator_} * a.denominator_;
  }

  // -1, 0 or 1.
  int sign() const { return big_ != nullptr ? SignOfBig() : numerator_ > 0 ? 1 : numerator_ < 0 ? -1 : 0; }

  // REQUIRES: 0 <= places <= 18
  Rational Rounded(int places, RoundingMode mode = RoundingMode::kHalfUp) const {
    assert(0 <= places && places <= kMaxPlaces);
    const int64_t power = kPowersOfTen[places];
    int64_t scaled;
    if (big_ == nullptr && !__builtin_mul_overflow(numerator_, power, &scaled)) {
      return {DivideRounded(scaled, denominator_, mode), power};
    }
    return RoundLarge(places, mode);
  }

  // At least `places` digits after the point, more when the value needs them, e.g. ToString(2) of 1/2 is "0.50". A
  // value that no decimal spells (1/3) is cut after 18 places and followed by "…".
  std::string ToString(int places) const;

 private:
  __extension__ using Int = __int128;
  static constexpr int kMaxPlaces = 18;
  static constexpr std::array<int64_t, kMaxPlaces + 1> kPowersOfTen = [] {
    std::array<int64_t, kMaxPlaces + 1> powers{1};
    for (int i = 1; i <= kMaxPlaces; ++i) powers[i] = powers[i - 1] * 10;
    return powers;
  }();

  // A fraction of GMP.
  struct Big;
  struct DeleteBig {
    void operator()(Big* big) const;
  };
  using BigPointer = std::unique_ptr<Big, DeleteBig>;

  Rational(int64_t numerator, int64_t denominator) : numerator_(numerator), denominator_(denominator) {}
  explicit Rational(BigPointer big);
  static BigPointer Copy(const Big& big);
  // In lowest terms where 64 bits would not do otherwise. REQUIRES: denominator > 0
  static Rational Of(Int numerator, Int denominator);

  static bool IsSmall(const Rational& a, const Rational& b) { return a.big_ == nullptr && b.big_ == nullptr; }

  // Brings left/denominator and right/other to one denominator. Those of decimals are multiples of each other: their
  // sums keep the larger one instead of growing one. False: too large.
  static bool ShareDenominator(int64_t other, int64_t& left, int64_t& right, int64_t& denominator) {
    if (denominator == other) return true;
    if (denominator % other == 0) return !__builtin_mul_overflow(right, denominator / other, &right);
    if (other % denominator == 0) {
      const bool fits = !__builtin_mul_overflow(left, other / denominator, &left);
      denominator = other;
      return fits;
    }
    return !__builtin_mul_overflow(left, other, &left) && !__builtin_mul_overflow(right, denominator, &right) &&
           !__builtin_mul_overflow(denominator, other, &denominator);
  }

  // The operations on any operands, with the same results.
  static Rational AddLarge(const Rational& a, const Rational& b);
  static Rational SubtractLarge(const Rational& a, const Rational& b);
  static Rational MultiplyLarge(const Rational& a, const Rational& b);
  static Rational DivideLarge(const Rational& a, const Rational& b);
  static std::strong_ordering CompareLarge(const Rational& a, const Rational& b);
  Rational RoundLarge(int places, RoundingMode mode) const;
  int SignOfBig() const;

  // Quotient of whole numbers, rounded. REQUIRES: denominator > 0
  template <typename Whole>
  static Whole DivideRounded(Whole numerator, Whole denominator, RoundingMode mode) {
    const Whole quotient = numerator / denominator;
    const Whole rest = numerator < 0 ? -(numerator % denominator) : numerator % denominator;
    const bool away =
        mode == RoundingMode::kUp ? rest != 0 : mode == RoundingMode::kHalfUp && rest >= denominator - rest;
    return away ? quotient + (numerator < 0 ? -1 : 1) : quotient;
  }

  // When big_ is null the value is numerator_ / denominator_, denominator_ > 0, not necessarily in lowest terms.
  int64_t numerator_ = 0;
  int64_t denominator_ = 1;
  BigPointer big_;
};

inline const Rational& Min(const Rational& a, const Rational& b) { return b < a ? b : a; }
inline const Rational& Max(const Rational& a, const Rational& b) { return a < b ? b : a; }

}  // namespace thidua

#endif  // THIDUA_COMMON_DECIMAL_RATIONAL_H_
