#include "common/http/url.h"

#include <gtest/gtest.h>

namespace thidua::http {
namespace {

TEST(UrlTest, IsSplitIntoServerAndPath) {
  const auto url = ParseUrl("https://tinh.example:8443/a/b?c=d");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->server, "https://tinh.example:8443");
  EXPECT_EQ(url->path, "/a/b?c=d");
  EXPECT_EQ(ParseUrl("http://127.0.0.1:4318")->path, "/");
}

TEST(UrlTest, RefusesWhatIsNone) {
  for (const char* text : {"", "http://", "tinh.example", "ftp://tinh.example/", "http://user@tinh.example/",
                           "http://tinh.example/a b", "http://tinh.example/#a", "http://tinh.example?a"}) {
    EXPECT_FALSE(ParseUrl(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace thidua::http
