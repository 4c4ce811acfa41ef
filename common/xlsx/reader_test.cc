#include "common/xlsx/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/status/problem.h"
#include "common/xlsx/zip_for_test.h"

namespace thidua::xlsx {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Cells(const Parts& parts) {
  const auto sheets = Read(ZipOf(parts));
  EXPECT_TRUE(sheets.ok()) << sheets.status();
  std::vector<std::string> out;
  if (!sheets.ok() || sheets->size() != 1) return out;
  for (const Cell& cell : sheets->front().cells) {
    const char* kind = cell.kind == Cell::Kind::kNumber ? "#" : cell.kind == Cell::Kind::kBoolean ? "?" : "";
    out.push_back(absl::StrCat(CellAddress(cell.row, cell.column), "=", kind, cell.text));
  }
  return out;
}

std::string CellWith(const std::string& attributes, const std::string& content) {
  return absl::StrCat("<row r=\"1\"><c r=\"A1\"", attributes, ">", content, "</c></row>");
}

TEST(CellAddressTest, IsWhatExcelCallsIt) {
  const std::vector<std::pair<std::pair<int, int>, std::string>> cases = {{{1, 1}, "A1"},
                                                                          {{7, 3}, "C7"},
                                                                          {{12, 26}, "Z12"},
                                                                          {{12, 27}, "AA12"},
                                                                          {{9, 702}, "ZZ9"},
                                                                          {{1, 703}, "AAA1"},
                                                                          {{1'048'576, 16'384}, "XFD1048576"}};
  for (const auto& [place, wanted] : cases) EXPECT_EQ(CellAddress(place.first, place.second), wanted);
}

TEST(ReadTest, GivesEveryKindOfCell) {
  const Parts parts = PartsOf(
      "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\"><v>34265077</v></c>"
      "<c r=\"D2\" t=\"b\"><v>1</v></c><c r=\"E2\" t=\"b\"><v>0</v></c><c r=\"F2\" s=\"3\"/></row>"
      "<row r=\"5\"><c r=\"C5\" t=\"inlineStr\"><is><t>=1+1</t></is></c>"
      "<c r=\"D5\" t=\"str\"><v>@chữ</v></c><c r=\"E5\" t=\"n\"><v>-0.50</v></c></row>",
      "<si><t xml:space=\"preserve\"> Xã Ba Tơ </t></si>");
  EXPECT_THAT(Cells(parts),
              ElementsAre("A2= Xã Ba Tơ ", "B2=#34265077", "D2=?TRUE", "E2=?FALSE", "C5==1+1", "D5=@chữ", "E5=#-0.5"));
}

TEST(ReadTest, NumbersAreExact) {
  const std::vector<std::pair<std::string, std::string>> cases = {{"0", "0"},
                                                                  {"-0", "0"},
                                                                  {"007", "7"},
                                                                  {"0.1", "0.1"},
                                                                  {"99.50", "99.5"},
                                                                  {"123456789012345678", "123456789012345678"},
                                                                  {"9007199254740993", "9007199254740993"},
                                                                  {"123456789.123456", "123456789.123456"},
                                                                  {"999999999999999", "999999999999999"},
                                                                  // What a program makes of a binary number.
                                                                  {"0.10000000000000001", "0.1"},
                                                                  {"0.30000000000000004", "0.3"},
                                                                  {"123456789012.10001", "123456789012.1"},
                                                                  {"34265077.100000001", "34265077.1"},
                                                                  {"1.0000000000000001E-5", "0.00001"},
                                                                  {"1E-10", "0.0000000001"},
                                                                  {"1.2345678901234568E+17", "123456789012346000"},
                                                                  {"1e5", "100000"},
                                                                  {"-2.5E-1", "-0.25"},
                                                                  {"1E+21", "1000000000000000000000"},
                                                                  {"0E0", "0"},
                                                                  {"0.1234567", "0.1234567"}};
  for (const auto& [literal, wanted] : cases) {
    EXPECT_THAT(Cells(PartsOf(CellWith("", "<v>" + literal + "</v>"))), ElementsAre("A1=#" + wanted)) << literal;
  }
}

TEST(ReadTest, RefusesWhatIsNoNumber) {
  for (const char* literal : {"abc", "NaN", "INF", "1e999", " 5", "5 ", "0x10", "1,5", "+1"}) {
    const auto sheets = Read(ZipOf(PartsOf(CellWith("", absl::StrCat("<v>", literal, "</v>")))));
    ASSERT_FALSE(sheets.ok()) << literal;
    const Problem problem = Problem::FromStatus(sheets.status());
    EXPECT_EQ(problem.reason, "BAD_NUMBER") << literal;
    EXPECT_THAT(problem.message.vi, ::testing::HasSubstr("Bảng!A1"));
  }
}

TEST(ReadTest, JoinsRichTextAndLeavesPhoneticsOut) {
  const Parts parts =
      PartsOf("<row><c t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><r><t>in </t></r><r><t>line</t></r></is></c></row>",
              "<si><r><rPr><b/></rPr><t>Đạt </t></r><r><t>tốt</t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh></si>");
  EXPECT_THAT(Cells(parts), ElementsAre("A1=Đạt tốt", "B1=in line"));
}

TEST(ReadTest, ComposesVietnameseAndUndoesEscapes) {
  const std::vector<std::pair<std::string, std::string>> cases = {{"Tie\xCC\x82u chi\xCC\x81", "Tiêu chí"},
                                                                  {"a_x000D_\nb", "a\r\nb"},
                                                                  {"_x005F_x0041_", "_x0041_"},
                                                                  {"_xD83D__xDE00_", "😀"},
                                                                  {"_xD83D_", "_xD83D_"},
                                                                  {"_x0000__x00", "_x0000__x00"},
                                                                  {"_x004", "_x004"},
                                                                  {"&lt;&amp;&#233;", "<&é"}};
  for (const auto& [written, wanted] : cases) {
    EXPECT_THAT(Cells(PartsOf(CellWith(" t=\"s\"", "<v>0</v>"), "<si><t>" + written + "</t></si>")),
                ElementsAre("A1=" + wanted));
    EXPECT_THAT(Cells(PartsOf(CellWith(" t=\"inlineStr\"", "<is><t>" + written + "</t></is>"))),
                ElementsAre("A1=" + wanted));
  }
}

TEST(ReadTest, PlacesCellsWithoutAddressesAfterThoseBefore) {
  EXPECT_THAT(Cells(PartsOf("<row><c><v>1</v></c><c r=\"D1\"><v>2</v></c><c><v>3</v></c></row>"
                            "<row/><row><c><v>4</v></c></row>")),
              ElementsAre("A1=#1", "D1=#2", "E1=#3", "A3=#4"));
}

TEST(ReadTest, KnowsNamespacesUnderAnyPrefix) {
  Parts parts = PartsOf("");
  parts["xl/worksheets/sheet1.xml"] =
      absl::StrCat("<x:worksheet xmlns:x=\"", std::string(kMainNamespace),
                   "\" xmlns:o=\"urn:other\"><x:sheetData><x:row><x:c><x:v>1</x:v><o:f>1+1</o:f></x:c><o:c>"
                   "<x:v>2</x:v></o:c></x:row></x:sheetData></x:worksheet>");
  EXPECT_THAT(Cells(parts), ElementsAre("A1=#1"));
  parts["xl/worksheets/sheet1.xml"] =
      "<worksheet xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><sheetData><row><c><v>7</v></c></row>"
      "</sheetData></worksheet>";
  EXPECT_THAT(Cells(parts), ElementsAre("A1=#7"));
}

TEST(ReadTest, GivesTheSheetsInTheOrderOfTheirTabs) {
  Parts parts = PartsOf(CellWith("", "<v>1</v>"));
  std::string& workbook = parts["xl/workbook.xml"];
  workbook.replace(workbook.find("<sheets>"), 8,
                   "<sheets><sheet name=\"Mu\xCC\x9B\xCC\x81"
                   "c\" sheetId=\"2\" state=\"hidden\" r:id=\"rId9\"/>");
  std::string& relationships = parts["xl/_rels/workbook.xml.rels"];
  relationships.replace(relationships.find("</Rel"), 0,
                        "<Relationship Id=\"rId9\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
                        "relationships/worksheet\" Target=\"./other/../worksheets/two.xml\"/>");
  parts["XL/worksheets/TWO.xml"] = parts["xl/worksheets/sheet1.xml"];
  const auto sheets = Read(ZipOf(parts));
  ASSERT_TRUE(sheets.ok()) << sheets.status();
  ASSERT_EQ(sheets->size(), 2u);
  EXPECT_EQ((*sheets)[0].name, "Mức");
  EXPECT_EQ((*sheets)[1].name, "Bảng");
  EXPECT_THAT((*sheets)[0].cells, ::testing::SizeIs(1));
}

TEST(ReadTest, AnEmptySheetHasNoCells) { EXPECT_THAT(Cells(PartsOf("")), IsEmpty()); }

}  // namespace
}  // namespace thidua::xlsx
