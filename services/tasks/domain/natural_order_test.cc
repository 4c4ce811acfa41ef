#include "services/tasks/domain/natural_order.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace thidua::tasks {
namespace {

TEST(NaturalOrderTest, OrdersCodesAsPeopleDo) {
  const std::vector<std::string> ordered = {"",
                                            "1",
                                            "2",
                                            "2.1",
                                            "2.10",
                                            "10",
                                            "10.a",
                                            "99999999999999999999",
                                            "100000000000000000000",
                                            "A",
                                            "B",
                                            "I",
                                            "I.1",
                                            "I.2",
                                            "I.2a",
                                            "I.9",
                                            "I.10",
                                            "I.10.1",
                                            "I.20",
                                            "II",
                                            "II.1",
                                            "II.10",
                                            "III",
                                            "III.4",
                                            "III.10",
                                            "Đ.1",
                                            "Đ.2"};
  for (size_t i = 0; i < ordered.size(); ++i) {
    for (size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_EQ(NaturalSortKey(ordered[i]) < NaturalSortKey(ordered[j]), i < j) << ordered[i] << " and " << ordered[j];
    }
  }
}

TEST(NaturalOrderTest, IgnoresLeadingZeros) {
  EXPECT_EQ(NaturalSortKey("I.02"), NaturalSortKey("I.2"));
  EXPECT_EQ(NaturalSortKey("I.00"), NaturalSortKey("I.0"));
  EXPECT_LT(NaturalSortKey("I.0"), NaturalSortKey("I.1"));
}

TEST(NaturalOrderTest, TakesRomanNumeralsAsText) { EXPECT_LT(NaturalSortKey("IX"), NaturalSortKey("V")); }

}  // namespace
}  // namespace thidua::tasks
