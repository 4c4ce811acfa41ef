#include "services/scoring/spreadsheet/sheet_workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"
#include "common/xlsx/reader.h"
#include "common/xlsx/writer.h"
#include "services/scoring/spreadsheet/sheet_for_test.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

std::string Written(const Scale& scale, const SheetContent& content, Language language = Language::kVietnamese) {
  const auto bytes = WriteSheetXlsx(scale, content, language);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.ok() ? *bytes : std::string();
}

std::vector<std::string> Names(const imports::FaultList& faults) {
  std::vector<std::string> out;
  for (const imports::Fault& fault : faults.Sorted()) {
    EXPECT_FALSE(fault.message.vi.empty());
    out.push_back(fault.field + " " + fault.reason);
  }
  return out;
}

std::vector<std::string> FaultsOf(std::string_view bytes) {
  imports::FaultList faults;
  ReadSheetFile(bytes, faults);
  return Names(faults);
}

void ExpectSame(const SheetFile& file, const SheetContent& content, const imports::FaultList& faults) {
  EXPECT_THAT(Names(faults), IsEmpty());
  EXPECT_EQ(file.unit, content.unit);
  EXPECT_EQ(file.year, content.year);
  EXPECT_EQ(file.scale_id, content.scale_id);
  EXPECT_EQ(file.scale_revision, content.scale_revision);
  EXPECT_EQ(file.etag, content.etag);
  EXPECT_THAT(InputsOf(file), UnorderedElementsAreArray(content.inputs));
}

class SheetRoundTrip : public ::testing::TestWithParam<uint64_t> {};

TEST_P(SheetRoundTrip, LosesNothing) {
  RandomScale random(GetParam());
  const Scale scale(random.Definition());
  const SheetContent content = RandomSheet(scale, random);
  const Language language = GetParam() % 2 == 0 ? Language::kVietnamese : Language::kEnglish;
  imports::FaultList workbook_faults, csv_faults;
  ExpectSame(ReadSheetFile(Written(scale, content, language), workbook_faults), content, workbook_faults);
  ExpectSame(ReadSheetFile(WriteSheetCsv(scale, content), csv_faults), content, csv_faults);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SheetRoundTrip, ::testing::Range<uint64_t>(100, 140));

ScaleDefinition SmallScale() {
  ScaleDefinition definition = DefinitionOf(
      {CriterionOf("I.1", Attainment{}), CriterionOf("I.2", Grade{.levels = {{"Tốt", D("9")}, {"Khá", D("5")}}}),
       CriterionOf("I.3", AdverseRate{}), CriterionOf("I.4", Full{}), CriterionOf("I.5", Declared{})});
  definition.scale_id = "ba-to-2023";
  definition.groups[0].criteria[4].except_unit_types = {"XA"};
  return definition;
}

SheetContent SmallSheet() {
  return {.unit = "24601",
          .unit_name = "Xã Ba Vì",
          .unit_type = "XA",
          .year = 2023,
          .scale_id = "ba-to-2023",
          .scale_revision = 2,
          .etag = "W/7",
          .inputs = {{"I.1", "plan", "100", "QĐ 12"},
                     {"I.1", "actual", "98.5", "Báo cáo 3"},
                     {"I.2", "grade", "Tốt", ""},
                     {"I.3", "part", "2", ""}},
          .points = {"98.5", "9", "", "100", ""},
          .total = "207.5"};
}

// The small sheet's workbook, whose cells a test can change.
class Edited {
 public:
  Edited() {
    const auto sheets = xlsx::Read(Written(Scale(SmallScale()), SmallSheet()));
    for (const xlsx::Cell& cell : sheets->front().cells) cells_[{cell.row, cell.column}] = cell.text;
  }
  std::string& operator()(int row, int column) { return cells_[{row, column}]; }
  std::string Bytes() const {
    xlsx::Writer writer;
    lxw_worksheet* sheet = writer.AddSheet("Số liệu");
    for (const auto& [place, text] : cells_) {
      if (!text.empty()) writer.Figure(sheet, place.first, place.second, text);
    }
    return *writer.Finish();
  }

 private:
  std::map<std::pair<int, int>, std::string> cells_;
};

