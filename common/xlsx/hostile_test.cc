#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "common/status/problem.h"
#include "common/xlsx/reader.h"
#include "common/xlsx/zip_for_test.h"

namespace thidua::xlsx {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kMiB = 1 << 20;
constexpr char kSheet[] = "xl/worksheets/sheet1.xml";
constexpr char kStrings[] = "xl/sharedStrings.xml";

int64_t PeakMemory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return int64_t{usage.ru_maxrss} * 1024;
}

Problem ReadProblem(const std::string& bytes, const Limits& limits = {}) {
  const auto sheets = Read(bytes, limits);
  EXPECT_FALSE(sheets.ok());
  if (sheets.ok()) return {};
  EXPECT_EQ(sheets.status().code(), absl::StatusCode::kInvalidArgument);
  Problem problem = Problem::FromStatus(sheets.status());
  EXPECT_EQ(problem.violations.size(), 1u);
  EXPECT_EQ(problem.violations.front().field, "chunk.data");
  EXPECT_FALSE(problem.message.vi.empty());
  EXPECT_LT(problem.message.vi.size(), 1000u);
  return problem;
}

std::string Reason(const std::string& bytes, const Limits& limits = {}) { return ReadProblem(bytes, limits).reason; }

std::string Repeat(const std::string& text, int64_t times) {
  std::string out;
  out.reserve(text.size() * static_cast<size_t>(times));
  for (int64_t i = 0; i < times; ++i) out += text;
  return out;
}

Parts Good() {
  return PartsOf("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>12.5</v></c></row>",
                 "<si><t>Tiêu chí</t></si>");
}

Parts With(const std::string& name, const std::string& content) {
  Parts parts = Good();
  parts[name] = content;
  return parts;
}

std::string SheetXml(const std::string& rows) { return PartsOf(rows)[kSheet]; }

// The bytes of the good workbook with the sizes that its entry `name` declares, in both headers, replaced.
std::string WithDeclaredSize(const std::string& name, uint32_t size) {
  std::string bytes = ZipOf(Good());
  const std::string little = {static_cast<char>(size & 0xff), static_cast<char>(size >> 8 & 0xff),
                              static_cast<char>(size >> 16 & 0xff), static_cast<char>(size >> 24)};
  for (size_t at = bytes.find(name); at != std::string::npos; at = bytes.find(name, at + 1)) {
    if (at >= 30 && bytes.compare(at - 30, 4, "PK\x03\x04") == 0) bytes.replace(at - 30 + 22, 4, little);
    if (at >= 46 && bytes.compare(at - 46, 4, "PK\x01\x02") == 0) bytes.replace(at - 46 + 24, 4, little);
  }
  return bytes;
}

