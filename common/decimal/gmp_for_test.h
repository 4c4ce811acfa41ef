#ifndef THIDUA_COMMON_DECIMAL_GMP_FOR_TEST_H_
#define THIDUA_COMMON_DECIMAL_GMP_FOR_TEST_H_

#include <gmpxx.h>

#include <algorithm>
#include <random>
#include <string>

#include "common/decimal/decimal.h"
#include "common/decimal/rational.h"

namespace thidua {

// Plain fractions of GMP: slow, and nothing of Rational in them, so that Rational can be held against them.

inline mpz_class PowerOfTenForTest(int exponent) {
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, exponent);
  return power;
}

inline mpq_class ToGmp(const Decimal& value) {
  mpq_class out(mpz_class(static_cast<long>(value.mantissa())), PowerOfTenForTest(value.places()));  // NOLINT
  out.canonicalize();
  return out;
}

inline mpq_class RoundedForTest(const mpq_class& value, int places, RoundingMode mode) {
  const mpz_class power = PowerOfTenForTest(places);
  const mpq_class scaled = abs(value) * power;
  mpz_class whole = scaled.get_num() / scaled.get_den();
  const mpq_class rest = scaled - whole;
  if (mode == RoundingMode::kUp ? rest > 0 : mode == RoundingMode::kHalfUp && rest * 2 >= 1) ++whole;
  mpq_class out(sgn(value) < 0 ? mpz_class(-whole) : whole, power);
  out.canonicalize();
  return out;
}

// As Rational::ToString(0) spells it.
inline std::string SpellForTest(const mpq_class& value) {
  constexpr int kPlaces = 18;
  const mpq_class cut = RoundedForTest(value, kPlaces, RoundingMode::kDown);
  std::string digits = mpz_class(abs(cut) * PowerOfTenForTest(kPlaces)).get_str();
  if (digits.size() <= kPlaces) digits.insert(0, kPlaces + 1 - digits.size(), '0');
  digits.insert(digits.size() - kPlaces, ".");
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  if (sgn(cut) < 0) digits.insert(0, "-");
  return cut == value ? digits : digits + "…";
}

// Any decimal that people may write, and more often than chance those where arithmetic goes wrong: 0, 1, powers of ten,
// runs of nines, 18 digits, 6 places.
inline Decimal HostileDecimal(std::mt19937_64& random, bool negative_too = false) {
  const auto below = [&](int limit) { return static_cast<int>(random() % limit); };
  const int size = below(3) == 0 ? Decimal::kMaxDigits : 1 + below(Decimal::kMaxDigits);
  std::string digits;
  switch (below(4)) {
    case 0:
      digits = std::string(size, '9');
      break;
    case 1:
      digits = (below(4) == 0 ? "0" : "1") + std::string(size - 1, '0');
      break;
    default:
      for (int i = 0; i < size; ++i) digits += static_cast<char>('0' + below(10));
  }
  const int places = std::min(below(2) == 0 ? 0 : below(Decimal::kMaxPlaces + 1), size - 1);
  if (places > 0) digits.insert(size - places, ".");
  if (negative_too && below(2) == 0) digits.insert(0, "-");
  Decimal value;
  Decimal::Parse(digits, value);
  return value;
}

}  // namespace thidua

#endif  // THIDUA_COMMON_DECIMAL_GMP_FOR_TEST_H_
