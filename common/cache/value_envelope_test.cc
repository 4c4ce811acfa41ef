#include "common/cache/value_envelope.h"

#include <gtest/gtest.h>

#include <string>

namespace thidua::cache {
namespace {

TEST(ValueEnvelopeTest, GivesBackThePayload) {
  for (const std::string& payload : {std::string(), std::string("\0\xff\r\n", 4), std::string(1 << 20, 'x')}) {
    const std::string sealed = SealValue("key", payload);
    EXPECT_EQ(sealed.size(), payload.size() + kEnvelopeBytes);
    const Value value = UnsealValue("key", sealed);
    ASSERT_NE(value, nullptr);
    EXPECT_EQ(*value, payload);
  }
}

TEST(ValueEnvelopeTest, RefusesEveryTruncationAndEveryFlippedByte) {
  const std::string sealed = SealValue("key", "the payload");
  for (size_t i = 0; i < sealed.size(); ++i) {
    EXPECT_EQ(UnsealValue("key", std::string_view(sealed).substr(0, i)), nullptr) << i;
    std::string flipped = sealed;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x40);
    EXPECT_EQ(UnsealValue("key", flipped), nullptr) << i;
  }
  EXPECT_EQ(UnsealValue("key", sealed + "x"), nullptr);
}

TEST(ValueEnvelopeTest, RefusesAnotherKeysValue) {
  EXPECT_EQ(UnsealValue("b", SealValue("a", "payload")), nullptr);
  EXPECT_EQ(UnsealValue("a", SealValue("ab", "c")), nullptr);
  // Same bytes, split elsewhere between key and payload.
  std::string sealed = SealValue("ab", "c");
  sealed.insert(kEnvelopeBytes, "b");
  EXPECT_EQ(UnsealValue("a", sealed), nullptr);
}

// Replicas of different builds share one Redis: a change of layout needs another magic.
TEST(ValueEnvelopeTest, LayoutStaysAsItIs) {
  EXPECT_EQ(SealValue("key", "payload"), "TDC1\xA9\xD7H\x8C\x80%/\xA8N\xA0\xB9yr\xBA\x99Jpayload");
}

}  // namespace
}  // namespace thidua::cache
