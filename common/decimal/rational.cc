#include "common/decimal/rational.h"

#include <gmp.h>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <utility>

namespace thidua {
namespace {

__extension__ using Int = __int128;
__extension__ using Unsigned = unsigned __int128;

constexpr int kMaxPlaces = 18;

Int PowerOfTen(int exponent) {
  Int power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

Unsigned Magnitude(Int value) { return value < 0 ? -static_cast<Unsigned>(value) : static_cast<Unsigned>(value); }

Unsigned GreatestCommonDivisor(Unsigned a, Unsigned b) {
  while (b != 0) {
    // 128-bit division is slow; most operands are small after a step or two.
    if ((a >> 64) == 0 && (b >> 64) == 0) {
      uint64_t x = static_cast<uint64_t>(a), y = static_cast<uint64_t>(b);
      while (y != 0) x = std::exchange(y, x % y);
      return x;
    }
    a = std::exchange(b, a % b);
  }
  return a;
}

void Reduce(Int& numerator, Int& denominator) {
  const Unsigned divisor = GreatestCommonDivisor(Magnitude(numerator), Magnitude(denominator));
  if (divisor > 1) {
    numerator /= static_cast<Int>(divisor);
    denominator /= static_cast<Int>(divisor);
  }
}

// Quotient of whole numbers, rounded. REQUIRES: denominator > 0
Int DivideRounded(Int numerator, Int denominator, RoundingMode mode) {
  const Int quotient = numerator / denominator;
  const Unsigned rest = Magnitude(numerator - quotient * denominator);
  const bool away =
      mode == RoundingMode::kUp ? rest != 0 : mode == RoundingMode::kHalfUp && rest >= Magnitude(denominator) - rest;
  return away ? quotient + (numerator < 0 ? -1 : 1) : quotient;
}

void Import(mpz_t out, Int value) {
  const Unsigned magnitude = Magnitude(value);
  const uint64_t words[2] = {static_cast<uint64_t>(magnitude), static_cast<uint64_t>(magnitude >> 64)};
  mpz_import(out, 2, /*order=*/-1, sizeof(uint64_t), /*endian=*/0, /*nails=*/0, words);
  if (value < 0) mpz_neg(out, out);
}

// False when the value does not fit.
bool Export(const mpz_t value, Int& out) {
  if (mpz_sizeinbase(value, 2) > 126) return false;
  uint64_t words[2] = {0, 0};
  mpz_export(words, nullptr, -1, sizeof(uint64_t), 0, 0, value);
  const Unsigned magnitude = (static_cast<Unsigned>(words[1]) << 64) | words[0];
  out = mpz_sgn(value) < 0 ? -static_cast<Int>(magnitude) : static_cast<Int>(magnitude);
  return true;
}

}  // namespace

struct Rational::Big {
  Big() { mpq_init(value); }
  Big(const Big& other) : Big() { mpq_set(value, other.value); }
  Big& operator=(const Big&) = delete;
  explicit Big(const Rational& from) : Big() {
    if (from.big_ != nullptr) {
      mpq_set(value, from.big_->value);
    } else {
      Import(mpq_numref(value), from.numerator_);
      Import(mpq_denref(value), from.denominator_);
      mpq_canonicalize(value);
    }
  }
  ~Big() { mpq_clear(value); }

  mpq_t value;
};

Rational::Rational() = default;
Rational::Rational(Int numerator, Int denominator) : numerator_(numerator), denominator_(denominator) {}
Rational::Rational(int64_t value) : numerator_(value) {}
Rational::Rational(const Decimal& value) : numerator_(value.mantissa()), denominator_(PowerOfTen(value.places())) {}
Rational::Rational(const Rational& other)
    : numerator_(other.numerator_),
      denominator_(other.denominator_),
      big_(other.big_ == nullptr ? nullptr : std::make_unique<Big>(*other.big_)) {}
Rational::Rational(Rational&& other) noexcept = default;
Rational& Rational::operator=(const Rational& other) {
  if (this != &other) *this = Rational(other);
  return *this;
}
Rational& Rational::operator=(Rational&& other) noexcept = default;
Rational::~Rational() = default;

Rational::Rational(std::unique_ptr<Big> big) {
  if (Export(mpq_numref(big->value), numerator_) && Export(mpq_denref(big->value), denominator_)) return;
  big_ = std::move(big);
}

std::optional<Rational> Rational::FromString(std::string_view text) {
  std::string digits;
  size_t places = 0;
  bool point = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '-' && i == 0) {
      digits += c;
    } else if (c == '.' && !point && i > 0 && text[i - 1] != '-') {
      point = true;
    } else if (c >= '0' && c <= '9') {
      digits += c;
      places += point ? 1 : 0;
    } else {
      return std::nullopt;
    }
  }
  if (digits.empty() || digits == "-" || (point && places == 0)) return std::nullopt;
  auto big = std::make_unique<Big>();
  mpz_set_str(mpq_numref(big->value), digits.c_str(), 10);
  mpz_ui_pow_ui(mpq_denref(big->value), 10, places);
  mpq_canonicalize(big->value);
  return Rational(std::move(big));
}

Rational Rational::Combine(char operation, const Rational& a, const Rational& b) {
  const Big left(a), right(b);
  auto result = std::make_unique<Big>();
  switch (operation) {
    case '+':
      mpq_add(result->value, left.value, right.value);
      break;
    case '-':
      mpq_sub(result->value, left.value, right.value);
      break;
    case '*':
      mpq_mul(result->value, left.value, right.value);
      break;
    default:
      mpq_div(result->value, left.value, right.value);
  }
  return Rational(std::move(result));
}

