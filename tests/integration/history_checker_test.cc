#include "tests/integration/history_checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace thidua::integration {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Moment kSecond = 1'000'000;

RecordedRead Read(Moment called, Moment answered, std::map<std::string, int64_t> versions) {
  RecordedRead read{.question = "q", .called = called, .answered = answered, .versions = std::move(versions)};
  for (const auto& [cluster, version] : read.versions) absl::StrAppend(&read.basis, cluster, "@", version, " ");
  read.bytes = "bytes of " + read.basis;
  return read;
}

std::vector<Promise> Broken(const History& history) {
  std::vector<Promise> broken;
  for (const Violation& violation : CheckHistory(history)) broken.push_back(violation.promise);
  return broken;
}

// Version 7 of a at 1 s, 8 of b at 2 s, 9 of a at 3 s.
History ThreeWrites() {
  return {.writes = {{"a", 7, kSecond - 10, kSecond},
                     {"b", 8, 2 * kSecond - 10, 2 * kSecond},
                     {"a", 9, 3 * kSecond - 10, 3 * kSecond}}};
}

History With(RecordedRead read) {
  History history = ThreeWrites();
  history.reads.push_back(std::move(read));
  return history;
}

TEST(HistoryCheckerTest, NothingBreaksNothing) {
  EXPECT_THAT(Broken({}), IsEmpty());
  EXPECT_THAT(Broken(ThreeWrites()), IsEmpty());
}

TEST(HistoryCheckerTest, AReadIsAtMostOneSecondBehind) {
  EXPECT_THAT(Broken(With(Read(4 * kSecond - 1, 4 * kSecond, {{"a", 7}}))), IsEmpty());
  EXPECT_THAT(Broken(With(Read(4 * kSecond, 4 * kSecond, {{"a", 7}}))), ElementsAre(Promise::kFreshness));
  EXPECT_THAT(Broken(With(Read(4 * kSecond, 4 * kSecond, {{"a", 9}}))), IsEmpty());
  EXPECT_THAT(Broken(With(Read(4 * kSecond, 4 * kSecond, {{"a", 9}, {"b", 0}}))), ElementsAre(Promise::kFreshness));
  EXPECT_THAT(Broken(With(Read(2 * kSecond - 1, 9 * kSecond, {{"a", 0}}))), IsEmpty()) << "what counts is the call";
}

TEST(HistoryCheckerTest, AnAgeMustBeTrue) {
  RecordedRead read = Read(6 * kSecond, 6 * kSecond, {{"a", 7}});
  read.age_ms = 2'999;
  EXPECT_THAT(Broken(With(read)), ElementsAre(Promise::kFreshness)) << "it must know what was there at 3 s";
  read.age_ms = 3'000;
  EXPECT_THAT(Broken(With(read)), IsEmpty());
}

TEST(HistoryCheckerTest, ATokenIsKept) {
  RecordedRead read = Read(2 * kSecond, 2 * kSecond, {{"a", 7}, {"b", 0}});
  EXPECT_THAT(Broken(With(read)), IsEmpty());
  read.min_version = 7;
  EXPECT_THAT(Broken(With(read)), IsEmpty());
  read.min_version = 8;
  EXPECT_THAT(Broken(With(read)), ElementsAre(Promise::kReadYourWrites)) << "of another cluster than the write's too";
  read.versions["b"] = 8;
  EXPECT_THAT(Broken(With(read)), IsEmpty());
  read.min_version = 9;
  read.age_ms = 60'000;
  EXPECT_THAT(Broken(With(read)), ElementsAre(Promise::kReadYourWrites)) << "an age is no excuse";
}

TEST(HistoryCheckerTest, VersionsGrowOnAReplica) {
  History history = ThreeWrites();
  history.reads = {Read(3 * kSecond, 3 * kSecond + 5, {{"a", 9}}), Read(3 * kSecond + 6, 3 * kSecond + 9, {{"a", 7}})};
  EXPECT_THAT(Broken(history), ElementsAre(Promise::kVersionsGrow));
  std::swap(history.reads[0], history.reads[1]);
  EXPECT_THAT(Broken(history), ElementsAre(Promise::kVersionsGrow)) << "in whatever order they are recorded";
  std::swap(history.reads[0], history.reads[1]);

  history.reads[1].question = "another";
  EXPECT_THAT(Broken(history), ElementsAre(Promise::kVersionsGrow)) << "over all questions";
  history.reads[1].age_ms = 1'500;
  EXPECT_THAT(Broken(history), IsEmpty()) << "it says that it is old";
  history.reads[1].age_ms.reset();
  history.reads[1].called = 3 * kSecond + 5;
  EXPECT_THAT(Broken(history), IsEmpty()) << "they overlap";
  history.reads[1].called = 3 * kSecond + 6;
  history.reads[1].replica = 1;
  EXPECT_THAT(Broken(history), IsEmpty()) << "replicas go at their own pace";
  history.reads[1].replica = 0;
  history.reads[1].epoch = 1;
  EXPECT_THAT(Broken(history), IsEmpty()) << "scoring began anew";
}

