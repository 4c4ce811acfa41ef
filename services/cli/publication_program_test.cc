#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "services/cli/program_for_test.h"
#include "services/ranking/publication/publication.h"

namespace thidua::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PublicationProgramTest : public ProgramTest {
 protected:
  // The smallest publication that is whole.
  static std::string Whole() {
    thidua::ranking::v1::Publication publication;
    publication.set_format(ranking::kPublicationFormat);
    publication.set_under("535");
    publication.set_year(2023);
    publication.set_number(1);
    EXPECT_TRUE(ranking::Complete(publication).ok());
    return ranking::Render(publication)->text;
  }

  static std::string ReadAll(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
};

TEST_F(PublicationProgramTest, PublishWritesTheFileAndSaysWhatItIs) {
  script_.pieces = {"{\"a\":", "1}\n"};
  const std::string path = folder_.File("out.json");
  Finished run = Thidua({"publish", "--under", "535", "--year", "2023", "--note", "QĐ 1", "--out", path});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(ReadAll(path), "{\"a\":1}\n");
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, HasSubstr("Đã công bố bản 3 (535, năm 2023), sha256 cafe"));
  run = Thidua({"publish", "--under", "535", "--year", "2023"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, "{\"a\":1}\n");
}

TEST_F(PublicationProgramTest, ABrokenDownloadLeavesNoFile) {
  script_.pieces = {"{\"a\":"};
  script_.cut = true;
  const std::string path = folder_.File("out.json");
  EXPECT_EQ(Thidua({"publish", "--under", "535", "--year", "2023", "--out", path}).exit_code, 1);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(PublicationProgramTest, AwardsAndPublications) {
  EXPECT_THAT(Thidua({"publications", "--under", "535", "--year", "2023", "-o", "csv"}).out, HasSubstr("3,cafe"));
  EXPECT_THAT(Thidua({"awards", "--cluster", "k", "--year", "2023", "-o", "csv"}).out, HasSubstr("k,u1"));
  EXPECT_THAT(script_.request, AllOf(HasSubstr("\"cluster\":\"k\""), HasSubstr("\"languageCode\":\"vi\"")));
  EXPECT_THAT(Thidua({"awards", "--under", "", "--year", "2023", "-o", "json"}).out, HasSubstr("\"proposals\""));
  EXPECT_EQ(Thidua({"awards", "--year", "2023"}).exit_code, 2);
}

TEST_F(PublicationProgramTest, VerifyNeedsNoServerAndSaysSoByItsExitCode) {
  const std::string whole = Whole();
  const auto verify = [&](const std::string& content, const std::string& form) {
    return RunProgram({"verify", folder_.Write("p.json", content), "--server", "127.0.0.1:1", "-o", form});
  };
  Finished run = verify(whole, "text");
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("nguyên vẹn"));
  std::string tampered = whole;
  tampered.replace(tampered.find("\"535\""), 5, "\"536\"");
  run = verify(tampered, "text");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, HasSubstr("/thiduaPublication/results/under"));
  EXPECT_THAT(run.err, HasSubstr("không phải là bản đã công bố nguyên vẹn"));
  EXPECT_THAT(verify(tampered, "json").out, HasSubstr("\"whole\": false"));
  EXPECT_EQ(verify("{}", "text").exit_code, 4);
  EXPECT_EQ(verify("", "text").exit_code, 4);
  EXPECT_EQ(RunProgram({"verify", folder_.File("absent.json")}).exit_code, 3);
  EXPECT_EQ(RunProgram({"verify"}).exit_code, 2);
}

}  // namespace
}  // namespace thidua::cli
