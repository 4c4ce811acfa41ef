#include "common/audit/log.h"

#include <gtest/gtest.h>
#include <soci/soci.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/sql/database.h"
#include "common/sql/each_database_for_test.h"
#include "common/testing/temp_folder.h"

namespace thidua::audit {
namespace {

sql::Database::Schema Schema(const sql::Database::Migrations& both) { return {.sqlite = both, .postgresql = both}; }

class LogTest : public sql::EachDatabaseTest {
 protected:
  LogTest()
      : database_(*sql::Database::Open(
            {.location = place_.location()},
            Schema(
                {{"CREATE TABLE log (number BIGINT PRIMARY KEY, unit TEXT NOT NULL, year INTEGER NOT NULL, version "
                  "BIGINT "
                  "NOT NULL, text TEXT NOT NULL, hash TEXT NOT NULL)",
                  "CREATE TABLE replies (request_id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, time BIGINT NOT NULL, "
                  "reply TEXT NOT NULL)"}}))) {}

  template <typename Body>
  void Write(Body body) {
    const absl::Status status = database_->Write([&](soci::session& sql) {
      body(sql);
      return absl::OkStatus();
    });
    ASSERT_TRUE(status.ok()) << status;
  }

  std::vector<LogEntry> ThreeEntries() {
    std::vector<LogEntry> entries;
    Write([&](soci::session& sql) {
      for (const char* unit : {"21526", "21529", "21526"}) {
        Append(sql, {.unit = unit, .year = 2024, .version = 7}, absl::StrCat("\"action\":\"thử ", unit, "\""));
      }
      entries = List(sql, 0, 10);
    });
    return entries;
  }

  std::unique_ptr<sql::Database> database_;
};

TEST_P(LogTest, EachEntryFollowsTheOneBefore) {
  const std::vector<LogEntry> entries = ThreeEntries();
  ASSERT_EQ(entries.size(), 3);
  EXPECT_EQ(entries[0].text, "{\"number\":1,\"version\":7,\"action\":\"thử 21526\"}");
  EXPECT_EQ(entries[0].hash, Sha256::HexOf(std::string(64, '0') + "\n" + entries[0].text));
  EXPECT_EQ(entries[1].hash, Sha256::HexOf(entries[0].hash + "\n" + entries[1].text));
  Chain chain;
  for (const LogEntry& entry : entries) EXPECT_TRUE(chain.Add(entry).ok());
  EXPECT_EQ(chain.length(), 3);
}

TEST_P(LogTest, AChangeATakenOutAndAMovedEntryBreakTheChain) {
  const std::vector<LogEntry> entries = ThreeEntries();
  const auto accepts = [](const std::vector<LogEntry>& log) {
    Chain chain;
    for (const LogEntry& entry : log) {
      if (!chain.Add(entry).ok()) return false;
    }
    return true;
  };
  EXPECT_TRUE(accepts(entries));
  std::vector<LogEntry> changed = entries;
  changed[1].text.back() = ' ';
  EXPECT_FALSE(accepts(changed));
  EXPECT_FALSE(accepts({entries[0], entries[2]}));
  EXPECT_FALSE(accepts({entries[1], entries[0], entries[2]}));
}

TEST_P(LogTest, GivesTheEntriesOfOneUnitNewestFirst) {
  ThreeEntries();
  Write([](soci::session& sql) {
    std::vector<LogEntry> entries = ListOf(sql, "21526", 2024, 0, 10);
    ASSERT_EQ(entries.size(), 2);
    EXPECT_EQ(entries[0].number, 3);
    EXPECT_EQ(entries[1].number, 1);
    entries = ListOf(sql, "21526", 2024, 3, 10);
    ASSERT_EQ(entries.size(), 1);
    EXPECT_EQ(entries[0].number, 1);
    EXPECT_TRUE(ListOf(sql, "21526", 2023, 0, 10).empty());
  });
}

TEST_P(LogTest, KeepsRepliesOfAnyBytesForATime) {
  const std::string reply("\0\xff tệp", 7);
  Write([&](soci::session& sql) {
    PutReply(sql, {.request_id = "a", .fingerprint = "f", .time = 5, .reply = reply});
    ASSERT_TRUE(FindReply(sql, "a").has_value());
    EXPECT_EQ(FindReply(sql, "a")->reply, reply);
    DropRepliesBefore(sql, 5);
    EXPECT_TRUE(FindReply(sql, "a").has_value());
    DropRepliesBefore(sql, 6);
    EXPECT_FALSE(FindReply(sql, "a").has_value());
  });
}

TEST(CheckRequestId, WantsPrintableAscii) {
  EXPECT_TRUE(CheckRequestId("").ok());
  EXPECT_TRUE(CheckRequestId(std::string(128, 'x')).ok());
  EXPECT_FALSE(CheckRequestId(std::string(129, 'x')).ok());
  EXPECT_FALSE(CheckRequestId("có dấu").ok());
  EXPECT_FALSE(CheckRequestId("a b").ok());
}

THIDUA_TEST_IN_EACH_DATABASE(LogTest);

}  // namespace
}  // namespace thidua::audit