TEST(SheetWorkbookTest, HasARowForEachFigureThatApplies) {
  Edited sheet;
  EXPECT_EQ(sheet(6, 1), "Mã tiêu chí");
  EXPECT_EQ(sheet(6, 5), "Giá trị");
  EXPECT_EQ(sheet(7, 1), "I");
  const std::vector<std::vector<std::string>> wanted = {
      {"I.1", "t", "kế hoạch", "plan", "100", "QĐ 12", "100", "98.5"},
      {"I.1", "t", "thực hiện", "actual", "98.5", "Báo cáo 3", "", ""},
      {"I.2", "t", "xếp loại", "grade", "Tốt", "", "100", "9"},
      {"I.3", "t", "số thuộc diện", "part", "2", "", "100", ""},
      {"I.3", "t", "tổng số", "whole", "", "", "", ""},
      {"I.4", "t", "", "", "", "", "100", "100"},
      {"", "Tổng điểm", "", "", "", "", "", "207.5"}};
  for (size_t row = 0; row < wanted.size(); ++row) {
    for (size_t column = 0; column < wanted[row].size(); ++column) {
      EXPECT_EQ(sheet(static_cast<int>(row) + 8, static_cast<int>(column) + 1), wanted[row][column]) << row;
    }
  }
  EXPECT_THAT(FaultsOf(sheet.Bytes()), IsEmpty());
}

std::string PartOf(const std::string& bytes, const std::string& name) {
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, nullptr);
  zip_file_t* file = zip_fopen(archive, name.c_str(), 0);
  std::string part(1 << 20, '\0');
  part.resize(static_cast<size_t>(zip_fread(file, part.data(), part.size())));
  zip_fclose(file);
  zip_discard(archive);
  return part;
}

TEST(SheetWorkbookTest, GuidesTheHand) {
  const std::string sheet = PartOf(Written(Scale(SmallScale()), SmallSheet()), "xl/worksheets/sheet1.xml");
  for (const char* wanted :
       {"<sheetProtection sheet=\"1\"", "state=\"frozen\"", "paperSize=\"9\"", "orientation=\"landscape\"",
        "fitToHeight=\"0\"", "type=\"decimal\"",
        "<dataValidation type=\"list\" allowBlank=\"1\" showInputMessage=\"1\" showErrorMessage=\"1\"",
        "<formula1>'Danh mục'!$A$1:$A$2</formula1>"}) {
    EXPECT_THAT(sheet, ::testing::HasSubstr(wanted));
  }
}

TEST(SheetWorkbookTest, EntriesKnowTheirPlace) {
  imports::FaultList faults;
  const SheetFile file = ReadSheetFile(Edited().Bytes(), faults);
  ASSERT_EQ(file.entries.size(), 4u);
  EXPECT_EQ(file.entries[1].place, "E9");
  EXPECT_EQ(file.entries[1].line, 9);
  EXPECT_EQ(file.entries[1].column, 5);
  const SheetFile csv = ReadSheetFile(WriteSheetCsv(Scale(SmallScale()), SmallSheet()), faults);
  ASSERT_EQ(csv.entries.size(), 4u);
  EXPECT_EQ(csv.entries[1].place, "line 3");
  EXPECT_EQ(csv.entries[1].line, 3);
  EXPECT_EQ(csv.entries[1].column, 9);
}

TEST(SheetWorkbookTest, RowsMayStandInAnyOrderAndBelowMoreRows) {
  Edited sheet;
  for (int column = 1; column <= 8; ++column) {
    std::swap(sheet(8, column), sheet(13, column));
    for (int row = 20; row > 1; --row) sheet(row + 2, column) = std::exchange(sheet(row, column), "");
  }
  imports::FaultList faults;
  ExpectSame(ReadSheetFile(sheet.Bytes(), faults), SmallSheet(), faults);
}

