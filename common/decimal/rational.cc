#include "common/decimal/rational.h"

#include <gmp.h>

#include <cstdint>
#include <utility>

namespace thidua {
namespace {

__extension__ using Int = __int128;
__extension__ using Unsigned = unsigned __int128;

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

bool FitsWord(Int value) { return value == static_cast<int64_t>(value); }

void Set(mpz_t out, Int value) {
  const Unsigned magnitude = Magnitude(value);
  const uint64_t words[2] = {static_cast<uint64_t>(magnitude), static_cast<uint64_t>(magnitude >> 64)};
  mpz_import(out, 2, /*order=*/-1, sizeof(uint64_t), /*endian=*/0, /*nails=*/0, words);
  if (value < 0) mpz_neg(out, out);
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
      mpz_set_si(mpq_numref(value), from.numerator_);
      mpz_set_si(mpq_denref(value), from.denominator_);
      mpq_canonicalize(value);
    }
  }
  ~Big() { mpq_clear(value); }

  mpq_t value;
};

void Rational::DeleteBig::operator()(Big* big) const { delete big; }

Rational::BigPointer Rational::Copy(const Big& big) { return BigPointer(new Big(big)); }

Rational::Rational(BigPointer big) {
  if (mpz_fits_slong_p(mpq_numref(big->value)) != 0 && mpz_fits_slong_p(mpq_denref(big->value)) != 0) {
    numerator_ = mpz_get_si(mpq_numref(big->value));
    denominator_ = mpz_get_si(mpq_denref(big->value));
  } else {
    big_ = std::move(big);
  }
}

Rational Rational::Of(Int numerator, Int denominator) {
  if (!FitsWord(numerator) || !FitsWord(denominator)) {
    const Int divisor = static_cast<Int>(GreatestCommonDivisor(Magnitude(numerator), Magnitude(denominator)));
    numerator /= divisor;
    denominator /= divisor;
  }
  if (FitsWord(numerator) && FitsWord(denominator)) {
    return {static_cast<int64_t>(numerator), static_cast<int64_t>(denominator)};
  }
  BigPointer big(new Big);
  Set(mpq_numref(big->value), numerator);
  Set(mpq_denref(big->value), denominator);
  return Rational(std::move(big));
}

std::optional<Rational> Rational::FromString(std::string_view text) {
  Decimal decimal;
  if (Decimal::Parse(text, decimal) == Decimal::Fault::kNone) return Rational(decimal);
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
  BigPointer big(new Big);
  mpz_set_str(mpq_numref(big->value), digits.c_str(), 10);
  mpz_ui_pow_ui(mpq_denref(big->value), 10, places);
  mpq_canonicalize(big->value);
  return Rational(std::move(big));
}

Rational Rational::AddLarge(const Rational& a, const Rational& b) {
  if (IsSmall(a, b)) {
    return Of(Int{a.numerator_} * b.denominator_ + Int{b.numerator_} * a.denominator_,
              Int{a.denominator_} * b.denominator_);
  }
  BigPointer sum(new Big);
  mpq_add(sum->value, Big(a).value, Big(b).value);
  return Rational(std::move(sum));
}

Rational Rational::SubtractLarge(const Rational& a, const Rational& b) {
  if (IsSmall(a, b)) {
    return Of(Int{a.numerator_} * b.denominator_ - Int{b.numerator_} * a.denominator_,
              Int{a.denominator_} * b.denominator_);
  }
  BigPointer difference(new Big);
  mpq_sub(difference->value, Big(a).value, Big(b).value);
  return Rational(std::move(difference));
}

Rational Rational::MultiplyLarge(const Rational& a, const Rational& b) {
  if (IsSmall(a, b)) return Of(Int{a.numerator_} * b.numerator_, Int{a.denominator_} * b.denominator_);
  BigPointer product(new Big);
  mpq_mul(product->value, Big(a).value, Big(b).value);
  return Rational(std::move(product));
}

Rational Rational::DivideLarge(const Rational& a, const Rational& b) {
  if (IsSmall(a, b)) {
    const Int sign = b.numerator_ < 0 ? -1 : 1;
    return Of(sign * a.numerator_ * b.denominator_, sign * b.numerator_ * a.denominator_);
  }
  BigPointer quotient(new Big);
  mpq_div(quotient->value, Big(a).value, Big(b).value);
  return Rational(std::move(quotient));
}

std::strong_ordering Rational::CompareLarge(const Rational& a, const Rational& b) {
  return mpq_cmp(Big(a).value, Big(b).value) <=> 0;
}

int Rational::SignOfBig() const { return mpq_sgn(big_->value); }

Rational Rational::RoundLarge(int places, RoundingMode mode) const {
  const int64_t power = kPowersOfTen[places];
  if (big_ == nullptr) return Of(DivideRounded(Int{numerator_} * power, Int{denominator_}, mode), power);
  // Away from zero by adding, then toward zero by truncation: exact on magnitudes.
  BigPointer result(new Big);
  mpz_ptr quotient = mpq_numref(result->value);
  mpz_t factor, rest;
  mpz_init(factor);
  mpz_init(rest);
  mpz_set_si(factor, power);
  mpz_mul(quotient, mpq_numref(big_->value), factor);
  mpz_tdiv_qr(quotient, rest, quotient, mpq_denref(big_->value));
  mpz_abs(rest, rest);
  bool away = mode == RoundingMode::kUp && mpz_sgn(rest) != 0;
  if (mode == RoundingMode::kHalfUp) {
    mpz_mul_2exp(rest, rest, 1);
    away = mpz_cmp(rest, mpq_denref(big_->value)) >= 0;
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
  const Rational scaled = cut * Rational(kPowersOfTen[kMaxPlaces]);
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

}  // namespace thidua
