// Evidence over gRPC: files come back byte by byte, are stored once, and only what is allowed gets in.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "tests/integration/ba_to_sheets.h"

namespace thidua::integration {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kUnit[] = "21526";
constexpr char kOther[] = "21535";
constexpr size_t kMegabyte = 1 << 20;
constexpr unsigned kSeed = 5;

// A file that begins as its kind does; the rest is noise, zeros and line ends among it.
std::string FileOf(const std::string& beginning, size_t size) {
  static std::mt19937 random(kSeed);
  std::string content = beginning;
  while (content.size() < size) content.push_back(static_cast<char>(random()));
  return content;
}
std::string Pdf(size_t size) { return FileOf("%PDF-1.7\n", size); }

pb::Evidence About(const std::string& criterion, const std::string& file_name) {
  pb::Evidence evidence;
  evidence.set_criterion(criterion);
  evidence.set_title("Báo cáo số 15");
  evidence.set_number("15/BC-UBND");
  evidence.set_date("2023-12-01");
  evidence.set_issuer("UBND xã Ba Bích");
  evidence.set_link("https://bato.quangngai.gov.vn/15");
  evidence.set_file_name(file_name);
  return evidence;
}

class SheetEvidenceTest : public ::testing::Test {
 protected:
  // Files and their parts, in a stopped server's database.
  std::string Stored() {
    const std::vector<std::string> files = Sql(process_.database(), "SELECT count(*) FROM files");
    const std::vector<std::string> parts = Sql(process_.database(), "SELECT count(*) > 0 FROM file_parts");
    return files.at(0) + " " + parts.at(0);
  }