TEST(SheetWorkbookTest, NamesTheCellOfEachFault) {
  const std::vector<std::pair<std::string, std::function<void(Edited&)>>> cases = {
      {"E6 HEADING_CHANGED", [](Edited& s) { s(6, 5) = "Kết quả"; }},
      {"D9 DUPLICATE_ROW", [](Edited& s) { s(9, 4) = "plan"; }},
      {"A9 EMPTY", [](Edited& s) { s(9, 1).clear(); }},
      {"D9 EMPTY", [](Edited& s) { s(9, 4).clear(); }},
      {"E12 SOURCE_WITHOUT_VALUE", [](Edited& s) { s(12, 6) = "QĐ 5"; }},
      {"E9 SURROUNDING_SPACE", [](Edited& s) { s(9, 5) = "98 "; }},
      {"F9 CONTROL_CHARACTER", [](Edited& s) { s(9, 6) = "a\nb"; }},
      {"F9 TOO_LONG", [](Edited& s) { s(9, 6) = std::string(301, 'x'); }},
      {"E9 TOO_LONG", [](Edited& s) { s(9, 5) = std::string(301, '1'); }},
      {"D2 EMPTY", [](Edited& s) { s(2, 4).clear(); }},
      {"D2 EMPTY", [](Edited& s) { s(2, 3) = "Đơn vị nào"; }},
      {"B3 BAD_NUMBER", [](Edited& s) { s(3, 2) = "năm nay"; }},
      {"D3 EMPTY", [](Edited& s) { s(3, 4).clear(); }},
      {"B4 BAD_NUMBER", [](Edited& s) { s(4, 2) = "x"; }},
  };
  for (const auto& [wanted, edit] : cases) {
    Edited sheet;
    edit(sheet);
    EXPECT_THAT(FaultsOf(sheet.Bytes()), ElementsAre(wanted));
  }
}

TEST(SheetWorkbookTest, MovedColumnsAreFaultsOfTheirHeadings) {
  Edited sheet;
  for (int row = 6; row <= 14; ++row) std::swap(sheet(row, 5), sheet(row, 6));
  EXPECT_THAT(FaultsOf(sheet.Bytes()), ElementsAre("E6 HEADING_CHANGED", "F6 HEADING_CHANGED"));
  EXPECT_EQ(FaultsOf(*[] {
              xlsx::Writer writer;
              writer.Text(writer.AddSheet("x"), 1, 1, "y");
              return writer.Finish();
            }())
                .size(),
            8u);
}

TEST(SheetWorkbookTest, FormulasAreRefusedByTheirCell) {
  xlsx::Writer writer;
  worksheet_write_formula(writer.AddSheet("Số liệu"), 8, 4, "=50+50", nullptr);
  imports::FaultList faults;
  ReadSheetFile(*writer.Finish(), faults);
  ASSERT_THAT(Names(faults), ElementsAre("Số liệu!E9 FORMULA"));
  EXPECT_EQ(faults.Sorted()[0].line, 9);
  EXPECT_EQ(faults.Sorted()[0].column, 5);
}

TEST(SheetWorkbookTest, WorkbooksOfOtherThingsAreRefused) {
  xlsx::Writer writer;
  lxw_worksheet* sheet = writer.AddSheet("Số liệu");
  for (int row = 1; row <= 2'001; ++row) {
    for (int column = 1; column <= 100; ++column) writer.Figure(sheet, row, column, "1");
  }
  EXPECT_THAT(FaultsOf(*writer.Finish()), ElementsAre(" TOO_MANY_CELLS"));
}

