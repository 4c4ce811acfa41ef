#include "common/decimal/decimal.h"

#include <gtest/gtest.h>

#include <string>

#include "common/decimal/rational.h"

namespace thidua {
namespace {

TEST(DecimalTest, ParsesWhatPeopleWrite) {
  struct Case {
    const char* text;
    const char* shortest;
  };
  for (const Case& c : {Case{"0", "0"}, Case{"-0", "0"}, Case{"007", "7"}, Case{"99.70", "99.7"}, Case{"-2.5", "-2.5"},
                        Case{"0.000001", "0.000001"}, Case{"999999999999999999", "999999999999999999"},
                        Case{"999999999999.999999", "999999999999.999999"}, Case{"0000000000000000000001", "1"}}) {
    Decimal value;
    EXPECT_EQ(Decimal::Parse(c.text, value), Decimal::Fault::kNone) << c.text;
    EXPECT_EQ(value.ToString(), c.shortest);
  }
}

TEST(DecimalTest, RefusesEverythingElse) {
  struct Case {
    const char* text;
    Decimal::Fault fault;
  };
  using F = Decimal::Fault;
  for (const Case& c :
       {Case{"", F::kSyntax}, Case{"-", F::kSyntax}, Case{"+1", F::kSyntax}, Case{" 1", F::kSyntax},
        Case{"1 ", F::kSyntax}, Case{".5", F::kSyntax}, Case{"5.", F::kSyntax}, Case{"1e3", F::kSyntax},
        Case{"NaN", F::kSyntax}, Case{"inf", F::kSyntax}, Case{"0x10", F::kSyntax}, Case{"34,5", F::kSyntax},
        Case{"34.265.077", F::kSyntax}, Case{"--1", F::kSyntax}, Case{"1-", F::kSyntax}, Case{"١", F::kSyntax},
        Case{"0.0000001", F::kTooManyPlaces}, Case{"1234567890123456789", F::kTooManyDigits},
        Case{"1234567890123.123456", F::kTooManyDigits}}) {
    Decimal value(42);
    EXPECT_EQ(Decimal::Parse(c.text, value), c.fault) << c.text;
    EXPECT_EQ(value, Decimal(42)) << "untouched on a fault";
  }
}

TEST(RationalTest, RoundsInEveryMode) {
  struct Case {
    Rational value;
    int places;
    const char* half_up;
    const char* down;
    const char* up;
  };
  const Case cases[] = {
      {Rational(1) / Rational(2), 0, "1", "0", "1"},
      {Rational(-1) / Rational(2), 0, "-1", "0", "-1"},
      {Rational(1) / Rational(3), 2, "0.33", "0.33", "0.34"},
      {Rational(2) / Rational(3), 2, "0.67", "0.66", "0.67"},
      {Rational(-2) / Rational(3), 2, "-0.67", "-0.66", "-0.67"},
      {Rational(1005) / Rational(1000), 2, "1.01", "1.00", "1.01"},
      {Rational(7), 2, "7.00", "7.00", "7.00"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(c.value.Rounded(c.places, RoundingMode::kHalfUp).ToString(c.places), c.half_up);
    EXPECT_EQ(c.value.Rounded(c.places, RoundingMode::kDown).ToString(c.places), c.down);
    EXPECT_EQ(c.value.Rounded(c.places, RoundingMode::kUp).ToString(c.places), c.up);
  }
}

TEST(RationalTest, StaysExactBeyond128Bits) {
  const Rational huge = *Rational::FromString("999999999999999999");
  const Rational tiny = Rational(1) / huge;
  Rational product(1), inverse(1);
  for (int i = 0; i < 12; ++i) {
    product = product * huge;
    inverse = inverse * tiny;
  }
  EXPECT_EQ(product * inverse, Rational(1));
  EXPECT_EQ(product - product, Rational(0));
  EXPECT_GT(product + Rational(1), product);
  EXPECT_EQ((product + Rational(1) / Rational(2)).Rounded(0), product + Rational(1));
  EXPECT_EQ((Rational(0) - product - Rational(1) / Rational(2)).Rounded(0), Rational(0) - product - Rational(1));
  // Coming back into 128 bits, values compare equal to small ones.
  EXPECT_EQ((product + Rational(5)) - product, Rational(5));
}

// Every operation against the same one done in plain fractions of 64-bit whole numbers.
TEST(RationalTest, AgreesWithWholeNumberArithmetic) {
  for (int64_t a = -7; a <= 7; ++a) {
    for (int64_t b = 1; b <= 5; ++b) {
      for (int64_t c = -7; c <= 7; ++c) {
        for (int64_t d = 1; d <= 5; ++d) {
          const Rational x = Rational(a) / Rational(b), y = Rational(c) / Rational(d);
          EXPECT_EQ(x + y, Rational(a * d + c * b) / Rational(b * d));
          EXPECT_EQ(x - y, Rational(a * d - c * b) / Rational(b * d));
          EXPECT_EQ(x * y, Rational(a * c) / Rational(b * d));
          if (c != 0) {
            EXPECT_EQ(x / y, Rational(a * d) / Rational(b * c));
          }
          EXPECT_EQ(x <=> y, (a * d) <=> (c * b));
        }
      }
    }
  }
}

TEST(RationalTest, PrintsAndReadsBack) {
  EXPECT_EQ((Rational(1) / Rational(3)).ToString(2), "0.333333333333333333…");
  EXPECT_EQ((Rational(-1) / Rational(8)).ToString(2), "-0.125");
  EXPECT_EQ(Rational(5).ToString(0), "5");
  for (const char* text : {"0.00", "-12.50", "123456789012345678901234567890.25"}) {
    const auto value = Rational::FromString(text);
    ASSERT_TRUE(value.has_value()) << text;
    EXPECT_EQ(value->ToString(2), text);
  }
  for (const char* text : {"", "-", "1.", ".1", "1..2", "1-2", "abc", "1 "}) {
    EXPECT_FALSE(Rational::FromString(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace thidua
