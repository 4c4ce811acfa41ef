#include "common/import/fault.h"

#include <gtest/gtest.h>

namespace thidua::imports {
namespace {

TEST(FaultListTest, KeepsTheFirstAndCountsTheRest) {
  FaultList faults(2);
  for (int line = 5; line > 0; --line) faults.Add({.line = line});
  EXPECT_EQ(faults.Sorted().size(), 2u);
  EXPECT_EQ(faults.Sorted()[0].line, 4);
  EXPECT_EQ(faults.more(), 3);
}

TEST(FaultListTest, KeepsWhatComesFirstEvenWhenFull) {
  FaultList faults(2);
  for (int line = 1; line <= 3; ++line) faults.Add({.line = line});
  faults.AddFirst({.line = 9});
  ASSERT_EQ(faults.Sorted().size(), 2u);
  EXPECT_EQ(faults.Sorted()[0].line, 1);
  EXPECT_EQ(faults.Sorted()[1].line, 9);
  EXPECT_EQ(faults.more(), 2);
}

TEST(FaultListTest, OneFaultCanStandForAll) {
  FaultList faults(1);
  faults.Add({.line = 1});
  faults.Add({.line = 2});
  faults.AddOnly({.line = 3});
  faults.Add({.line = 4});
  faults.AddFirst({.line = 5});
  ASSERT_EQ(faults.Sorted().size(), 1u);
  EXPECT_EQ(faults.Sorted()[0].line, 3);
  EXPECT_EQ(faults.more(), 0);
}

}  // namespace
}  // namespace thidua::imports
