#include "services/tasks/reminders/notice_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>

#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/sql/each_database_for_test.h"
#include "common/testing/temp_folder.h"
#include "services/tasks/storage/tasks_schema.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const absl::Time kNow = absl::FromUnixSeconds(1'735'000'000);
constexpr absl::Duration kLease = absl::Minutes(2);

Notice NoticeWith(const std::string& key, const std::string& unit = "21526") {
  return {.key = key,
          .subject = unit + "-2024-I.10",
          .unit = unit,
          .year = 2024,
          .milestone = "due:2024-12-31:-7",
          .recipient = "office:DC",
          .date = CivilDay(2024, 12, 24),
          .title = "Sắp đến hạn",
          .message = "Nhiệm vụ \"Đạt\" 'còn' 7 ngày."};
}

std::vector<std::string> Keys(const absl::StatusOr<std::vector<Notice>>& notices) {
  EXPECT_TRUE(notices.ok()) << notices.status();
  std::vector<std::string> keys;
  for (const Notice& notice : *notices) keys.push_back(notice.key);
  return keys;
}

class NoticeStoreTest : public sql::EachDatabaseTest {
 protected:
  int Make(const std::vector<std::string>& keys, absl::Time now = kNow) {
    std::vector<Notice> notices;
    for (const std::string& key : keys) notices.push_back(NoticeWith(key));
    const auto made = store_.Make(notices, now);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or(-1);
  }
  std::vector<std::string> Claim(const std::string& worker, absl::Time now, int limit = 10) {
    return Keys(store_.Claim(worker, now, kLease, limit));
  }
  Notice Get(const std::string& key) {
    const auto notices = store_.List({}, 0, 1000);
    EXPECT_TRUE(notices.ok()) << notices.status();
    for (const Notice& notice : *notices) {
      if (notice.key == key) return notice;
    }
    ADD_FAILURE() << "no notice " << key;
    return {};
  }

  std::unique_ptr<sql::Database> database_ = *OpenTasksDatabase(place_.location());
  NoticeStore store_{*database_};
};

TEST_P(NoticeStoreTest, KeepsWhatIsMade) {
  ASSERT_EQ(Make({"a"}), 1);
  Notice expected = NoticeWith("a");
  expected.number = 1;
  expected.created = kNow;
  EXPECT_EQ(Get("a"), expected);
}

TEST_P(NoticeStoreTest, MakesAKeyOnceAndKeepsItsFirstWords) {
  EXPECT_EQ(Make({"a", "b", "a"}), 2);
  EXPECT_EQ(Make({"a", "b"}, kNow + absl::Hours(1)), 0);
  EXPECT_EQ(Make({"b", "c"}, kNow + absl::Hours(1)), 1);
  EXPECT_EQ(Make({}), 0);
  EXPECT_EQ(Get("b").created, kNow);
}

TEST_P(NoticeStoreTest, ReplicasMakeAKeyOnce) {
  const auto other_database = *OpenTasksDatabase(place_.location());
  NoticeStore other(*other_database);
  std::vector<Notice> notices;
  for (int i = 0; i < 200; ++i) notices.push_back(NoticeWith(absl::StrCat("k", i)));
  int made_here = 0, made_there = 0;
  std::thread here([&] {
    for (const Notice& notice : notices) made_here += *store_.Make({notice}, kNow);
  });
  std::thread there([&] {
    for (const Notice& notice : notices) made_there += *other.Make({notice}, kNow);
  });
  here.join();
  there.join();
  EXPECT_EQ(made_here + made_there, 200);
  EXPECT_EQ(store_.List({}, 0, 1000)->size(), 200U);
}

TEST_P(NoticeStoreTest, AClaimKeepsOthersAwayUntilItRunsOut) {
  Make({"a", "b", "c"});
  EXPECT_THAT(Claim("one", kNow, 2), ElementsAre("a", "b"));
  EXPECT_THAT(Claim("two", kNow), ElementsAre("c"));
  EXPECT_THAT(Claim("one", kNow + kLease - absl::Microseconds(1)), IsEmpty());
  EXPECT_THAT(Claim("two", kNow + kLease), ElementsAre("a", "b", "c"));
}

