// Whatever becomes of Redis changes no answer and fails no call.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/demo.h"
#include "tests/integration/suite.h"

namespace thidua::integration {
namespace {

using ::testing::HasSubstr;

// A suite that has Ba Tơ's year in Redis.
class RedisTroubleTest : public ::testing::Test {
 protected:
  RedisTroubleTest() {
    ImportBaTo(suite_.cli());
    suite_.cli().Output(RankBaTo());
    EXPECT_NE(Keys(), "0");
  }

  std::string Keys() { return suite_.redis().Execute({"DBSIZE"}); }

  // Ranking forgets what it has in memory, so Redis is asked.
  void ForgetMemory() { suite_.ranking().Restart(); }

  Suite suite_{{.redis = true}};
};

TEST_F(RedisTroubleTest, WithoutAnyTrouble) {
  ExpectBaToScored(suite_.cli());
  ForgetMemory();
  ExpectBaToScored(suite_.cli());
}

TEST_F(RedisTroubleTest, KilledBetweenTwoCalls) {
  suite_.redis().Kill();
  ExpectBaToScored(suite_.cli());
  ForgetMemory();
  ExpectBaToScored(suite_.cli());

  suite_.redis().Start();
  ExpectBaToScored(suite_.cli());
  ForgetMemory();
  ExpectBaToScored(suite_.cli());
  EXPECT_NE(Keys(), "0");
}

TEST_F(RedisTroubleTest, KilledBeforeNewFigures) {
  suite_.redis().Kill();
  const TempFolder folder;
  suite_.cli().Output({"import", "inputs",
                       folder.Write("inputs.csv",
                                    "unit,year,criterion,input,value,source\n"
                                    "21526,2023,I.10,achieved,13,correction\n")});
  EXPECT_THAT(suite_.cli().Output(PointsBaTo()), HasSubstr("\n21526,I.10,65.00\n"));
  suite_.cli().Output({"import", "inputs", BaToFile("inputs_2023.csv")});
  ExpectBaToScored(suite_.cli());
}

// Redis remembers versions of a store that is gone; they must not come again with other content.
TEST_F(RedisTroubleTest, ScoringMadeAnew) {
  suite_.scoring().Kill();
  std::filesystem::remove_all(suite_.scoring().folder());
  std::filesystem::create_directory(suite_.scoring().folder());
  suite_.scoring().Start();
  const TempFolder folder;
  ImportBaTo(suite_.cli(),
             folder.Write("inputs.csv",
                          absl::StrReplaceAll(ReadFile(BaToFile("inputs_2023.csv")),
                                              {{"\n21526,2023,I.10,achieved,12,", "\n21526,2023,I.10,achieved,7,"}})));
  EXPECT_THAT(suite_.cli().Output(PointsBaTo()), HasSubstr("\n21526,I.10,35.00\n"));
}

TEST_F(RedisTroubleTest, Paused) {
  suite_.redis().Pause();
  ForgetMemory();
  const absl::Time start = absl::Now();
  ExpectBaToScored(suite_.cli());
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  suite_.redis().Resume();
  ExpectBaToScored(suite_.cli());
}

// What a Lua script does to the keys of Redis.
struct Spoiling {
  std::string name;
  std::string script;

  friend void PrintTo(const Spoiling& spoiling, std::ostream* out) { *out << spoiling.name; }
};

class SpoiledRedisTest : public RedisTroubleTest, public ::testing::WithParamInterface<Spoiling> {};

TEST_P(SpoiledRedisTest, AnswersTheSame) {
  suite_.redis().Execute({"EVAL", GetParam().script, "0"});
  ExpectBaToScored(suite_.cli());
  ForgetMemory();
  ExpectBaToScored(suite_.cli());
  ForgetMemory();
  ExpectBaToScored(suite_.cli());
}

INSTANTIATE_TEST_SUITE_P(
    , SpoiledRedisTest,
    ::testing::Values(
        Spoiling{"Flushed", "return redis.call('FLUSHALL')"},
        Spoiling{"Garbage", "for _, key in ipairs(redis.call('KEYS', '*')) do redis.call('SET', key, 'rác') end"},
        Spoiling{"Empty", "for _, key in ipairs(redis.call('KEYS', '*')) do redis.call('SET', key, '') end"},
        Spoiling{"CutShort",
                 "for _, key in ipairs(redis.call('KEYS', '*')) do "
                 "redis.call('SET', key, redis.call('GETRANGE', key, 0, 99)) end"},
        Spoiling{"OneByteChanged",
                 "for _, key in ipairs(redis.call('KEYS', '*')) do "
                 "redis.call('SETRANGE', key, redis.call('STRLEN', key) / 2 - redis.call('STRLEN', key) / 2 % 1, 'X') "
                 "end"},
        Spoiling{"ValuesOfOtherKeys",
                 "local keys = redis.call('KEYS', '*') local last = redis.call('GET', keys[#keys]) "
                 "for _, key in ipairs(keys) do local value = redis.call('GET', key) "
                 "redis.call('SET', key, last) last = value end"},
        Spoiling{"OtherType",
                 "for _, key in ipairs(redis.call('KEYS', '*')) do redis.call('DEL', key) "
                 "redis.call('LPUSH', key, 'rác') end"}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace thidua::integration
