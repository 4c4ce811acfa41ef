#ifndef THIDUA_SERVICES_SCORING_DOMAIN_TOTAL_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_TOTAL_H_

#include <optional>

#include "absl/types/span.h"
#include "common/decimal/decimal.h"
#include "common/decimal/rational.h"

namespace thidua::scoring {

// How the points of criteria become one figure. protos/thidua/scoring/v1/scale.proto gives the meaning of every field.
struct Total {
  enum class Method { kUnspecified, kSum, kMean, kNormalized };
  Method method = Method::kUnspecified;
  int places = 2;
  std::optional<Decimal> cap;
};

// A criterion in a total.
struct Term {
  Rational coefficient;
  Rational max_points;
  Rational points;
};

// A total with the figures that led to it.
struct TotalSteps {
  Rational points;   // Σc·p
  Rational divisor;  // Σc of MEAN, Σc·M of NORMALIZED; 0: SUM has none.
  Rational exact;    // By the method; 0 where it would divide by 0.
  Rational rounded;  // HALF_UP.
  Rational capped;   // The total.
};

// A total in the making. The total of a group is that of its own criteria and of the groups below it: sums are exact,
// so that the order of adding never matters.
class TotalSum {
 public:
  explicit TotalSum(Total::Method method) : method_(method) {}

  void Add(const Rational& coefficient, const Rational& max_points, const Rational& points);
  // REQUIRES: of the same method.
  void Add(const TotalSum& other);

  TotalSteps Steps(const Total& total) const;

 private:
  Total::Method method_;
  Rational points_;
  Rational divisor_;
};

// The total of `terms` alone: 0 for none.
Rational TotalOf(const Total& total, absl::Span<const Term> terms);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_TOTAL_H_
