#include "services/cli/sheet_options.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/testing/temp_folder.h"
#include "services/cli/output_file.h"

namespace thidua::cli {
namespace {

TEST(FigureWordTest, SplitsAtTheLastDotBeforeTheFirstEqualsSign) {
  const auto expect = [](const char* word, const char* criterion, const char* input, const char* value) {
    const std::optional<FigureWord> figure = ParseFigureWord(word);
    ASSERT_TRUE(figure.has_value()) << word;
    EXPECT_EQ(figure->criterion, criterion);
    EXPECT_EQ(figure->input, input);
    EXPECT_EQ(figure->value, value);
  };
  expect("I.2.actual=100", "I.2", "actual", "100");
  expect("I.actual=1.5", "I", "actual", "1.5");
  expect("I.2.actual=", "I.2", "actual", "");
  expect("I.4.grade=TỐT=", "I.4", "grade", "TỐT=");
  expect("I.2.a.b=-3", "I.2.a", "b", "-3");
}

TEST(FigureWordTest, RefusesWhatNamesNoFigure) {
  for (const char* word : {"", "=", "I.2.actual", "actual=1", ".actual=1", "I.2.=1", "=I.2.actual"}) {
    EXPECT_FALSE(ParseFigureWord(word).has_value()) << word;
  }
}

TEST(ExportFileTest, TheNameSaysTheFormat) {
  const std::vector<std::string> formats = {"xlsx", "csv"};
  const auto format = [&](const char* path, const char* chosen) {
    return FormatOf({.path = path, .format = chosen}, formats, Language::kEnglish);
  };
  EXPECT_EQ(format("a.xlsx", ""), thidua::scoring::v1::XLSX);
  EXPECT_EQ(format("b.csv/a.XLSX", "xlsx"), thidua::scoring::v1::XLSX);
  EXPECT_EQ(format("a.csv", ""), thidua::scoring::v1::CSV);
  EXPECT_EQ(format("a", "csv"), thidua::scoring::v1::CSV);
  EXPECT_EQ(format("a.txt", "xlsx"), thidua::scoring::v1::XLSX);
  EXPECT_THROW(format("a", ""), CLI::ValidationError);
  EXPECT_THROW(format("a.csv/b", ""), CLI::ValidationError);
  EXPECT_THROW(format("a.json", ""), CLI::ValidationError);
  EXPECT_THROW(format("a.csv", "xlsx"), CLI::ValidationError);
}

std::string ReadAll(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

int FilesIn(const TempFolder& folder) {
  return static_cast<int>(std::distance(std::filesystem::directory_iterator(folder.path()), {}));
}

TEST(OutputFileTest, HasItsNameOnlyWhenItIsWhole) {
  const TempFolder folder;
  const std::string path = folder.Write("a.xlsx", "before");
  {
    absl::StatusOr<OutputFile> file = OutputFile::Create(path);
    ASSERT_TRUE(file.ok());
    EXPECT_TRUE(file->Write("half").ok());
    EXPECT_EQ(ReadAll(path), "before");
  }
  EXPECT_EQ(ReadAll(path), "before");
  EXPECT_EQ(FilesIn(folder), 1);
  ASSERT_TRUE(WriteFile(path, "whole").ok());
  EXPECT_EQ(ReadAll(path), "whole");
  EXPECT_EQ(FilesIn(folder), 1);
}

TEST(OutputFileTest, SaysWhatItCannotWrite) {
  const TempFolder folder;
  const absl::Status nowhere = OutputFile::Create(folder.File("none/a.xlsx")).status();
  EXPECT_EQ(nowhere.code(), absl::StatusCode::kUnknown);
  EXPECT_NE(nowhere.message().find("none/a.xlsx"), absl::string_view::npos);
  const std::string taken = folder.File("folder");
  ASSERT_EQ(mkdir(taken.c_str(), 0700), 0);
  EXPECT_EQ(WriteFile(taken, "x").code(), absl::StatusCode::kUnknown);
  EXPECT_EQ(FilesIn(folder), 1);
}

}  // namespace
}  // namespace thidua::cli
