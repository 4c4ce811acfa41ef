#include "common/decimal/decimal.h"

#include "absl/strings/ascii.h"
#include "common/decimal/rational.h"

namespace thidua {

Decimal::Fault Decimal::Parse(std::string_view text, Decimal& out) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (whole.empty() || (point != std::string_view::npos && fraction.empty())) return Fault::kSyntax;
  for (char c : whole) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return Fault::kSyntax;
  }
  for (char c : fraction) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return Fault::kSyntax;
  }
  if (fraction.size() > kMaxPlaces) return Fault::kTooManyPlaces;

  int64_t mantissa = 0;
  int digits = 0;
  for (std::string_view part : {whole, fraction}) {
    for (char c : part) {
      if (digits == 0 && c == '0') continue;
      if (++digits > kMaxDigits) return Fault::kTooManyDigits;
      mantissa = mantissa * 10 + (c - '0');
    }
  }
  int places = static_cast<int>(fraction.size());
  while (places > 0 && mantissa % 10 == 0) {
    mantissa /= 10;
    --places;
  }
  out.mantissa_ = negative ? -mantissa : mantissa;
  out.places_ = static_cast<int8_t>(places);
  return Fault::kNone;
}

std::string Decimal::ToString() const { return Rational(*this).ToString(places_); }

}  // namespace thidua
