#include "common/text/unicode.h"

#include <gtest/gtest.h>

#include <string>

namespace thidua::text {
namespace {

TEST(UnicodeTest, ComposesVietnameseNames) {
  EXPECT_EQ(ToNfc("Xa\u0303 Ba Le\u0302\u0301"), "Xã Ba Lế");
  EXPECT_EQ(ToNfc("Le\u0301\u0302"), ToNfc("L\u00e9\u0302")) << "whichever part was composed before";
  EXPECT_EQ(ToNfc("Xã Ba Lế"), "Xã Ba Lế");
  EXPECT_EQ(ToNfc("plain"), "plain");
}

TEST(UnicodeTest, LeavesTextThatNoLanguageHas) {
  std::string marks = "a";
  for (int i = 0; i < 200'000; ++i) marks += i % 2 == 0 ? "\u0323" : "\u0300";
  EXPECT_EQ(ToNfc(marks), marks) << "ordering these would take minutes";
  std::string few = "e\u0302\u0301";
  for (int i = 0; i < 28; ++i) few += "\u0323";
  EXPECT_NE(ToNfc(few), few);
}

TEST(UnicodeTest, FindsTheFirstByteThatIsNotUtf8) {
  EXPECT_EQ(FirstBadUtf8("Xã"), std::nullopt);
  EXPECT_EQ(FirstBadUtf8("ab\xff"), 2u);
  EXPECT_EQ(FirstBadUtf8("a\xc3"), 1u);
}

TEST(UnicodeTest, ShowsWholeCharacters) {
  EXPECT_EQ(Shown("ngắn"), "ngắn");
  for (int before = 0; before < 4; ++before) {
    const std::string shown = Shown(std::string(before, 'x') + std::string(40, 'y') + "ếếếếếếếếếếếếếếếếế");
    EXPECT_EQ(FirstBadUtf8(shown), std::nullopt);
    EXPECT_TRUE(shown.ends_with("ế…"));
    EXPECT_LE(shown.size(), 63u);
  }
}

}  // namespace
}  // namespace thidua::text
