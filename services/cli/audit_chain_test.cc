#include "services/cli/audit_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/status/problem.h"
#include "services/cli/audit_output.h"
#include "services/cli/sample_sheets.h"

namespace thidua::cli {
namespace {

using ::testing::HasSubstr;
using thidua::scoring::v1::AuditEntry;

using Log = std::vector<AuditEntry>;

absl::Status Check(const Log& log, const std::vector<AuditHead>& known = {}) {
  AuditChain chain(known);
  for (const AuditEntry& entry : log) {
    if (absl::Status added = chain.Add(entry); !added.ok()) return added;
  }
  return chain.Finish();
}

AuditHead HeadOf(const Log& log) { return {.number = log.back().number(), .hash = log.back().hash()}; }

// A log that goes on from `log` as if it had always been so: every hash after a change is made anew.
Log Rehashed(Log log) {
  AuditChain chain;
  for (AuditEntry& entry : log) {
    entry.set_hash(Sha256::HexOf(absl::StrCat(chain.head().hash, "\n", entry.entry())));
    EXPECT_TRUE(chain.Add(entry).ok());
  }
  return log;
}

void ExpectMismatch(const absl::Status& status, int entry) {
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << entry;
  const Problem problem = Problem::FromStatus(status);
  EXPECT_EQ(problem.reason, "AUDIT_MISMATCH");
  EXPECT_THAT(problem.message.en, HasSubstr(absl::StrCat("entry ", entry)));
  EXPECT_THAT(problem.message.vi, HasSubstr(absl::StrCat("mục ", entry)));
}

TEST(AuditChainTest, AcceptsAWholeLogAndKnowsItsHead) {
  const Log log = SampleLog(7);
  AuditChain chain({HeadOf(SampleLog(3)), HeadOf(log), {.number = 0, .hash = kHashOfNothing}});
  for (const AuditEntry& entry : log) EXPECT_TRUE(chain.Add(entry).ok());
  EXPECT_TRUE(chain.Finish().ok());
  EXPECT_EQ(chain.head().number, 7);
  EXPECT_EQ(chain.head().hash, log.back().hash());
}

TEST(AuditChainTest, FollowsTheProtosRule) {
  AuditEntry entry;
  entry.set_number(1);
  entry.set_entry(R"({"number":1})");
  // printf '%064d\n{"number":1}' 0 | sha256sum
  entry.set_hash("fdf3caeae8da4690e1dc589ec1bf241530e23941da239304475fb1806c832078");
  EXPECT_TRUE(Check({entry}).ok());
}

TEST(AuditChainTest, AnEmptyLogIsWhole) {
  EXPECT_TRUE(Check({}).ok());
  EXPECT_EQ(AuditChain().head().hash, std::string(64, '0'));
}

TEST(AuditChainTest, FindsEveryChangeOfEveryEntry) {
  const int count = 6;
  for (int i = 0; i < count; ++i) {
    Log log = SampleLog(count);
    for (const char* words : {"Lê Thị Hoà", "Lê Thị Hoa "}) {
      log = SampleLog(count);
      log[i].set_entry(absl::StrCat(R"({"number":)", i + 1, R"(,"action":"sheet.update","name":")", words, "\"}"));
      ExpectMismatch(Check(log), i + 1);
    }
    log = SampleLog(count);
    log[i].set_hash(std::string(64, 'a'));
    ExpectMismatch(Check(log), i + 1);
    log = SampleLog(count);
    log[i].set_hash("");
    ExpectMismatch(Check(log), i + 1);
  }
}

TEST(AuditChainTest, FindsEntriesTakenOutAddedOrMoved) {
  const int count = 6;
  for (int i = 0; i + 1 < count; ++i) {
    Log log = SampleLog(count);
    log.erase(log.begin() + i);
    ExpectMismatch(Check(log), i + 1);
    log = SampleLog(count);
    log.insert(log.begin() + i, log[i]);
    ExpectMismatch(Check(log), i + 2);
    log = SampleLog(count);
    std::swap(log[i], log[i + 1]);
    ExpectMismatch(Check(log), i + 1);
    // Moved with their numbers put right: the texts give them away.
    log[i].set_number(i + 1);
    log[i + 1].set_number(i + 2);
    ExpectMismatch(Check(log), i + 1);
  }
}

TEST(AuditChainTest, TheTextMustHaveItsNumber) {
  for (const char* text : {"{}", "[1]", "no JSON", "", R"({"number":2})", R"({"number":"1"})", R"({"number":1.5})",
                           "{\"number\":1}\n{\"number\":2}"}) {
    AuditEntry entry;
    entry.set_number(1);
    entry.set_entry(text);
    entry.set_hash(Sha256::HexOf(absl::StrCat(std::string(64, '0'), "\n", text)));
    ExpectMismatch(Check({entry}), 1);
  }
}

TEST(AuditChainTest, AKeptHeadShowsACutEnd) {
  const Log log = SampleLog(6);
  for (int kept = 1; kept <= 6; ++kept) {
    const Log cut(log.begin(), log.begin() + kept - 1);
    ExpectMismatch(Check(cut, {HeadOf(log)}), 6);
    EXPECT_TRUE(Check(cut).ok());
  }
}

TEST(AuditChainTest, AKeptHeadShowsALogWrittenAnew) {
  Log log = SampleLog(6);
  const AuditHead kept = HeadOf(log);
  log[2].set_entry(R"({"number":3,"action":"other"})");
  log = Rehashed(log);
  EXPECT_TRUE(Check(log).ok());
  ExpectMismatch(Check(log, {kept}), 6);
}

TEST(AuditHeadTest, IsReadAsItWasPrinted) {
  const AuditHead head = HeadOf(SampleLog(3));
  const std::string printed = FormatAuditHead(head);
  EXPECT_EQ(printed, absl::StrCat("{\"number\":3,\"hash\":\"", head.hash, "\"}\n"));
  for (const std::string& text : {printed, absl::StrCat("{ \"hash\": \"", head.hash, "\", \"number\": \"3\" }")}) {
    const absl::StatusOr<AuditHead> parsed = ParseAuditHead(text, "head.json");
    ASSERT_TRUE(parsed.ok()) << text;
    EXPECT_EQ(parsed->number, 3);
    EXPECT_EQ(parsed->hash, head.hash);
  }
  EXPECT_TRUE(ParseAuditHead(FormatAuditHead({.number = 0, .hash = kHashOfNothing}), "head.json").ok());
}

TEST(AuditHeadTest, RefusesWhatIsNone) {
  const std::string hash = HeadOf(SampleLog(1)).hash;
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("3"), absl::StrCat("{\"number\":-1,\"hash\":\"", hash, "\"}"),
        absl::StrCat("{\"number\":0,\"hash\":\"", hash, "\"}"), absl::StrCat("{\"hash\":\"", hash, "\"}"),
        std::string("{\"number\":3}"), absl::StrCat("{\"number\":3,\"hash\":\"", hash.substr(1), "\"}"),
        absl::StrCat("{\"number\":3,\"hash\":\"", std::string(64, 'A'), "\"}")}) {
    const absl::Status refused = ParseAuditHead(text, "head.json").status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(Problem::FromStatus(refused).message.vi, HasSubstr("head.json"));
  }
}