TEST(SheetWorkbookTest, OldWorkbooksAreRefusedAsSuch) {
  EXPECT_THAT(FaultsOf("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), ElementsAre(" ENCRYPTED"));
}

std::vector<std::string> Checked(const std::function<void(SheetContent&)>& change, bool csv) {
  ScaleDefinition wide = SmallScale();  // The file of someone whose scale has more.
  wide.groups[0].criteria[4].except_unit_types.clear();
  wide.groups[0].criteria[3].zero_if = {"z"};
  wide.groups[0].criteria.push_back(CriterionOf("I.6", Declared{}));
  SheetContent content = SmallSheet();
  change(content);
  const Scale scale(wide);
  imports::FaultList faults;
  const SheetFile file = ReadSheetFile(csv ? WriteSheetCsv(scale, content) : Written(scale, content), faults);
  EXPECT_TRUE(faults.empty());
  const Scale narrow(SmallScale());
  for (const SheetFile::Entry& entry : file.entries) {
    const auto placed =
        PlaceFigure(narrow, content.unit_name, "XA", entry.input.criterion, entry.input.name, entry.input.value);
    if (const auto* misplaced = std::get_if<MisplacedFigure>(&placed)) {
      faults.Add(FaultAt(file, entry, misplaced->part, misplaced->refusal));
    }
  }
  return Names(faults);
}

TEST(FaultAtTest, NamesTheCellOfEachFault) {
  struct Case {
    SheetInput input;
    std::string workbook;
    std::string csv;
  };
  const std::vector<Case> cases = {{{"I.6", "points", "3", ""}, "A15 UNKNOWN_CRITERION", "criterion UNKNOWN_CRITERION"},
                                   {{"I.5", "points", "3", ""}, "A14 DOES_NOT_APPLY", "criterion DOES_NOT_APPLY"},
                                   {{"I.4", "z", "3", ""}, "D13 UNKNOWN_INPUT", "input UNKNOWN_INPUT"},
                                   {{"I.3", "whole", "0", ""}, "E12 NOT_POSITIVE", "value NOT_POSITIVE"},
                                   {{"I.3", "whole", "1e3", ""}, "E12 NOT_A_DECIMAL", "value NOT_A_DECIMAL"},
                                   {{"I.3", "whole", "0.1234567", ""}, "E12 TOO_MANY_PLACES", "value TOO_MANY_PLACES"}};
  for (const Case& test : cases) {
    const auto add = [&](SheetContent& content) { content.inputs.push_back(test.input); };
    EXPECT_THAT(Checked(add, /*csv=*/false), ElementsAre(test.workbook));
    EXPECT_THAT(Checked(add, /*csv=*/true), ElementsAre(test.csv));
  }
  const auto unknown_grade = [](SheetContent& content) { content.inputs[2].value = "Giỏi"; };
  EXPECT_THAT(Checked(unknown_grade, /*csv=*/false), ElementsAre("E10 UNKNOWN_GRADE"));
  EXPECT_THAT(Checked([](SheetContent&) {}, /*csv=*/false), IsEmpty());
}

TEST(SheetCsvTest, IsWhatProgramsRead) {
  SheetContent content = SmallSheet();
  content.inputs[1].source = "=HYPERLINK(\"http://x\"),\ny";
  EXPECT_EQ(WriteSheetCsv(Scale(SmallScale()), content),
            "unit,year,scale,revision,etag,criterion,title,input,value,source,max_points,points\n"
            "24601,2023,ba-to-2023,2,W/7,I.1,t,plan,100,QĐ 12,100,98.5\n"
            "24601,2023,ba-to-2023,2,W/7,I.1,t,actual,98.5,\"=HYPERLINK(\"\"http://x\"\"),\ny\",,\n"
            "24601,2023,ba-to-2023,2,W/7,I.2,t,grade,Tốt,,100,9\n"
            "24601,2023,ba-to-2023,2,W/7,I.3,t,part,2,,100,\n"
            "24601,2023,ba-to-2023,2,W/7,I.3,t,whole,,,,\n"
            "24601,2023,ba-to-2023,2,W/7,I.4,t,,,,100,100\n");
}

TEST(SheetCsvTest, NamesTheColumnAndLineOfEachFault) {
  const std::string good = WriteSheetCsv(Scale(SmallScale()), SmallSheet());
  const std::vector<std::pair<std::string, std::pair<std::string, std::string>>> cases = {
      {"year OTHER_SHEET", {"24601,2023,ba-to-2023,2,W/7,I.2", "24601,2024,ba-to-2023,2,W/7,I.2"}},
      {"unit OTHER_SHEET", {"24601,2023,ba-to-2023,2,W/7,I.2", "24602,2023,ba-to-2023,2,W/7,I.2"}},
      {"input DUPLICATE_ROW", {"actual", "plan"}},
      {"criterion EMPTY", {"I.2,t", ",t"}},
      {"value SOURCE_WITHOUT_VALUE", {"100,QĐ 12", ",QĐ 12"}},
      {"source SURROUNDING_SPACE", {"QĐ 12", "QĐ 12 "}},
      {"scale MISSING_COLUMN", {"scale", "scales"}},
      {"year BAD_NUMBER", {",2023,", ",23,"}},
      {" OPEN_QUOTE", {"QĐ 12", "\"QĐ 12"}}};
  for (const auto& [wanted, change] : cases) {
    const std::string bad = absl::StrReplaceAll(good, {{change.first, change.second}});
    EXPECT_THAT(FaultsOf(bad), ElementsAre(wanted));
  }
  EXPECT_THAT(FaultsOf(good.substr(0, good.find('\n') + 1)), ElementsAre(" NO_ROWS"));
  EXPECT_THAT(FaultsOf(std::string((10 << 20) + 1, 'x')), ElementsAre(" FILE_TOO_LARGE"));
}

}  // namespace
}  // namespace thidua::scoring
