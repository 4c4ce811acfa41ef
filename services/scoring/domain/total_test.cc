#include "services/scoring/domain/total.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace thidua::scoring {
namespace {

using Method = Total::Method;

Term TermOf(const std::string& coefficient, const std::string& max_points, const std::string& points) {
  return {.coefficient = *Rational::FromString(coefficient),
          .max_points = *Rational::FromString(max_points),
          .points = *Rational::FromString(points)};
}

Decimal CapOf(const std::string& text) {
  Decimal cap;
  EXPECT_EQ(Decimal::Parse(text, cap), Decimal::Fault::kNone);
  return cap;
}

TEST(TotalTest, FollowsTheFormulaOfItsMethod) {
  const std::vector<Term> terms = {TermOf("1", "10", "7.5"), TermOf("2", "20", "20"), TermOf("0.5", "3", "0.01")};
  struct Case {
    const char* name;
    Total total;
    const char* value;
  };
  for (const Case& c : {
           Case{"unspecified is a sum", {}, "47.51"},  // 47.505
           Case{"sum", {.method = Method::kSum, .places = 3}, "47.505"},
           Case{"sum, rounded half up", {.method = Method::kSum, .places = 2}, "47.51"},
           Case{"mean", {.method = Method::kMean, .places = 4}, "13.5729"},                   // 47.505 / 3.5
           Case{"normalized", {.method = Method::kNormalized, .places = 1}, "92.2"},          // 4750.5 / 51.5
           Case{"cap", {.method = Method::kSum, .places = 0, .cap = CapOf("47.5")}, "47.5"},  // 48 before
           Case{"cap not reached", {.method = Method::kSum, .places = 0, .cap = CapOf("48.5")}, "48"},
       }) {
    EXPECT_EQ(TotalOf(c.total, terms).ToString(0), c.value) << c.name;
  }
}

TEST(TotalTest, IsZeroWhereThereIsNothingToDivideBy) {
  const std::vector<Term> weightless = {TermOf("0", "10", "7.5")};
  for (const Method method : {Method::kSum, Method::kMean, Method::kNormalized}) {
    EXPECT_EQ(TotalOf({.method = method}, {}), Rational(0));
    EXPECT_EQ(TotalOf({.method = method}, weightless), Rational(0));
  }
}

TEST(TotalTest, ShowsHowItCameAbout) {
  TotalSum sum(Method::kMean);
  sum.Add(Rational(2), Rational(10), Rational(9));
  sum.Add(Rational(1), Rational(8), Rational(8));
  const TotalSteps steps = sum.Steps({.method = Method::kMean, .places = 0, .cap = CapOf("5")});
  EXPECT_EQ(steps.points, Rational(26));
  EXPECT_EQ(steps.divisor, Rational(3));
  EXPECT_EQ(steps.exact, Rational(26) / Rational(3));
  EXPECT_EQ(steps.rounded, Rational(9));
  EXPECT_EQ(steps.capped, Rational(5));
}

TEST(TotalTest, OfGroupsIsThatOfTheirCriteria) {
  const std::vector<Term> terms = {TermOf("1", "10", "7.5"), TermOf("1.25", "20", "19.99"), TermOf("0.5", "3", "0.01"),
                                   TermOf("3", "7", "6.66")};
  for (const Method method : {Method::kSum, Method::kMean, Method::kNormalized}) {
    TotalSum whole(method), group(method), below(method);
    for (size_t i = 0; i < terms.size(); ++i) {
      (i == 0 ? whole : i == 1 ? group : below).Add(terms[i].coefficient, terms[i].max_points, terms[i].points);
    }
    group.Add(below);
    whole.Add(group);
    const Total total{.method = method, .places = 6};
    EXPECT_EQ(whole.Steps(total).capped, TotalOf(total, terms));
  }
}

}  // namespace
}  // namespace thidua::scoring