TEST(AuditOutputTest, SaysWhatWasHeldAgainstWhat) {
  AuditFindings findings{.head = {.number = 3, .hash = "ab"}, .stored = 2};
  EXPECT_EQ(AuditText(findings, Style{}),
            "Nhật ký nguyên vẹn: 3 mục, mã băm cuối ab.\n"
            "Trạng thái khớp với nhật ký: 2 bảng điểm.\n"
            "Chưa so với đầu nhật ký nào đã giữ (--head): phần cuối bị cắt sẽ không lộ ra.\n");
  EXPECT_EQ(AuditJson(findings), "{\"entries\":3,\"hash\":\"ab\",\"sheets\":2}\n");
  EXPECT_EQ(AuditCsv(findings), "entries,hash,sheets,kept\n3,ab,2,\n");
  findings.kept = AuditHead{.number = 1, .hash = "cd"};
  EXPECT_EQ(AuditText(findings, Style{.language = Language::kEnglish}),
            "The log is whole: 3 entries, last hash ab.\n"
            "What is stored follows from the log: 2 sheets.\n"
            "The kept head (entry 1) is still in it.\n");
  EXPECT_EQ(AuditJson(findings), "{\"entries\":3,\"hash\":\"ab\",\"sheets\":2,\"kept\":1}\n");
  EXPECT_EQ(AuditCsv(findings), "entries,hash,sheets,kept\n3,ab,2,1\n");
}

}  // namespace
}  // namespace thidua::cli
