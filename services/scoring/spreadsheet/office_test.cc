// What LibreOffice makes of our workbooks, so that they are not only tested against our own idea of the format.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/csv/table.h"
#include "common/testing/temp_folder.h"
#include "services/scoring/spreadsheet/scale_workbook.h"
#include "services/scoring/spreadsheet/sheet_for_test.h"
#include "services/scoring/spreadsheet/sheet_workbook.h"

namespace thidua::scoring {
namespace {

using ::testing::UnorderedElementsAreArray;

class OfficeTest : public ::testing::Test {
 protected:
  // Opens `bytes` in LibreOffice and saves it by `filter` ("xlsx", "csv:…"), with a user folder of its own.
  std::string Resave(const std::string& bytes, const std::string& filter) {
    folder_.Write("book.xlsx", bytes);
    const std::string out = folder_.File("out");
    const std::string command =
        absl::StrCat("LC_ALL=C.UTF-8 timeout 60 soffice -env:UserInstallation=", UrlOf(folder_.File("profile")),
                     " --headless --convert-to '", filter, "' --outdir '", out, "' '", folder_.File("book.xlsx"),
                     "' >'", folder_.File("log"), "' 2>&1");
    EXPECT_EQ(std::system(command.c_str()), 0) << Load(folder_.File("log"));
    return Load(absl::StrCat(out, "/book.", filter.substr(0, filter.find(':'))));
  }

  static std::string UrlOf(const std::string& path) {
    std::string url = "file://";
    for (char c : path) {
      const auto byte = static_cast<unsigned char>(c);
      url += byte > ' ' && byte < 0x7f ? std::string(1, c) : absl::StrFormat("%%%02X", byte);
    }
    return url;
  }

  static std::string Load(const std::string& name) {
    std::ostringstream bytes;
    std::ifstream file(name, std::ios::binary);
    EXPECT_TRUE(file.good()) << name;
    bytes << file.rdbuf();
    return std::move(bytes).str();
  }

  TempFolder folder_;
};

TEST_F(OfficeTest, ShowsTheSheetsValues) {
  RandomScale random(3);
  const Scale scale(random.Definition());
  const SheetContent content = RandomSheet(scale, random);
  ASSERT_FALSE(content.inputs.empty());
  const auto bytes = WriteSheetXlsx(scale, content, Language::kVietnamese);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  // Comma, double quote, UTF-8, from line 1, no column formats, language 0, quote texts only where needed, values not
  // as shown.
  std::string csv = Resave(*bytes, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false");
  csv.erase(0, csv.find("Mã tiêu chí"));
  imports::FaultList faults;
  const csv::Table table = csv::Table::Read(csv, {"Mã tiêu chí", "Mã số liệu", "Giá trị", "Nguồn"}, faults);
  ASSERT_TRUE(faults.empty()) << faults.Sorted().front().message.en;
  std::vector<SheetInput> shown;
  for (const auto& row : table.rows()) {
    if (!row.fields[2].empty()) shown.push_back({row.fields[0], row.fields[1], row.fields[2], row.fields[3]});
  }
  EXPECT_THAT(shown, UnorderedElementsAreArray(content.inputs));
}

TEST_F(OfficeTest, SavesASheetThatReadsTheSame) {
  for (uint64_t seed = 200; seed < 203; ++seed) {
    RandomScale random(seed);
    const Scale scale(random.Definition());
    const SheetContent content = RandomSheet(scale, random);
    const auto bytes = WriteSheetXlsx(scale, content, Language::kVietnamese);
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    imports::FaultList faults;
    const SheetFile file = ReadSheetFile(Resave(*bytes, "xlsx"), faults);
    ASSERT_TRUE(faults.empty()) << faults.Sorted().front().field << faults.Sorted().front().message.en;
    EXPECT_EQ(file.unit, content.unit);
    EXPECT_EQ(file.year, content.year);
    EXPECT_EQ(file.etag, content.etag);
    EXPECT_THAT(InputsOf(file), UnorderedElementsAreArray(content.inputs));
  }
}

TEST_F(OfficeTest, SavesAScaleThatReadsTheSame) {
  for (uint64_t seed = 300; seed < 303; ++seed) {
    RandomScale random(seed);
    const ScaleDefinition definition = random.Definition();
    const auto bytes = WriteScaleXlsx(definition, Language::kVietnamese);
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    ScaleDefinition read;
    imports::FaultList faults;
    ASSERT_TRUE(ReadScaleXlsx(Resave(*bytes, "xlsx"), read, faults))
        << faults.Sorted().front().field << faults.Sorted().front().message.en;
    EXPECT_EQ(ScaleText::Of(read), ScaleText::Of(definition));
  }
}

}  // namespace
}  // namespace thidua::scoring
