#include "common/telemetry/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"

namespace thidua::telemetry {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

constexpr char kCanary[] = "c4n4ry-S3cret";

std::string Logged(LogFormat format, std::string_view message, const Json& fields = Json::object()) {
  ::testing::internal::CaptureStderr();
  SetUpLog("thidua-test", format);
  LogWithFields(spdlog::level::warn, message, fields);
  spdlog::default_logger()->flush();
  return ::testing::internal::GetCapturedStderr();
}

TEST(LogTest, AJsonLineHasItsFields) {
  const std::string line = Logged(LogFormat::kJson, "xã Ba Bích", {{"grpc_code", "NotFound"}, {"duration_ms", 1.5}});
  const Json json = Json::parse(line);
  EXPECT_EQ(json["level"], "warning");
  EXPECT_EQ(json["program"], "thidua-test");
  EXPECT_EQ(json["message"], "xã Ba Bích");
  EXPECT_EQ(json["grpc_code"], "NotFound");
  EXPECT_EQ(json["duration_ms"], 1.5);
  EXPECT_THAT(json["time"].get<std::string>(),
              ::testing::MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{6}Z"));
  EXPECT_THAT(line, HasSubstr("xã Ba Bích"));
}

TEST(LogTest, ATextLineHasItsFields) {
  EXPECT_THAT(Logged(LogFormat::kText, "call failed", {{"code", "NotFound"}, {"ms", 1.5}, {"sub", "two words"}}),
              EndsWith("[warning] call failed code=NotFound ms=1.5 sub=\"two words\"\n"));
}

TEST(LogTest, NothingEndsALine) {
  // Line ends of all kinds, a terminal's escape as one and as two bytes, a direction override, half a character.
  const std::string hostile = "a\nb\r\nc\v\f\x1b[2Jd\xc2\x9b\xe2\x80\xa8\xe2\x80\xaeg\xc3(\x7f\xff";
  for (const LogFormat format : {LogFormat::kText, LogFormat::kJson}) {
    const std::string line = Logged(format, hostile, {{"sub", hostile}});
    EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
    for (const char* bad : {"\r", "\v", "\f", "\x1b", "\xc2\x9b", "\xe2\x80\xa8", "\xe2\x80\xae", "\x7f", "\xff"}) {
      EXPECT_THAT(line, Not(HasSubstr(bad)));
    }
    if (format == LogFormat::kJson) {
      EXPECT_THAT(Json::parse(line)["message"].get<std::string>(), HasSubstr("a\nb\r\nc"));
    }
  }
}

TEST(LogTest, ALineIsBounded) { EXPECT_LT(Logged(LogFormat::kText, std::string(100'000, 'a')).size(), 9'000u); }

TEST(RedactedTest, HidesSecrets) {
  for (const std::string& text : {
           absl::StrCat("cannot open postgresql://thidua:", kCanary, "@db1:5432,db2/thidua?x=1"),
           absl::StrCat("redis://:", kCanary, "@127.0.0.1:6379"),
           absl::StrCat("postgresql://thidua:", kCanary, "/with@slash@db/thidua"),
           absl::StrCat("host=db user=thidua password=", kCanary, " dbname=thidua"),
           absl::StrCat("host=db password='", kCanary, " x' dbname=thidua"),
           absl::StrCat("postgresql://db/thidua?user=a&password=", kCanary, "&sslmode=require"),
           absl::StrCat("{\"password\": \"", kCanary, "\"}"),
           absl::StrCat("authorization: Bearer ", kCanary),
           absl::StrCat("Authorization=Basic ", kCanary),
           absl::StrCat("got bearer ", kCanary, " there"),
           absl::StrCat("client_secret=", kCanary),
           absl::StrCat("service token: ", kCanary),
           absl::StrCat("key whsec_", "c4n4ryS3cret/abc+", kCanary),
           absl::StrCat("eyJhbGciOiJFUzI1NiJ9.eyJ", kCanary, ".", kCanary),
       }) {
    EXPECT_THAT(Redacted(text), Not(HasSubstr("c4n4ry"))) << text;
    for (const LogFormat format : {LogFormat::kText, LogFormat::kJson}) {
      EXPECT_THAT(Logged(format, text, {{"sub", text}}), Not(HasSubstr("c4n4ry"))) << text;
    }
  }
}

TEST(RedactedTest, LeavesTheRest) {
  for (const char* text : {"postgresql://thidua@db:5432/thidua", "serving at 127.0.0.1:7101",
                           "Cannot reach the scoring service at 127.0.0.1:7101 (connection refused).", "BAD_PAGE_TOKEN",
                           "https://hooks.example/a:b", "user thidua@tinh.gov.vn: not known"}) {
    EXPECT_EQ(Redacted(text), text);
  }
}

}  // namespace
}  // namespace thidua::telemetry
