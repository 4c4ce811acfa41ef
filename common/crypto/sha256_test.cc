#include "common/crypto/sha256.h"

#include <gtest/gtest.h>

namespace thidua {
namespace {

// The examples of FIPS 180-4.
TEST(Sha256Test, KnownDigests) {
  EXPECT_EQ(Sha256::HexOf(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256::HexOf("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256Test, PiecesMakeTheWhole) {
  const std::string text(1000, 'x');
  for (size_t cut = 0; cut <= text.size(); cut += 37) {
    Sha256 digest;
    digest.Add(std::string_view(text).substr(0, cut));
    digest.Add(std::string_view(text).substr(cut));
    EXPECT_EQ(digest.Hex(), Sha256::HexOf(text));
  }
}

}  // namespace
}  // namespace thidua
