#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "services/cli/audit_chain.h"
#include "services/cli/program_for_test.h"

namespace thidua::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class AuditProgramTest : public ProgramTest {
 protected:
  AuditProgramTest() { SetLog(SampleLog(5)); }

  void SetLog(std::vector<thidua::scoring::v1::AuditEntry> log) {
    script_.head.set_number(log.empty() ? 0 : log.back().number());
    script_.head.set_hash(log.empty() ? "" : log.back().hash());
    script_.log = std::move(log);
  }

  // A file with the head of the sample log after that many entries.
  std::string HeadFile(int entries) const {
    const auto log = SampleLog(entries);
    return folder_.Write("head.json", FormatAuditHead({.number = entries, .hash = log.back().hash()}));
  }

  static std::string ReadAll(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
};

TEST_F(AuditProgramTest, AWholeLogExits0) {
  Finished run = Thidua({"audit", "verify"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(StartsWith("Nhật ký nguyên vẹn: 5 mục, mã băm cuối " + script_.head.hash() + ".\n"),
                             HasSubstr("3 bảng điểm.\n"), HasSubstr("(--head)")));
  EXPECT_THAT(run.err, IsEmpty());
  run = Thidua({"audit", "verify", "--head", HeadFile(4), "-o", "json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, "{\"entries\":5,\"hash\":\"" + script_.head.hash() + "\",\"sheets\":3,\"kept\":4}\n");
  SetLog({});
  run = Thidua({"audit", "verify", "-o", "csv"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, "entries,hash,sheets,kept\n0," + std::string(64, '0') + ",3,\n");
}

TEST_F(AuditProgramTest, ATamperedLogExits1AndNamesTheEntry) {
  using Log = std::vector<thidua::scoring::v1::AuditEntry>;
  const std::vector<std::pair<std::string, void (*)(Log&)>> cases = {
      {"entry 2:", [](Log& log) { log[1].mutable_entry()->back() = ' '; }},
      {"entry 3:", [](Log& log) { log[2].mutable_entry()->insert(20, "x"); }},
      {"entry 3:", [](Log& log) { log[2].set_hash(log[1].hash()); }},
      {"entry 3:", [](Log& log) { log.erase(log.begin() + 2); }},
      {"entry 1:", [](Log& log) { log.erase(log.begin()); }},
      {"entry 2:", [](Log& log) { std::swap(log[1], log[3]); }},
      {"entry 5:", [](Log& log) { log[4].set_number(6); }},
      // The head that the server tells of is not in what it lists.
      {"entry 4, entry 5,", [](Log& log) { log.pop_back(); }},
  };
  for (const auto& [where, tamper] : cases) {
    script_.log = SampleLog(5);
    tamper(script_.log);
    const Finished run = Thidua({"audit", "verify", "--lang", "en"});
    EXPECT_EQ(run.exit_code, 1) << where;
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_THAT(run.err, HasSubstr(where));
  }
}

TEST_F(AuditProgramTest, AKeptHeadShowsACutEndAndAnotherLog) {
  const std::string head = HeadFile(5);
  SetLog(SampleLog(3));
  Finished run = Thidua({"audit", "verify", "--head", head});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("Nhật ký hết ở mục 3, mục 5 đã biết không còn: phần cuối đã bị cắt."));
  EXPECT_EQ(Thidua({"audit", "verify"}).exit_code, 0);

  SetLog(SampleLog(5));
  const std::string other = folder_.Write("other.json", FormatAuditHead({.number = 4, .hash = std::string(64, 'a')}));
  run = Thidua({"audit", "verify", "--head", other});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("mục 4"));
}

TEST_F(AuditProgramTest, AStreamThatBreaksIsNoVerdict) {
  script_.cut = true;
  const Finished run = Thidua({"audit", "verify"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, IsEmpty());
}

TEST_F(AuditProgramTest, DataThatDoesNotFollowFromTheLogExits1) {
  script_.audited = absl::DataLossError("The sheet of unit 21526 for 2023 does not match the log.");
  const Finished run = Thidua({"audit", "verify"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, HasSubstr("21526"));
}

TEST_F(AuditProgramTest, AHeadFileMustBeOne) {
  EXPECT_EQ(Thidua({"audit", "verify", "--head", folder_.File("none.json")}).exit_code, 3);
  EXPECT_EQ(Thidua({"audit", "verify", "--head", folder_.Write("bad.json", "{}")}).exit_code, 4);
}

TEST_F(AuditProgramTest, TheHeadThatIsKeptIsTheHeadThatIsRead) {
  const std::string path = folder_.File("head.json");
  EXPECT_EQ(Thidua({"audit", "head", "--out", path}).exit_code, 0);
  const std::string expected = "{\"number\":5,\"hash\":\"" + script_.head.hash() + "\"}\n";
  EXPECT_EQ(ReadAll(path), expected);
  EXPECT_EQ(Thidua({"audit", "head"}).out, expected);
  EXPECT_EQ(Thidua({"audit", "head", "-o", "csv"}).out, "number,hash\n5," + script_.head.hash() + "\n");
  EXPECT_EQ(Thidua({"audit", "verify", "--head", path}).exit_code, 0);
}

TEST_F(AuditProgramTest, TheExportHasALineForEachEntry) {
  const std::string path = folder_.File("log.tsv");
  const Finished run = Thidua({"audit", "export", "--out", path});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  std::string expected;
  for (const auto& entry : script_.log) expected += entry.hash() + "\t" + entry.entry() + "\n";
  EXPECT_EQ(ReadAll(path), expected);
  std::filesystem::remove(path);
  script_.cut = true;
  EXPECT_EQ(Thidua({"audit", "export", "--out", path}).exit_code, 1);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(AuditProgramTest, UsageErrorsExit2) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"audit"}, {"audit", "export"}, {"audit", "verify", "--head"}}) {
    EXPECT_EQ(Thidua(arguments).exit_code, 2);
  }
}

}  // namespace
}  // namespace thidua::cli
