// Whoever changes scoring's database behind its back is found out.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/crypto/sha256.h"
#include "common/testing/program_file.h"
#include "tests/integration/ba_to_sheets.h"

namespace thidua::integration {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kUnit[] = "21526";

// A change of the database, and who finds it.
struct Tampering {
  std::string name;
  // SQL; $LAST is the number of the last entry, $SOME that of one in the middle.
  std::vector<std::string> statements;
  bool chain = true;  // The chain no longer holds.
  bool head = true;   // The last number and hash are not those that were kept elsewhere.
  bool state = true;  // VerifyAuditState: DATA_LOSS.

  friend void PrintTo(const Tampering& tampering, std::ostream* out) { *out << tampering.name; }
};

class AuditTest : public ::testing::Test {
 protected:
  AuditTest() {
    Prepare(process_.NewDesk());
    EXPECT_EQ(process_.service().Stop(), 0);
  }

  void Prepare(const Desk& desk) {
    BringTo(desk, kUnit, "CLUSTER");
    MustBe(desk.Decide(OfUnit(kLeader), kUnit, "I.4", "90", "Còn một vụ phá rừng"));
    MustBe(desk.Update(OfUnit("21484"), "21484", {{"I.1", "plan", "412000000000"}}));
    MustBe(desk.Update(OfUnit("21484"), "21484", {{"I.1", "actual", "416120000000"}}));
    head_ = desk.AuditHead();
    entries_ = desk.AuditEntries();
  }

  // What is wrong for whom, after the statements ran on a copy of the database.
  Tampering Find(const std::vector<std::string>& statements) {
    const std::string data = process_.folder().File("bản sao");
    std::filesystem::remove_all(data);
    std::filesystem::copy(process_.data(), data, std::filesystem::copy_options::recursive);
    for (const std::string& statement : statements) {
      Sql(data + "/scoring.db", absl::StrReplaceAll(statement, {{"$LAST", absl::StrCat(head_.number())},
                                                                {"$SOME", absl::StrCat(SomeOf(kUnit))}}));
    }
    const Service service(ProgramFile("thidua-scoring"), {"--data", data}, data);
    const Desk desk(service.address());
    const grpc::Status verified = desk.VerifyAudit();
    if (!verified.ok()) {
      EXPECT_EQ(verified.error_code(), grpc::StatusCode::DATA_LOSS) << verified.error_message();
      EXPECT_EQ(ReasonOf(verified), "AUDIT_MISMATCH");
      vi_ = ReadRefusal(verified).vi;
    }
    const pb::GetAuditHeadResponse head = desk.AuditHead();
    return {.chain = !CheckChain(desk.AuditEntries()).empty(),
            .head = head.number() != head_.number() || head.hash() != head_.hash(),
            .state = !verified.ok()};
  }

  // The first entry that reports figures of a unit.
  int64_t SomeOf(const std::string& unit) const {
    for (const pb::AuditEntry& entry : entries_) {
      if (entry.entry().find("\"unit\":\"" + unit + "\"") != std::string::npos) return entry.number();
    }
    throw std::runtime_error("no entry of " + unit);
  }

