#include "services/scoring/domain/total.h"

namespace thidua::scoring {
namespace {

const int64_t kPercent = 100;

Rational QuotientOrZero(const Rational& dividend, const Rational& divisor) {
  return divisor.sign() == 0 ? Rational(0) : dividend / divisor;
}

Rational Exact(Total::Method method, const Rational& points, const Rational& divisor) {
  switch (method) {
    case Total::Method::kSum:
    case Total::Method::kUnspecified:
      return points;
    case Total::Method::kMean:
      return QuotientOrZero(points, divisor);
    case Total::Method::kNormalized:
      return QuotientOrZero(Rational(kPercent) * points, divisor);
  }
  return Rational(0);
}

}  // namespace

void TotalSum::Add(const Rational& coefficient, const Rational& max_points, const Rational& points) {
  points_ += coefficient * points;
  if (method_ == Total::Method::kMean) divisor_ += coefficient;
  if (method_ == Total::Method::kNormalized) divisor_ += coefficient * max_points;
}

void TotalSum::Add(const TotalSum& other) {
  points_ += other.points_;
  divisor_ += other.divisor_;
}

TotalSteps TotalSum::Steps(const Total& total) const {
  TotalSteps steps{.points = points_, .divisor = divisor_, .exact = Exact(method_, points_, divisor_)};
  steps.rounded = steps.exact.Rounded(total.places);
  steps.capped = total.cap.has_value() ? Min(steps.rounded, Rational(*total.cap)) : steps.rounded;
  return steps;
}

Rational TotalOf(const Total& total, absl::Span<const Term> terms) {
  TotalSum sum(total.method);
  for (const Term& term : terms) sum.Add(term.coefficient, term.max_points, term.points);
  return sum.Steps(total).capped;
}

}  // namespace thidua::scoring
