#include "services/cli/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/cli/application.h"

namespace thidua::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// What bash offers for the last of `words`, in a folder that holds the file "inputs.csv" and the folder "data".
class CompletionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    BuildCommandTree(root_, session_);
    std::string pattern = ::testing::TempDir() + "completion_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    std::ofstream(folder_ + "/inputs.csv") << "x";
    ASSERT_EQ(std::system(absl::StrCat("mkdir ", folder_, "/data").c_str()), 0);
  }

  void TearDown() override { (void)std::system(absl::StrCat("rm -r ", folder_).c_str()); }

  std::vector<std::string> Complete(const std::string& words) {
    const std::string script = folder_ + "/.script";
    std::ofstream(script) << BashCompletion(root_) << "cd " << folder_ << "\nCOMP_WORDS=(thidua " << words
                          << ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_thidua\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
    FILE* bash = popen(absl::StrCat("bash --norc ", script, " 2>&1").c_str(), "r");
    std::string output;
    for (int c = 0; (c = std::fgetc(bash)) != EOF;) output += static_cast<char>(c);
    EXPECT_EQ(pclose(bash), 0) << output;
    return absl::StrSplit(output, '\n', absl::SkipEmpty());
  }

  Session session_;
  CLI::App root_;
  std::string folder_;
};

TEST_F(CompletionTest, EverySubcommandIsOffered) {
  std::vector<std::string> names;
  for (const CLI::App* command : root_.get_subcommands({})) names.push_back(command->get_name());
  EXPECT_EQ(Complete("''"), names);
  EXPECT_THAT(Complete("import ''"), ElementsAre("units", "offices", "clusters", "successions", "scale", "inputs",
                                                 "results", "calendar", "tasks"));
  EXPECT_THAT(Complete("tasks d"), ElementsAre("draft", "directive"));
  EXPECT_THAT(Complete("completion ''"), ElementsAre("bash"));
}

TEST_F(CompletionTest, OptionsOfTheSubcommandAndCommonOnes) {
  EXPECT_THAT(Complete("rank --"), Contains("--under"));
  EXPECT_THAT(Complete("rank --"), Contains("--server"));
  EXPECT_THAT(Complete("rank --"), Not(Contains("--from-year")));
  EXPECT_THAT(Complete("--"), Not(Contains("--under")));
  EXPECT_THAT(Complete("tasks draft --from"), ElementsAre("--from-year"));
}

TEST_F(CompletionTest, SheetsScalesAndTheLog) {
  EXPECT_THAT(Complete("sheet r"), ElementsAre("return", "reopen"));
  EXPECT_THAT(Complete("sheet submit --"), Contains("--etag"));
  EXPECT_THAT(Complete("sheet submit --"), Contains("--as-office"));
  EXPECT_THAT(Complete("sheet export --format ''"), ElementsAre("xlsx", "csv"));
  EXPECT_THAT(Complete("scale export --format ''"), ElementsAre("xlsx", "json"));
  EXPECT_THAT(Complete("sheet import in"), ElementsAre("inputs.csv"));
  EXPECT_THAT(Complete("audit verify --head in"), ElementsAre("inputs.csv"));
  EXPECT_THAT(Complete("--as sheet au"), ElementsAre("audit"));
}

TEST_F(CompletionTest, RanksAndReports) {
  EXPECT_THAT(Complete("rank --"), Contains("--fairness"));
  EXPECT_THAT(Complete("path --"), Contains("--gain"));
  EXPECT_THAT(Complete("watch --fo"), ElementsAre("--for"));
  EXPECT_THAT(Complete("sta"), ElementsAre("standing", "status"));
  EXPECT_THAT(Complete("report --out in"), ElementsAre("inputs.csv"));
  EXPECT_THAT(Complete("report --anonymous-for ''"), IsEmpty());
}

TEST_F(CompletionTest, ValuesOfOptions) {
  EXPECT_THAT(Complete("-o ''"), ElementsAre("text", "json", "csv"));
  EXPECT_THAT(Complete("rank --output = c"), ElementsAre("csv"));
  EXPECT_THAT(Complete("rank --lang ="), ElementsAre("vi", "en"));
  EXPECT_THAT(Complete("rank --cluster ''"), IsEmpty());
}

TEST_F(CompletionTest, AValueIsNotTakenForASubcommand) {
  EXPECT_THAT(Complete("--server rank im"), ElementsAre("import"));
  EXPECT_THAT(Complete("rank --cluster import ''"), IsEmpty());
}

TEST_F(CompletionTest, FilesAndFolders) {
  EXPECT_THAT(Complete("import inputs ''"), UnorderedElementsAre("inputs.csv", "data", ".script"));
  EXPECT_THAT(Complete("tasks import --dry-run in"), ElementsAre("inputs.csv"));
  EXPECT_THAT(Complete("dev --data ''"), ElementsAre("data"));
}

}  // namespace
}  // namespace thidua::cli