  ScoringProcess process_;
  pb::GetAuditHeadResponse head_;
  std::vector<pb::AuditEntry> entries_;
  std::string vi_;
};

TEST_F(AuditTest, WhatWasLeftAloneHolds) {
  const Tampering found = Find({});
  EXPECT_FALSE(found.chain);
  EXPECT_FALSE(found.head);
  EXPECT_FALSE(found.state);
  EXPECT_EQ(CheckChain(entries_), "");
  EXPECT_EQ(entries_.back().hash(), head_.hash());
  EXPECT_EQ(entries_.size(), static_cast<size_t>(head_.number()));
}

TEST_F(AuditTest, SaysHowMuchItCompared) {
  process_.service().Start();
  const Desk desk = process_.NewDesk();
  pb::VerifyAuditStateResponse verified;
  const grpc::Status status = desk.VerifyAudit(&verified);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(verified.entries(), head_.number());
  EXPECT_EQ(verified.sheets(), 2);
}

TEST_F(AuditTest, EntriesComeFromWhereTheyAreAskedFor) {
  process_.service().Start();
  const Desk desk = process_.NewDesk();
  for (const auto& [after, limit, first, count] :
       std::vector<std::tuple<int64_t, int64_t, int64_t, int64_t>>{{0, 0, 1, head_.number()},
                                                                   {0, 3, 1, 3},
                                                                   {5, 2, 6, 2},
                                                                   {head_.number() - 1, 10, head_.number(), 1},
                                                                   {head_.number(), 0, 0, 0},
                                                                   {head_.number() + 100, 5, 0, 0}}) {
    pb::ListAuditEntriesRequest request;
    request.set_after(after);
    request.set_limit(limit);
    grpc::ClientContext context;
    const auto reader = desk.audit().ListAuditEntries(&context, request);
    std::vector<int64_t> numbers;
    pb::ListAuditEntriesResponse page;
    while (reader->Read(&page)) {
      for (const pb::AuditEntry& entry : page.entries()) numbers.push_back(entry.number());
    }
    EXPECT_TRUE(reader->Finish().ok());
    ASSERT_EQ(numbers.size(), static_cast<size_t>(count)) << "after " << after;
    EXPECT_EQ(numbers.empty() ? 0 : numbers.front(), first);
  }
}

TEST_F(AuditTest, ChangesFromOutsideAreFound) {
  const std::vector<Tampering> tamperings = {
      {"one character of an entry",
       {"UPDATE log SET text = replace(text, '\"time\":\"2', '\"time\":\"1') WHERE number = $SOME"},
       true,
       false},
      {"one character of the last entry",
       {"UPDATE log SET text = replace(text, '416120000000', '416120000001') WHERE number = $LAST"},
       true,
       false},
      {"one character of a hash",
       {"UPDATE log SET hash = (CASE substr(hash, 1, 1) WHEN 'a' THEN 'b' ELSE 'a' END) || substr(hash, 2) WHERE "
        "number = $SOME"},
       true,
       false},
      {"an entry dropped", {"DELETE FROM log WHERE number = $SOME"}, true, false},
      {"an entry dropped, the rest moved up",
       {"DELETE FROM log WHERE number = $SOME", "UPDATE log SET number = -number WHERE number > $SOME",
        "UPDATE log SET number = -number - 1 WHERE number < 0"}},
      {"two entries swapped",
       {"UPDATE log SET number = -1 WHERE number = $SOME", "UPDATE log SET number = $SOME WHERE number = $SOME + 1",
        "UPDATE log SET number = $SOME + 1 WHERE number = -1"},
       true,
       false},
      {"the first entry dropped", {"DELETE FROM log WHERE number = 1"}, true, false},
      {"the end cut", {"DELETE FROM log WHERE number = $LAST"}, false},
      {"the whole log gone", {"DELETE FROM log"}, false},
      {"a figure in a sheet",
       {"UPDATE sheets SET body = replace(body, '416120000000', '416120000001') WHERE unit = '21484'"},
       false,
       false},
      {"points in a sheet",
       {"UPDATE sheets SET body = replace(body, '\"points\":\"90\"', '\"points\":\"99\"') WHERE unit = '21526'"},
       false,
       false},
      {"the version of a sheet", {"UPDATE sheets SET version = version + 1 WHERE unit = '21484'"}, false, false},
      {"a sheet removed", {"DELETE FROM sheets WHERE unit = '21484'"}, false, false},
      {"a sheet of another year",
       {"INSERT INTO sheets (year, unit, version, body) SELECT 2022, unit, version, body FROM sheets WHERE unit = "
        "'21484'"},
       false,
       false},
      {"the sheet that an entry is found by", {"UPDATE log SET unit = '21511' WHERE number = $LAST"}, false, false},
  };
  for (const Tampering& tampering : tamperings) {
    SCOPED_TRACE(tampering.name);
    const Tampering found = Find(tampering.statements);
    EXPECT_EQ(found.chain, tampering.chain);
    EXPECT_EQ(found.head, tampering.head);
    EXPECT_EQ(found.state, tampering.state);
    EXPECT_THAT(vi_, Not(IsEmpty()));
    vi_.clear();
  }
}

TEST_F(AuditTest, NamesTheFirstSheetThatDiffers) {
  Find({"UPDATE sheets SET body = replace(body, '\"points\":\"90\"', '\"points\":\"99\"') WHERE unit = '21526'"});
  EXPECT_THAT(vi_, HasSubstr("21526"));
  EXPECT_THAT(vi_, HasSubstr("2023"));
}

// Whoever makes every later hash anew still leaves another head than the one that was kept elsewhere.
TEST_F(AuditTest, AForgedChainHasAnotherHead) {
  std::vector<std::string> statements;
  std::string hash(64, '0');
  for (const pb::AuditEntry& entry : entries_) {
    const std::string text = absl::StrReplaceAll(entry.entry(), {{"Còn một vụ phá rừng", "Còn hai vụ phá rừng"}});
    hash = Sha256::HexOf(hash + "\n" + text);
    statements.push_back(absl::StrCat("UPDATE log SET text = '", absl::StrReplaceAll(text, {{"'", "''"}}),
                                      "', hash = '", hash, "' WHERE number = ", entry.number()));
  }
  const Tampering found = Find(statements);
  EXPECT_FALSE(found.chain);
  EXPECT_TRUE(found.head);
  EXPECT_TRUE(found.state);
}

// A sheet cannot be passed off as one from before there was a log: that is what version 0 means to the program.
TEST_F(AuditTest, AChangedSheetIsNotTakenForAnOldOne) {
  const Tampering found =
      Find({"UPDATE sheets SET version = 0, body = replace(body, '\"points\":\"90\"', "
            "'\"points\":\"99\"') WHERE unit = '21526'"});
  EXPECT_TRUE(found.state);
}

// A store from before there was a log is brought over as sheets of version 0, without an entry.
TEST_F(AuditTest, SheetsFromBeforeTheLogAreAdopted) {
  const Tampering found =
      Find({"INSERT INTO sheets (year, unit, version, body) VALUES (2022, '21511', 0, "
            "'{\"figures\":[[\"I.1\",\"plan\",\"7\",\"x\"]]}')"});
  EXPECT_FALSE(found.chain);
  EXPECT_FALSE(found.state);
}

}  // namespace
}  // namespace thidua::integration