TEST(HistoryCheckerTest, EqualVersionsHaveEqualBytes) {
  History history = ThreeWrites();
  history.reads = {Read(3 * kSecond, 3 * kSecond, {{"a", 9}}), Read(3 * kSecond, 3 * kSecond, {{"a", 9}})};
  history.reads[1].replica = 1;
  EXPECT_THAT(Broken(history), IsEmpty());
  history.reads[1].bytes = "others";
  EXPECT_THAT(Broken(history), ElementsAre(Promise::kEqualVersionsEqualBytes));
  history.reads[1].question = "another";
  EXPECT_THAT(Broken(history), IsEmpty());
}

TEST(HistoryCheckerTest, NoVersionIsMadeUp) {
  EXPECT_THAT(Broken(With(Read(3 * kSecond, 3 * kSecond, {{"a", 10}}))), ElementsAre(Promise::kVersionsAreGiven));
  EXPECT_THAT(Broken(With(Read(3 * kSecond, 3 * kSecond, {{"b", 9}}))), ElementsAre(Promise::kVersionsAreGiven));
}

TEST(HistoryCheckerTest, SaysWhatIsBroken) {
  const std::string text = ToText(CheckHistory(With(Read(5 * kSecond, 5 * kSecond, {{"a", 7}}))));
  EXPECT_THAT(text, ::testing::HasSubstr("freshness: \"q\" of replica 0"));
  EXPECT_THAT(text, ::testing::HasSubstr("lacks a@9"));
}

// Histories of a perfect service, with replies as old as they may be; then one reply is made older than that.
TEST(HistoryCheckerTest, TellsRightFromWrong) {
  std::mt19937 random(20231205);
  const auto upto = [&](int64_t limit) { return std::uniform_int_distribution<int64_t>(0, limit)(random); };
  for (int round = 0; round < 200; ++round) {
    History history;
    Moment now = kSecond;
    for (int64_t version = 1; version <= 60; ++version) {
      now += 1 + upto(400'000);
      history.writes.push_back({upto(1) == 0 ? "a" : "b", version, now - 1, now});
    }
    const auto newest_by = [&](Moment moment, const std::string& cluster) {
      int64_t newest = 0;
      for (const RecordedWrite& write : history.writes) {
        if (write.cluster == cluster && write.answered <= moment) newest = write.version;
      }
      return newest;
    };
    std::map<int, Moment> known;  // Up to when each replica knows.
    for (Moment called = kSecond; called < now; called += 1 + upto(100'000)) {
      const int replica = static_cast<int>(upto(1));
      known[replica] = std::max(known[replica], called - upto(kSecond));
      RecordedRead read =
          Read(called, called + 1, {{"a", newest_by(known[replica], "a")}, {"b", newest_by(known[replica], "b")}});
      read.replica = replica;
      if (upto(1) == 0) read.min_version = std::max(newest_by(known[replica], "a"), newest_by(known[replica], "b"));
      history.reads.push_back(read);
    }
    ASSERT_THAT(Broken(history), IsEmpty()) << "round " << round << ": " << ToText(CheckHistory(history));

    RecordedRead late = Read(now + 2 * kSecond, now + 2 * kSecond, {{"a", 0}, {"b", 0}});
    const std::string cluster = history.writes.back().cluster;
    for (auto& [code, version] : late.versions) version = newest_by(now, code);
    late.versions[cluster] = newest_by(history.writes.back().answered - 1, cluster);
    late.replica = 2;
    late.basis = "late";
    history.reads.push_back(late);
    std::shuffle(history.reads.begin(), history.reads.end(), random);
    EXPECT_THAT(Broken(history), ElementsAre(Promise::kFreshness)) << "round " << round;
  }
}

}  // namespace
}  // namespace thidua::integration
