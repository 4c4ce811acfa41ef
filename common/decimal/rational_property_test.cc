#include <gtest/gtest.h>

#include <compare>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "common/decimal/gmp_for_test.h"
#include "common/decimal/rational.h"

namespace thidua {
namespace {

struct Pair {
  Rational value;
  mpq_class exact;
};

void ExpectSame(const Pair& pair) {
  ASSERT_EQ(pair.value.ToString(0), SpellForTest(pair.exact));
  ASSERT_EQ(pair.value, *Rational::FromString(pair.exact.get_num().get_str()) /
                            *Rational::FromString(pair.exact.get_den().get_str()));
  ASSERT_EQ(pair.value.sign(), sgn(pair.exact));
}

class RationalProperty : public ::testing::TestWithParam<uint64_t> {
 protected:
  RationalProperty() : random_(GetParam()) {
    for (int i = 0; i < 6; ++i) {
      const Decimal decimal = HostileDecimal(random_, /*negative_too=*/true);
      pool_.push_back({Rational(decimal), ToGmp(decimal)});
      // Large denominators under a small numerator.
      if (!decimal.zero()) pool_.push_back({Rational(1) / Rational(decimal), 1 / ToGmp(decimal)});
    }
    // The edges of 64 bits.
    for (const int64_t edge : {INT64_MIN, INT64_MIN + 1, INT64_MAX}) {
      pool_.push_back({Rational(edge), mpq_class(mpz_class(static_cast<long>(edge)))});  // NOLINT
    }
  }

  Pair& Any() { return pool_[random_() % pool_.size()]; }

  Pair Combine(const Pair& a, const Pair& b) {
    switch (random_() % 6) {
      case 0:
        return {a.value + b.value, a.exact + b.exact};
      case 1:
        return {a.value - b.value, a.exact - b.exact};
      case 2:
        return {a.value * b.value, a.exact * b.exact};
      case 3: {
        Pair sum = a;
        sum.value += b.value;
        sum.exact += b.exact;
        return sum;
      }
      case 4: {
        Pair difference = a;
        difference.value -= b.value;
        difference.exact -= b.exact;
        return difference;
      }
      default:
        if (sgn(b.exact) == 0) return a;
        return {a.value / b.value, a.exact / b.exact};
    }
  }

  std::mt19937_64 random_;
  std::vector<Pair> pool_;
};

// Chains of operations, which leave 64 and 128 bits and come back.
TEST_P(RationalProperty, AgreesWithGmp) {
  for (int step = 0; step < 150; ++step) {
    const Pair result = Combine(Any(), Any());
    ExpectSame(result);
    const Pair& other = Any();
    ASSERT_EQ(result.value <=> other.value, cmp(result.exact, other.exact) <=> 0);
    ASSERT_EQ(result.value == other.value, result.exact == other.exact);
    const int places = static_cast<int>(random_() % 19);
    for (const RoundingMode mode : {RoundingMode::kHalfUp, RoundingMode::kDown, RoundingMode::kUp}) {
      ExpectSame({result.value.Rounded(places, mode), RoundedForTest(result.exact, places, mode)});
    }
    // Numbers grow without end otherwise.
    if (mpz_sizeinbase(result.exact.get_num_mpz_t(), 2) < 600) Any() = result;
  }
}

TEST_P(RationalProperty, AnOperandMayBeTheResult) {
  for (int step = 0; step < 20; ++step) {
    Pair one = Combine(Any(), Any());
    one.value += one.value;
    one.exact += one.exact;
    ExpectSame(one);
    one.value = one.value * one.value;
    one.exact = one.exact * one.exact;
    ExpectSame(one);
    one.value -= one.value;
    ASSERT_EQ(one.value, Rational(0));
  }
}

TEST_P(RationalProperty, CopiesAndMovesAreTheSameValue) {
  for (int step = 0; step < 20; ++step) {
    const Pair one = Combine(Combine(Any(), Any()), Combine(Any(), Any()));
    Rational copy = one.value;
    ExpectSame({copy, one.exact});
    const Rational moved = std::move(copy);
    ExpectSame({moved, one.exact});
    copy = Any().value;
    copy = moved;
    ExpectSame({copy, one.exact});
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RationalProperty, ::testing::Range<uint64_t>(1, 41));

}  // namespace
}  // namespace thidua
