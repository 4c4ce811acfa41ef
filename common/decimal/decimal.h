#ifndef THIDUA_COMMON_DECIMAL_DECIMAL_H_
#define THIDUA_COMMON_DECIMAL_DECIMAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace thidua {

// A number as people write it in scales and reports: at most 18 digits, at most 6 of them after the point. Exact.
class Decimal {
 public:
  static constexpr int kMaxDigits = 18;
  static constexpr int kMaxPlaces = 6;

  constexpr Decimal() = default;
  constexpr explicit Decimal(int64_t value) : mantissa_(value) {}

  enum class Fault { kNone, kSyntax, kTooManyDigits, kTooManyPlaces };
  // Digits with an optional leading '-' and an optional point between digits: no '+', space, group separator or
  // exponent. Leading zeros do not count as digits. On a fault, `out` is untouched.
  static Fault Parse(std::string_view text, Decimal& out);

  // The value is mantissa() / 10^places(), with no trailing zero after the point.
  int64_t mantissa() const { return mantissa_; }
  int places() const { return places_; }
  bool negative() const { return mantissa_ < 0; }
  bool zero() const { return mantissa_ == 0; }

  // The shortest spelling, e.g. "0.5".
  std::string ToString() const;

  friend bool operator==(const Decimal&, const Decimal&) = default;

 private:
  int64_t mantissa_ = 0;
  int8_t places_ = 0;
};

}  // namespace thidua

#endif  // THIDUA_COMMON_DECIMAL_DECIMAL_H_