Rational operator+(const Rational& a, const Rational& b) {
  if (a.big_ == nullptr && b.big_ == nullptr) {
    Int sum;
    if (a.denominator_ == b.denominator_) {
      if (!__builtin_add_overflow(a.numerator_, b.numerator_, &sum)) return {sum, a.denominator_};
    } else {
      Int left, right, denominator;
      if (!__builtin_mul_overflow(a.numerator_, b.denominator_, &left) &&
          !__builtin_mul_overflow(b.numerator_, a.denominator_, &right) &&
          !__builtin_mul_overflow(a.denominator_, b.denominator_, &denominator) &&
          !__builtin_add_overflow(left, right, &sum)) {
        if (Magnitude(denominator) >> 64 != 0) Reduce(sum, denominator);
        return {sum, denominator};
      }
    }
  }
  return Rational::Combine('+', a, b);
}

Rational operator-(const Rational& a, const Rational& b) {
  if (b.big_ == nullptr && Magnitude(b.numerator_) >> 127 == 0) return a + Rational(-b.numerator_, b.denominator_);
  return Rational::Combine('-', a, b);
}

Rational operator*(const Rational& a, const Rational& b) {
  if (a.big_ == nullptr && b.big_ == nullptr) {
    Int numerator, denominator;
    if (!__builtin_mul_overflow(a.numerator_, b.numerator_, &numerator) &&
        !__builtin_mul_overflow(a.denominator_, b.denominator_, &denominator)) {
      if (Magnitude(denominator) >> 64 != 0) Reduce(numerator, denominator);
      return {numerator, denominator};
    }
  }
  return Rational::Combine('*', a, b);
}

Rational operator/(const Rational& a, const Rational& b) {
  assert(b.sign() != 0);
  if (a.big_ == nullptr && b.big_ == nullptr && Magnitude(b.numerator_) >> 127 == 0) {
    const Int sign = b.numerator_ < 0 ? -1 : 1;
    return a * Rational(sign * b.denominator_, sign * b.numerator_);
  }
  return Rational::Combine('/', a, b);
}

std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
  if (a.big_ == nullptr && b.big_ == nullptr) {
    if (a.denominator_ == b.denominator_) return a.numerator_ <=> b.numerator_;
    Int left, right;
    if (!__builtin_mul_overflow(a.numerator_, b.denominator_, &left) &&
        !__builtin_mul_overflow(b.numerator_, a.denominator_, &right)) {
      return left <=> right;
    }
  }
  const Rational::Big left(a), right(b);
  return mpq_cmp(left.value, right.value) <=> 0;
}

int Rational::sign() const {
  if (big_ != nullptr) return mpq_sgn(big_->value);
  return numerator_ > 0 ? 1 : numerator_ < 0 ? -1 : 0;
}

Rational Rational::Rounded(int places, RoundingMode mode) const {
  assert(0 <= places && places <= kMaxPlaces);
  const Int power = PowerOfTen(places);
  Int scaled;
  if (big_ == nullptr && !__builtin_mul_overflow(numerator_, power, &scaled)) {
    return {DivideRounded(scaled, denominator_, mode), power};
  }
  // Away from zero by adding, then toward zero by truncation: exact on magnitudes.
  const Big exact(*this);
  auto result = std::make_unique<Big>();
  mpz_ptr quotient = mpq_numref(result->value);
  mpz_t factor, rest;
  mpz_init(factor);
  mpz_init(rest);
  Import(factor, power);
  mpz_mul(quotient, mpq_numref(exact.value), factor);
  mpz_tdiv_qr(quotient, rest, quotient, mpq_denref(exact.value));
  mpz_abs(rest, rest);
  bool away = mode == RoundingMode::kUp && mpz_sgn(rest) != 0;
  if (mode == RoundingMode::kHalfUp) {
    mpz_mul_2exp(rest, rest, 1);
    away = mpz_cmp(rest, mpq_denref(exact.value)) >= 0;
  }
  if (away) {
    if (sign() < 0) {
      mpz_sub_ui(quotient, quotient, 1);
    } else {
      mpz_add_ui(quotient, quotient, 1);
    }
  }
  mpz_set(mpq_denref(result->value), factor);
  mpq_canonicalize(result->value);
  mpz_clear(factor);
  mpz_clear(rest);
  return Rational(std::move(result));
}

std::string Rational::ToString(int places) const {
  const Rational cut = Rounded(kMaxPlaces, RoundingMode::kDown);
  // |cut| · 10^18 as digits.
  const Rational scaled = cut * Rational(PowerOfTen(kMaxPlaces), 1);
  const Big whole(scaled);
  char* raw = mpz_get_str(nullptr, 10, mpq_numref(whole.value));
  std::string digits(raw);
  void (*release)(void*, size_t);
  mp_get_memory_functions(nullptr, nullptr, &release);
  release(raw, digits.size() + 1);

  const bool negative = digits.front() == '-';
  if (negative) digits.erase(0, 1);
  if (digits.size() <= kMaxPlaces) digits.insert(0, kMaxPlaces + 1 - digits.size(), '0');
  size_t shown = kMaxPlaces;
  while (shown > static_cast<size_t>(places) && digits[digits.size() - kMaxPlaces + shown - 1] == '0') --shown;
  std::string text = digits.substr(0, digits.size() - kMaxPlaces);
  if (shown > 0) text += "." + digits.substr(digits.size() - kMaxPlaces, shown);
  if (cut != *this) text += "…";
  return negative ? "-" + text : text;
}

const Rational& Min(const Rational& a, const Rational& b) { return b < a ? b : a; }
const Rational& Max(const Rational& a, const Rational& b) { return a < b ? b : a; }

}  // namespace thidua
