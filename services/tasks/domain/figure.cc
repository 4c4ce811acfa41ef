#include "services/tasks/domain/figure.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/decimal/rational.h"

namespace thidua::tasks {
namespace {

std::optional<Decimal> ParseNumber(std::string_view text) {
  const absl::string_view bare = absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size()));
  Decimal number;
  if (Decimal::Parse(std::string_view(bare.data(), bare.size()), number) != Decimal::Fault::kNone) return std::nullopt;
  if (Rational(number).sign() < 0) return std::nullopt;
  return number;
}

}  // namespace

std::optional<Figure> Figure::Parse(std::string_view text) {
  const size_t slash = text.find('/');
  const std::optional<Decimal> value = ParseNumber(text.substr(0, slash));
  if (!value.has_value()) return std::nullopt;
  if (slash == std::string_view::npos) return Figure{.value = *value};
  const std::optional<Decimal> whole = ParseNumber(text.substr(slash + 1));
  if (!whole.has_value() || Rational(*whole).sign() == 0 || Rational(*whole) < Rational(*value)) return std::nullopt;
  return Figure{.value = *value, .whole = whole};
}

std::string Figure::ToString() const {
  return whole.has_value() ? absl::StrCat(value.ToString(), "/", whole->ToString()) : value.ToString();
}

}  // namespace thidua::tasks