TEST_P(NoticeStoreTest, TwoWorkersShareTheWorkWithoutOverlap) {
  std::vector<std::string> keys;
  for (int i = 0; i < 100; ++i) keys.push_back(absl::StrCat("k", i));
  Make(keys);
  std::vector<std::string> claimed[2];
  std::vector<std::thread> workers;
  for (int worker = 0; worker < 2; ++worker) {
    workers.emplace_back([&, worker] {
      while (true) {
        const auto some = Keys(store_.Claim(absl::StrCat("w", worker), kNow, kLease, 3));
        if (some.empty()) return;
        claimed[worker].insert(claimed[worker].end(), some.begin(), some.end());
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  std::set<std::string> all(claimed[0].begin(), claimed[0].end());
  all.insert(claimed[1].begin(), claimed[1].end());
  EXPECT_EQ(claimed[0].size() + claimed[1].size(), 100U);
  EXPECT_EQ(all.size(), 100U);
}

TEST_P(NoticeStoreTest, WhatIsReleasedIsFreeAtOnce) {
  Make({"a", "b", "c"});
  Claim("one", kNow, 2);
  Claim("two", kNow, 1);
  ASSERT_TRUE(store_.MarkDelivered("a", kNow).ok());
  ASSERT_TRUE(store_.Release("one").ok());
  EXPECT_THAT(Claim("three", kNow), ElementsAre("b"));
}

TEST_P(NoticeStoreTest, DeliveredIsTheEnd) {
  Make({"a"});
  Claim("one", kNow);
  ASSERT_TRUE(store_.MarkDelivered("a", kNow + absl::Seconds(1)).ok());
  const Notice delivered = Get("a");
  EXPECT_EQ(delivered.state, Notice::State::kDelivered);
  EXPECT_EQ(delivered.attempts, 1);
  EXPECT_EQ(delivered.delivered, kNow + absl::Seconds(1));
  EXPECT_THAT(Claim("one", kNow + absl::Hours(100)), IsEmpty());
  ASSERT_TRUE(store_.MarkDelivered("a", kNow + absl::Seconds(9)).ok());
  ASSERT_TRUE(store_.MarkFailed("a", "one", "HTTP 500", std::nullopt).ok());
  EXPECT_EQ(Get("a"), delivered);
}

TEST_P(NoticeStoreTest, AFailureWaitsForItsNextAttempt) {
  Make({"a", "b"});
  Claim("one", kNow);
  ASSERT_TRUE(store_.MarkFailed("a", "one", "HTTP 500", kNow + absl::Minutes(5)).ok());
  const Notice failed = Get("a");
  EXPECT_EQ(failed.state, Notice::State::kPending);
  EXPECT_EQ(failed.attempts, 1);
  EXPECT_EQ(failed.last_error, "HTTP 500");
  EXPECT_THAT(Claim("two", kNow + absl::Minutes(5) - absl::Microseconds(1)), ElementsAre("b"));
  EXPECT_THAT(Claim("two", kNow + absl::Minutes(5)), ElementsAre("a"));
  ASSERT_TRUE(store_.MarkDelivered("a", kNow + absl::Minutes(6)).ok());
  EXPECT_EQ(Get("a").attempts, 2);
  EXPECT_EQ(Get("a").last_error, "");
}

TEST_P(NoticeStoreTest, AWorkerThatLostItsClaimCannotFailTheNotice) {
  Make({"a"});
  Claim("one", kNow);
  Claim("two", kNow + kLease);
  ASSERT_TRUE(store_.MarkFailed("a", "one", "timeout", std::nullopt).ok());
  EXPECT_EQ(Get("a").state, Notice::State::kPending);
  EXPECT_EQ(Get("a").attempts, 0);
  ASSERT_TRUE(store_.MarkDelivered("a", kNow + kLease).ok());
  EXPECT_EQ(Get("a").state, Notice::State::kDelivered) << "it was sent, whoever has claimed it by now";
}

TEST_P(NoticeStoreTest, WhatWasGivenUpIsTakenUpAgain) {
  Make({"a", "b"});
  Claim("one", kNow);
  ASSERT_TRUE(store_.MarkFailed("a", "one", "HTTP 410", std::nullopt).ok());
  EXPECT_EQ(Get("a").state, Notice::State::kFailed);
  EXPECT_THAT(Claim("two", kNow + absl::Hours(100)), ElementsAre("b"));
  EXPECT_EQ(*store_.Retry(kNow + absl::Hours(100)), 1);
  EXPECT_EQ(*store_.Retry(kNow + absl::Hours(100)), 0);
  EXPECT_EQ(Get("a").attempts, 0);
  EXPECT_EQ(Get("a").last_error, "HTTP 410");
  EXPECT_THAT(Claim("two", kNow + absl::Hours(100)), ElementsAre("a"));
}

TEST_P(NoticeStoreTest, ListsNewestFirstByUnitAndState) {
  ASSERT_TRUE(
      store_.Make({NoticeWith("a", "1"), NoticeWith("b", "2"), NoticeWith("c", "1"), NoticeWith("d", "1")}, kNow).ok());
  ASSERT_TRUE(store_.MarkDelivered("c", kNow).ok());
  EXPECT_THAT(Keys(store_.List({}, 0, 10)), ElementsAre("d", "c", "b", "a"));
  EXPECT_THAT(Keys(store_.List({}, 0, 2)), ElementsAre("d", "c"));
  EXPECT_THAT(Keys(store_.List({}, 3, 2)), ElementsAre("b", "a"));
  EXPECT_THAT(Keys(store_.List({.unit = "1"}, 0, 10)), ElementsAre("d", "c", "a"));
  EXPECT_THAT(Keys(store_.List({.unit = "1", .state = Notice::State::kPending}, 0, 10)), ElementsAre("d", "a"));
  EXPECT_THAT(Keys(store_.List({.state = Notice::State::kDelivered}, 0, 10)), ElementsAre("c"));
  EXPECT_THAT(Keys(store_.List({.state = Notice::State::kFailed}, 0, 10)), IsEmpty());
}

// What runs every minute must not read the notices of years.
TEST_P(NoticeStoreTest, ClaimsByIndex) {
  std::string plan;
  ASSERT_TRUE(database_
                  ->Read([&](soci::session& session) {
                    const bool sqlite = GetParam() != sql::DatabaseKind::kPostgresql;
                    if (!sqlite) session << "SET LOCAL enable_seqscan = off";  // As where there are many rows.
                    soci::row row;
                    soci::statement statement =
                        (session.prepare << (sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ")
                                         << "SELECT number FROM notices WHERE state = 'PENDING' "
                                            "AND next_attempt <= 5 AND claimed_until <= 5 ORDER BY next_attempt, "
                                            "number LIMIT 3",
                         soci::into(row));
                    statement.execute();
                    while (statement.fetch()) plan += row.get<std::string>(sqlite ? 3 : 0) + "\n";
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_THAT(plan, HasSubstr("notices_to_send"));
  EXPECT_THAT(plan, testing::Not(HasSubstr("TEMP B-TREE FOR ORDER BY")));
}

THIDUA_TEST_IN_EACH_DATABASE(NoticeStoreTest);

}  // namespace
}  // namespace thidua::tasks