TEST(HostileTest, NotAnXlsxFile) {
  EXPECT_EQ(Reason(""), "NOT_XLSX");
  EXPECT_EQ(Reason("unit,year\n"), "NOT_XLSX");
  EXPECT_EQ(Reason("PK"), "NOT_XLSX");
  EXPECT_EQ(Reason("PK\x03\x04"), "BAD_ZIP");
  EXPECT_EQ(Reason("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "ENCRYPTED");
  EXPECT_EQ(Reason(ZipOf({{"content.xml", "<office/>"}, {"mimetype", "application/vnd.oasis"}})), "NOT_XLSX");
  Parts without_workbook = Good();
  without_workbook.erase("xl/workbook.xml");
  EXPECT_EQ(Reason(ZipOf(without_workbook)), "NOT_XLSX");
}

TEST(HostileTest, Encrypted) {
  const Parts parts = Good();
  ZipForTest zip;
  for (const auto& [name, content] : parts) zip.Encrypt(zip.Add(name, content));
  EXPECT_EQ(Reason(zip.Bytes()), "ENCRYPTED");
}

TEST(HostileTest, FileTooLarge) {
  EXPECT_EQ(Reason(std::string(10 * kMiB + 1, 'P')), "FILE_TOO_LARGE");
  const std::string good = ZipOf(Good());
  EXPECT_EQ(Reason(good, {.file_bytes = static_cast<int64_t>(good.size()) - 1}), "FILE_TOO_LARGE");
  EXPECT_TRUE(Read(good, {.file_bytes = static_cast<int64_t>(good.size())}).ok());
}

TEST(HostileTest, ZipBombs) {
  for (const std::string name : {kSheet, kStrings, "xl/media/image1.png", "docProps/custom.xml"}) {
    Parts parts = Good();
    parts.erase(name);
    ZipForTest zip;
    for (const auto& [part, content] : parts) zip.Add(part, content);
    zip.AddRun(name, ' ', (name == kSheet ? 1024 : 100) * kMiB);
    const std::string bytes = zip.Bytes();
    ASSERT_LT(static_cast<int64_t>(bytes.size()), 2 * kMiB);
    const int64_t before = PeakMemory();
    EXPECT_EQ(Reason(bytes), "UNPACKED_TOO_LARGE") << name;
    EXPECT_LT(PeakMemory() - before, 16 * kMiB) << name;
  }
}

TEST(HostileTest, ManyEntriesThatAreEachSmallEnough) {
  const Parts parts = Good();
  ZipForTest zip;
  for (const auto& [name, content] : parts) zip.Add(name, content);
  for (int i = 0; i < 4; ++i) zip.AddRun(absl::StrCat("xl/media/", i, ".png"), '\0', 20 * kMiB);
  EXPECT_EQ(Reason(zip.Bytes()), "UNPACKED_TOO_LARGE");
}

TEST(HostileTest, DeclaredSizesThatLie) {
  for (uint32_t size : {0u, 1u, 0x7fffffffu, 0xfffffffeu}) {
    EXPECT_EQ(Reason(WithDeclaredSize(kSheet, size)), "BAD_ZIP") << size;
  }
}

TEST(HostileTest, AZip64DirectoryThatClaimsBillionsOfEntries) {
  std::string bytes = ZipOf(Good());
  const size_t end = bytes.rfind("PK\x05\x06");
  const auto little = [](uint64_t value, int size) {
    std::string out;
    for (int i = 0; i < size; ++i) out += static_cast<char>(value >> 8 * i & 0xff);
    return out;
  };
  const std::string directory_size = bytes.substr(end + 12, 4), directory_start = bytes.substr(end + 16, 4);
  const uint64_t claimed = 1ull << 31;
  const std::string record = "PK\x06\x06" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8) +
                             little(claimed, 8) + little(claimed, 8) + directory_size + little(0, 4) + directory_start +
                             little(0, 4);
  const std::string locator = "PK\x06\x07" + little(0, 4) + little(end, 8) + little(1, 4);
  bytes.replace(end + 8, 4, "\xff\xff\xff\xff");
  bytes.insert(end, record + locator);
  const int64_t before = PeakMemory();
  EXPECT_EQ(Reason(bytes), "BAD_ZIP");
  EXPECT_LT(PeakMemory() - before, 16 * kMiB);
}

TEST(HostileTest, TooManyEntries) {
  Parts parts = Good();
  for (int i = 0; i < 5'000; ++i) parts[absl::StrCat("xl/worksheets/extra", i, ".xml")] = SheetXml("");
  EXPECT_EQ(Reason(ZipOf(parts)), "TOO_MANY_ENTRIES");
}

TEST(HostileTest, TheSameEntryTwice) {
  std::string bytes = ZipOf(With("xl/worksheets/sheet2.xml", SheetXml("")));
  for (size_t at = 0; (at = bytes.find("sheet2.xml", at)) != std::string::npos;) bytes[at + 5] = '1';
  EXPECT_EQ(Reason(bytes), "BAD_ZIP");
  EXPECT_EQ(Reason(ZipOf(With("XL/worksheets/SHEET1.xml", SheetXml("")))), "BAD_ZIP");
}

TEST(HostileTest, ThousandsOfSheets) {
  const auto workbook = [](int sheets) {
    Parts parts = Good();
    std::string& text = parts["xl/workbook.xml"];
    text.replace(text.find("</sheets>"), 0, Repeat("<sheet name=\"x\" sheetId=\"2\" r:id=\"rId2\"/>", sheets - 1));
    return ZipOf(parts);
  };
  EXPECT_EQ(Reason(workbook(5'000)), "TOO_MANY_SHEETS");
  EXPECT_EQ(Reason(workbook(65)), "TOO_MANY_SHEETS");
  EXPECT_TRUE(Read(workbook(64)).ok());
}

TEST(HostileTest, ASheetWithoutItsPart) {
  Parts parts = Good();
  parts.erase("xl/_rels/workbook.xml.rels");
  EXPECT_EQ(Reason(ZipOf(parts)), "BAD_SHEET");
  parts = Good();
  parts.erase(kSheet);
  EXPECT_EQ(Reason(ZipOf(parts)), "NOT_XLSX");
  parts = Good();
  parts.erase(kStrings);
  EXPECT_EQ(Reason(ZipOf(parts)), "NOT_XLSX");
}

TEST(HostileTest, ManySheetsOverOnePart) {
  Parts parts = Good();
  std::string& text = parts["xl/workbook.xml"];
  text.replace(text.find("</sheets>"), 0, "<sheet name=\"x\" sheetId=\"2\" r:id=\"rId1\"/>");
  EXPECT_EQ(Reason(ZipOf(parts)), "BAD_ZIP");
}

TEST(HostileTest, EntitiesInAnyPart) {
  const std::string laughs =
      "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
  for (const auto& [name, content] : With("docProps/app.xml", "<x/>")) {
    Parts parts = With("docProps/app.xml", "<x/>");
    const size_t declaration = content.find("?>");
    parts[name].insert(declaration == std::string::npos ? 0 : declaration + 2, laughs);
    EXPECT_EQ(Reason(ZipOf(parts)), "XML_ENTITY") << name;
  }
  EXPECT_EQ(Reason(ZipOf(With(kStrings, "<!DOCTYPE sst SYSTEM \"file:///etc/passwd\"><sst/>"))), "XML_ENTITY");
  EXPECT_EQ(Reason(ZipOf(With(kSheet, SheetXml("<row><c><v>&amp;&unknown;</v></c></row>")))), "BAD_XML");
}

TEST(HostileTest, OtherEncodings) {
  EXPECT_EQ(Reason(ZipOf(With(kStrings, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><sst/>"))), "XML_ENCODING");
  for (const std::string_view text :
       {std::string_view("\xFF\xFE<\0s\0/\0>\0", 10), {"<\0s\0/\0>\0", 8}, {"\0<\0s\0/\0>", 8}}) {
    EXPECT_EQ(Reason(ZipOf(With(kStrings, std::string(text)))), "XML_ENCODING");
  }
  EXPECT_EQ(Reason(ZipOf(With(kStrings, "<sst>\xFF</sst>"))), "BAD_XML");
  EXPECT_TRUE(Read(ZipOf(With("docProps/app.xml", "<?xml version=\"1.0\" encoding=\"utf-8\"?><x/>"))).ok());
}

TEST(HostileTest, FormulasByTheirAddress) {
  for (const std::string formula : {"<f>1+1</f><v>2</v>", "<f t=\"shared\" si=\"0\"/>", "<v>2</v><f/>"}) {
    const Problem problem = ReadProblem(
        ZipOf(With(kSheet, SheetXml("<row r=\"7\"><c r=\"A7\"><v>1</v></c><c r=\"C7\">" + formula + "</c></row>"))));
    EXPECT_EQ(problem.reason, "FORMULA");
    EXPECT_EQ(problem.metadata.at("cell"), "Bảng!C7");
    EXPECT_THAT(problem.message.vi, HasSubstr("Bảng!C7"));
    EXPECT_THAT(problem.message.en, HasSubstr("Bảng!C7"));
  }
}

TEST(HostileTest, MacrosAndLinks) {
  const std::string head = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  const auto relationship = [&](const std::string& type, const std::string& more) {
    return head + "<Relationship Id=\"x\" Type=\"http://x/" + type + "\" " + more + " Target=\"http://y/z\"/>" +
           "</Relationships>";
  };
  const std::string sheet_relationships = "xl/worksheets/_rels/sheet1.xml.rels";
  const std::vector<std::pair<Parts, std::string>> cases = {
      {With("xl/vbaProject.bin", "x"), "MACROS"},
      {With("xl/macrosheets/sheet1.xml", "<x/>"), "MACROS"},
      {With("[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/x\" "
            "ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>"),
       "MACROS"},
      {With(sheet_relationships, relationship("vbaProject", "")), "MACROS"},
      {With("xl/externalLinks/externalLink1.xml", "<x/>"), "EXTERNAL_LINK"},
      {With("xl/connections.xml", "<x/>"), "EXTERNAL_LINK"},
      {With(sheet_relationships, relationship("oleObject", "TargetMode=\"External\"")), "EXTERNAL_LINK"},
  };
  for (const auto& [parts, wanted] : cases) EXPECT_EQ(Reason(ZipOf(parts)), wanted);
  // An address that Excel made clickable is only text.
  EXPECT_TRUE(Read(ZipOf(With(sheet_relationships, relationship("hyperlink", "TargetMode=\"External\"")))).ok());
}

TEST(HostileTest, SizesOfSheets) {
  const auto sheet = [](const std::string& rows) { return ZipOf(With(kSheet, SheetXml(rows))); };
  EXPECT_EQ(Reason(sheet("<row r=\"100001\"><c><v>1</v></c></row>")), "TOO_MANY_ROWS");
  EXPECT_EQ(Reason(sheet("<row><c r=\"ALM1\"><v>1</v></c></row>")), "TOO_MANY_COLUMNS");
  EXPECT_TRUE(Read(sheet("<row r=\"1048576\"><c r=\"XFD1048576\" s=\"1\"/></row>")).ok());
  EXPECT_EQ(Reason(sheet("<row>" + Repeat("<c><v>1</v></c>", 6) + "</row>"), {.cells = 5}), "TOO_MANY_CELLS");
  EXPECT_EQ(Reason(sheet("<row><c t=\"inlineStr\"><is><t>" + std::string(32'768, 'x') + "</t></is></c></row>")),
            "TEXT_TOO_LONG");
  EXPECT_EQ(Reason(ZipOf(With(kStrings, PartsOf("", Repeat("<si/>", 1'000'001))[kStrings]))), "TOO_MANY_CELLS");
}

TEST(HostileTest, ManyCellsThatShareOneLongString) {
  Parts parts = PartsOf("<row>" + Repeat("<c t=\"s\"><v>0</v></c>", 900) + "</row>" +
                            Repeat("<row>" + Repeat("<c t=\"s\"><v>0</v></c>", 900) + "</row>", 200),
                        "<si><t>" + std::string(30'000, 'x') + "</t></si>");
  const std::string bytes = ZipOf(parts);
  const int64_t before = PeakMemory();
  EXPECT_EQ(Reason(bytes), "TEXT_TOO_LONG");
  EXPECT_LT(PeakMemory() - before, 64 * kMiB);
}

TEST(HostileTest, MarksThatTakeLongToCompose) {
  EXPECT_EQ(Reason(ZipOf(PartsOf("", "<si><t>a" + Repeat("\xCC\x96\xCC\x81", 8'000) + "</t></si>"))), "TEXT_TOO_LONG");
  EXPECT_TRUE(Read(ZipOf(PartsOf("", "<si><t>" + Repeat("a\xCC\x82\xCC\xA3", 5'000) + "</t></si>"))).ok());
}

TEST(HostileTest, BrokenSheets) {
  for (const char* rows :
       {"<row r=\"0\"/>", "<row r=\"2\"/><row r=\"1\"/>", "<row r=\"1\"/><row r=\"1\"/>", "<row r=\"1048577\"/>",
        "<row r=\"x\"/>", "<row r=\"99999999999999999999\"/>", "<row><c r=\"B1\"/><c r=\"A1\"/></row>",
        "<row><c r=\"A1\"/><c r=\"A1\"/></row>", "<row><c r=\"A2\"/></row>", "<row><c r=\"A\"/></row>",
        "<row><c r=\"1\"/></row>", "<row><c r=\"AAAA1\"/></row>", "<row><c r=\"XFE1\"/></row>",
        "<row><c t=\"s\"><v>1</v></c></row>", "<row><c t=\"s\"><v>-1</v></c></row>",
        "<row><c t=\"s\"><v>x</v></c></row>"}) {
    EXPECT_EQ(Reason(ZipOf(With(kSheet, SheetXml(rows)))), "BAD_SHEET") << rows;
  }
}

TEST(HostileTest, XmlThatWouldTakeTooMuch) {
  std::string names, attributes, namespaces;
  for (int i = 0; i < 1'000'000; ++i) {
    names += absl::StrCat("<n", i, "/>");
    if (i < 500'000) attributes += absl::StrCat(" a", i, "=\"\"");
    namespaces += absl::StrCat("<x xmlns:n", i, "=\"u\"/>");
  }
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"depth", "<x>" + Repeat("<a>", 5'000'000)}, {"names", "<x>" + names + "</x>"},
      {"one tag", "<x" + attributes + "/>"},       {"a comment", "<x><!--" + std::string(20 * kMiB, '-') + "--></x>"},
      {"namespaces", "<x>" + namespaces + "</x>"}, {"a value", "<x a=\"" + std::string(20 * kMiB, 'v') + "\"/>"},
  };
  for (const auto& [name, content] : cases) {
    const std::string bytes = ZipOf(With("docProps/app.xml", content));
    const int64_t before = PeakMemory();
    EXPECT_THAT(Reason(bytes), ::testing::AnyOf("XML_TOO_COMPLEX", "BAD_XML")) << name;
    EXPECT_LT(PeakMemory() - before, 16 * kMiB) << name;
  }
}

TEST(HostileTest, EveryTruncationOfAGoodFile) {
  const std::string good = ZipOf(Good());
  for (size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(Read(std::string_view(good).substr(0, size)).ok());
}

TEST(HostileTest, FlippedBitsNeverCrashNorChangeAFigure) {
  const std::string good = ZipOf(Good());
  int read = 0;
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bytes = good;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
    const auto sheets = Read(bytes);
    if (!sheets.ok()) continue;
    ++read;
    // Only what is of no consequence was hit (a time stamp, a version): the checksums see the rest.
    ASSERT_EQ(sheets->size(), 1u) << bit;
    ASSERT_EQ(sheets->front().cells.size(), 2u) << bit;
    EXPECT_EQ(sheets->front().cells[1].text, "12.5") << bit;
  }
  EXPECT_GT(read, 0);
}

TEST(HostileTest, RandomBytes) {
  std::mt19937 random(7);
  for (int i = 0; i < 5'000; ++i) {
    std::string bytes = i % 2 == 0 ? "PK\x03\x04" : "";
    const int size = std::uniform_int_distribution<>(0, 400)(random);
    for (int n = 0; n < size; ++n) bytes += static_cast<char>(random());
    EXPECT_FALSE(Read(bytes).ok());
  }
}

// Damage inside the parts, which the checksums of a well-made zip file do not show.
TEST(HostileTest, DamagedPartsNeverCrash) {
  std::mt19937 random(11);
  const Parts good = Good();
  for (int i = 0; i < 5'000; ++i) {
    Parts parts = good;
    auto part =
        std::next(parts.begin(), std::uniform_int_distribution<>(0, static_cast<int>(parts.size()) - 1)(random));
    for (int n = std::uniform_int_distribution<>(1, 4)(random); n > 0; --n) {
      std::string& content = part->second;
      const size_t at = std::uniform_int_distribution<size_t>(0, content.size() - 1)(random);
      if (random() % 2 == 0) {
        content[at] = static_cast<char>(content[at] ^ 1 << random() % 8);
      } else {
        content.erase(at, random() % 20);
        if (content.empty()) content = "<";
      }
    }
    const auto sheets = Read(ZipOf(parts));
    EXPECT_TRUE(sheets.ok() || sheets.status().code() == absl::StatusCode::kInvalidArgument) << sheets.status();
  }
}

}  // namespace
}  // namespace thidua::xlsx