  ScoringProcess process_;
  const Desk desk_ = process_.NewDesk();
};

TEST_F(SheetEvidenceTest, FilesComeBackByteByByte) {
  const std::vector<std::tuple<std::string, std::string, std::string>> files = {
      {"báo cáo.pdf", "application/pdf", Pdf(5 * kMegabyte)},
      {"ảnh.png", "image/png", FileOf("\x89PNG\r\n\x1a\n", 300'001)},
      {"ảnh.jpg", "image/jpeg", FileOf("\xff\xd8\xff\xe0", 256 << 10)},
      {"không phải ảnh.png", "application/pdf", Pdf(9)},
      {"lớn nhất.pdf", "application/pdf", Pdf(20 * kMegabyte)},
  };
  for (const auto& [name, type, content] : files) {
    SCOPED_TRACE(name);
    pb::Evidence evidence = About("I.1", name);
    evidence.set_sha256(Sha256::HexOf(content));
    pb::Evidence stored;
    const Outcome outcome = desk_.Attach(OfUnit(kUnit), kUnit, evidence, content, {}, &stored);
    ASSERT_EQ(outcome.reason(), "OK");
    EXPECT_EQ(stored.media_type(), type);
    EXPECT_EQ(stored.sha256(), evidence.sha256());
    EXPECT_EQ(stored.size(), static_cast<int64_t>(content.size()));
    EXPECT_EQ(stored.file_name(), name);
    EXPECT_EQ(stored.by().unit(), kUnit);
    const pb::Sheet sheet = desk_.Sheet(kUnit);
    const pb::SheetCriterion& criterion = CriterionOf(sheet, "I.1");
    const auto found = std::find_if(criterion.evidence().begin(), criterion.evidence().end(),
                                    [&](const pb::Evidence& one) { return one.id() == stored.id(); });
    ASSERT_NE(found, criterion.evidence().end());
    EXPECT_EQ(found->DebugString(), stored.DebugString());
    std::string bytes;
    EXPECT_EQ(ReasonOf(desk_.Download(kUnit, stored.id(), &bytes)), "OK");
    EXPECT_TRUE(bytes == content) << bytes.size() << " bytes of " << content.size();
  }
}

TEST_F(SheetEvidenceTest, TheSameContentIsStoredOnce) {
  const std::string content = Pdf(kMegabyte);
  std::vector<std::string> ids;
  for (const char* unit : {kUnit, kUnit, kOther}) {
    pb::Evidence stored;
    MustBe(desk_.Attach(OfUnit(unit), unit, About("I.13", absl::StrCat(ids.size(), ".pdf")), content, {}, &stored));
    ids.push_back(stored.id());
  }
  // One of them removed, the others still have it.
  MustBe(desk_.RemoveEvidence(OfUnit(kUnit), kUnit, ids[0]));
  std::string bytes;
  EXPECT_EQ(ReasonOf(desk_.Download(kUnit, ids[0], &bytes)), "UNKNOWN_EVIDENCE");
  for (const auto& [unit, id] : {std::pair(kUnit, ids[1]), std::pair(kOther, ids[2])}) {
    EXPECT_EQ(ReasonOf(desk_.Download(unit, id, &bytes)), "OK");
    EXPECT_TRUE(bytes == content);
  }
  process_.service().Kill();
  EXPECT_EQ(Stored(), "1 1");
}

// Sent again, it is attached once; and the file is there after a crash that follows the answer.
TEST_F(SheetEvidenceTest, ARepeatedRequestAttachesOnce) {
  const std::string content = Pdf(300'000);
  const Guard guard = {.etag = desk_.Sheet(kUnit).etag(), .request_id = "minh-chung-1"};
  pb::Evidence first, second;
  const Outcome once = desk_.Attach(OfUnit(kUnit), kUnit, About("I.1", "a.pdf"), content, guard, &first);
  MustBe(once);
  process_.service().Kill();
  process_.service().Start();
  const Desk again = process_.NewDesk();
  const Outcome twice = again.Attach(OfUnit(kUnit), kUnit, About("I.1", "a.pdf"), content, guard, &second);
  MustBe(twice);
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(once.sheet.SerializeAsString(), twice.sheet.SerializeAsString());
  EXPECT_EQ(CriterionOf(again.Sheet(kUnit), "I.1").evidence_size(), 1);
  EXPECT_EQ(again.Attach(OfUnit(kUnit), kUnit, About("I.1", "a.pdf"), Pdf(300'000), guard).reason(),
            "REQUEST_ID_REUSED");
  std::string bytes;
  EXPECT_EQ(ReasonOf(again.Download(kUnit, first.id(), &bytes)), "OK");
  EXPECT_TRUE(bytes == content);
}

TEST_F(SheetEvidenceTest, WhatIsRefusedLeavesNothing) {
  using Code = grpc::StatusCode;
  const auto with = [](auto change) {
    pb::Evidence evidence = About("I.1", "a.pdf");
    change(evidence);
    return evidence;
  };
  struct Case {
    pb::Evidence evidence;
    std::string content;
    Code code;
    std::string reason;
    std::string field;
  };
  const pb::Evidence good = About("I.1", "a.pdf");
  const std::string pdf = Pdf(1000);
  const std::vector<Case> cases = {
      {good, FileOf("MZ\x90", 1000), Code::INVALID_ARGUMENT, "FILE_TYPE_NOT_ALLOWED", ""},
      {good, FileOf("<html>", 1000), Code::INVALID_ARGUMENT, "FILE_TYPE_NOT_ALLOWED", ""},
      {good, FileOf("PK\x03\x04", 1000), Code::INVALID_ARGUMENT, "FILE_TYPE_NOT_ALLOWED", ""},
      {good, "%PDF", Code::INVALID_ARGUMENT, "FILE_TYPE_NOT_ALLOWED", ""},
      {good, Pdf(20 * kMegabyte + 1), Code::RESOURCE_EXHAUSTED, "FILE_TOO_LARGE", ""},
      {with([](pb::Evidence& one) { one.set_sha256(Sha256::HexOf("khác")); }), pdf, Code::INVALID_ARGUMENT,
       "CHECKSUM_DIFFERS", "evidence.sha256"},
      {with([](pb::Evidence& one) { one.clear_title(); }), pdf, Code::INVALID_ARGUMENT, "REQUIRED", "evidence.title"},
      {with([](pb::Evidence& one) { one.set_title(std::string(301, 'x')); }), pdf, Code::INVALID_ARGUMENT, "TOO_LONG",
       "evidence.title"},
      {with([](pb::Evidence& one) { one.set_date("1/12/2023"); }), pdf, Code::INVALID_ARGUMENT, "BAD_DATE",
       "evidence.date"},
      {with([](pb::Evidence& one) { one.set_date("2023-02-29"); }), pdf, Code::INVALID_ARGUMENT, "BAD_DATE",
       "evidence.date"},
      {with([](pb::Evidence& one) { one.set_link("javascript:alert(1)"); }), pdf, Code::INVALID_ARGUMENT, "BAD_LINK",
       "evidence.link"},
      {with([](pb::Evidence& one) { one.set_criterion("I.99"); }), pdf, Code::NOT_FOUND, "UNKNOWN_CRITERION", ""},
  };
  const int64_t version = desk_.Version(kCenter);
  const std::string head = desk_.AuditHead().hash();
  for (const Case& one : cases) {
    SCOPED_TRACE(one.reason + " " + one.field);
    const Refusal refusal = ReadRefusal(desk_.Attach(OfUnit(kUnit), kUnit, one.evidence, one.content).status);
    EXPECT_EQ(refusal.code, one.code);
    EXPECT_EQ(refusal.reason, one.reason);
    if (!one.field.empty()) {
      EXPECT_EQ(refusal.fields.empty() ? "" : refusal.fields.front(), one.field);
    }
    EXPECT_FALSE(refusal.vi.empty());
  }
  EXPECT_EQ(desk_.Attach(OfUnit(kUnit), kUnit, good, pdf, {.etag = "v1"}).reason(), "STALE_SHEET");
  EXPECT_EQ(desk_.Attach(OfUnit(kOther), kUnit, good, pdf).reason(), "NOT_YOUR_TURN");
  EXPECT_EQ(desk_.Version(kCenter), version);
  EXPECT_EQ(desk_.AuditHead().hash(), head);
  process_.service().Kill();
  EXPECT_EQ(Stored(), "0 0");
}

TEST_F(SheetEvidenceTest, ADocumentWithoutAFile) {
  pb::Evidence stored;
  MustBe(desk_.Attach(OfUnit(kUnit), kUnit, About("I.1", ""), "", {}, &stored));
  EXPECT_EQ(stored.sha256(), "");
  EXPECT_EQ(stored.size(), 0);
  std::string bytes;
  const grpc::Status status = desk_.Download(kUnit, stored.id(), &bytes);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ReasonOf(status), "NO_FILE");
  EXPECT_EQ(ReasonOf(desk_.Download(kOther, stored.id(), &bytes)), "UNKNOWN_EVIDENCE");
}

TEST_F(SheetEvidenceTest, WhatMustBeProvedIsNotSubmittedWithout) {
  MustBe(desk_.Update(OfUnit(kUnit), kUnit, FiguresOf(kUnit)));
  const pb::Sheet before = desk_.Sheet(kUnit);
  EXPECT_THAT(before.missing(), IsEmpty());
  EXPECT_THAT(before.missing_evidence(), ElementsAre("I.1", "I.13", "II.10"));
  MustBe(desk_.Attach(OfUnit(kUnit), kUnit, "I.13"));
  const Outcome refused = desk_.Submit(OfUnit(kUnit), kUnit);
  const Refusal refusal = ReadRefusal(refused.status);
  EXPECT_EQ(refusal.code, grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(refusal.reason, "EVIDENCE_MISSING");
  EXPECT_EQ(refusal.metadata.at("criteria"), "I.1,II.10");
  EXPECT_THAT(refusal.vi, HasSubstr("I.1, II.10"));
  EXPECT_EQ(desk_.Sheet(kUnit).stage(), "SELF");
  MustBe(desk_.Attach(OfUnit(kUnit), kUnit, "I.1"));
  MustBe(desk_.Attach(OfUnit(kUnit), kUnit, "II.10"));
  EXPECT_EQ(desk_.Submit(OfUnit(kUnit), kUnit).sheet.stage(), "DEPARTMENT");
}

}  // namespace
}  // namespace thidua::integration
