#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <map>
#include <pugixml.hpp>

#include "absl/strings/str_replace.h"
#include "common/status/problem.h"
#include "common/testing/source_file.h"
#include "common/testing/temp_folder.h"
#include "common/text/unicode.h"
#include "common/xlsx/reader.h"
#include "services/tasks/document/report_docx.h"
#include "services/tasks/document/report_for_test.h"
#include "services/tasks/document/report_words.h"
#include "services/tasks/document/report_workbook.h"
#include "services/tasks/document/word_elements.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

using Parts = std::map<std::string, std::string>;

Parts PartsOf(const std::string& bytes) {
  Parts parts;
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, nullptr);
  if (archive == nullptr) {
    ADD_FAILURE() << "no zip file";
    zip_source_free(source);
    return parts;
  }
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    zip_stat_t stat;
    zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &stat);
    std::string content(stat.size, '\0');
    zip_file_t* file = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
    EXPECT_EQ(zip_fread(file, content.data(), content.size()), static_cast<zip_int64_t>(content.size()));
    zip_fclose(file);
    parts[stat.name] = std::move(content);
  }
  zip_discard(archive);
  return parts;
}

// The parts of a document, and its text with a line for each paragraph.
class Docx {
 public:
  explicit Docx(const absl::StatusOr<std::string>& bytes) {
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    if (!bytes.ok()) return;
    parts_ = PartsOf(*bytes);
    for (const auto& [name, content] : parts_) {
      if (name.ends_with(".odttf")) continue;
      pugi::xml_document parsed;
      EXPECT_TRUE(parsed.load_string(content.c_str())) << name;
    }
    EXPECT_TRUE(
        document_.load_string(parts_["word/document.xml"].c_str(), pugi::parse_default | pugi::parse_ws_pcdata));
    for (const auto& found : document_.select_nodes("//w:p")) {
      for (const auto& text : found.node().select_nodes(".//w:t")) text_ += text.node().text().get();
      text_ += '\n';
    }
  }

  const Parts& parts() const { return parts_; }
  const std::string& text() const { return text_; }
  const pugi::xml_document& document() const { return document_; }
  size_t Count(const char* path) const { return document_.select_nodes(path).size(); }

 private:
  Parts parts_;
  pugi::xml_document document_;
  std::string text_;
};

Docx DocxOf(const v1::GetPeriodReportResponse& response) { return Docx(PeriodReportDocx(response, FacesForTest())); }

constexpr char kTaskRows[] = "//w:tbl[w:tblPr/w:tblBorders]/w:tr[not(w:trPr/w:tblHeader)]";

TEST(PeriodReportDocxTest, SaysWhatTheReportHolds) {
  const v1::GetPeriodReportResponse response = BaBichReport();
  const Docx docx = DocxOf(response);
  for (const char* line : {"UBND HUYỆN BA TƠ\n",
                           "ỦY BAN NHÂN DÂN\n",
                           "XÃ BA BÍCH\n",
                           "Số: 57/BC-UBND\n",
                           "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n",
                           "Độc lập - Tự do - Hạnh phúc\n",
                           "Ba Bích, ngày 15 tháng 11 năm 2024\n",
                           "BÁO CÁO\n",
                           "đã giao 17 nhiệm vụ",
                           "06 nhiệm vụ, trong đó 03",
                           "03 nhiệm vụ quá hạn (tiêu chí III.4, I.14, III.3)",
                           "12 tài liệu",
                           "- Thấp nhất: 90,5 điểm, xếp thứ 04;\n",
                           "- Nhiều khả năng nhất: 95,25 điểm, xếp thứ 02;\n",
                           "- Cao nhất: 98 điểm, xếp thứ 01.\n",
                           "1,5 điểm.\n",
                           "- Các đơn vị khác trong cụm giữ nguyên điểm năm 2023.\n",
                           "1. Nguồn thu trên địa bàn giảm.\n",
                           "2. Đề nghị UBND huyện hỗ trợ kinh phí số hóa hồ sơ.\n",
                           "Nơi nhận:\n",
                           "- UBND huyện Ba Tơ;\n",
                           "- Lưu: VT.\n",
                           "TM. ỦY BAN NHÂN DÂN\n",
                           "CHỦ TỊCH\n",
                           "Phạm Văn Kỳ\n",
                           "Kết quả đạt: 13/19\n",
                           "12,5\n"}) {
    EXPECT_THAT(docx.text(), HasSubstr(line));
  }
  EXPECT_THAT(docx.text(), Not(HasSubstr("DỰ THẢO")));
  EXPECT_EQ(docx.Count(kTaskRows), 17u);
  for (const v1::ReportedTask& task : response.report().tasks()) {
    EXPECT_THAT(docx.text(), HasSubstr(task.title() + "\n"));
  }
}

TEST(PeriodReportDocxTest, KeepsThePageOfTheDecree) {
  const Docx docx = DocxOf(BaBichReport());
  const auto page = docx.document().select_node("//w:sectPr").node();
  const auto millimetres = [&](const char* element, const char* attribute) {
    return page.child(element).attribute(attribute).as_int() * 254 / 14400.0;
  };
  EXPECT_NEAR(millimetres("w:pgSz", "w:w"), 210, 0.5);
  EXPECT_NEAR(millimetres("w:pgSz", "w:h"), 297, 0.5);
  EXPECT_NEAR(millimetres("w:pgMar", "w:top"), 20, 0.5);
  EXPECT_NEAR(millimetres("w:pgMar", "w:bottom"), 20, 0.5);
  EXPECT_NEAR(millimetres("w:pgMar", "w:left"), 30, 0.5);
  EXPECT_NEAR(millimetres("w:pgMar", "w:right"), 15, 0.5);
  EXPECT_TRUE(page.child("w:titlePg"));
  EXPECT_EQ(docx.Count("//w:tbl[w:tblPr/w:tblBorders]/w:tr/w:trPr/w:tblHeader"), 1u);
  EXPECT_EQ(docx.Count("//w:tr"), docx.Count("//w:tr[w:trPr/w:cantSplit]"));
  // Each rule below a heading, in order: unit's name, motto, subject.
  std::vector<int> rules;
  for (const auto& found : docx.document().select_nodes("//w:pPr[w:pBdr/w:bottom and not(w:pBdr/w:top)]/w:ind")) {
    rules.push_back(found.node().attribute("w:left").as_int());
  }
  EXPECT_EQ(rules.size(), 3u);
}

TEST(PeriodReportDocxTest, RowsFillTheWidthOfTheText) {
  for (const Docx& docx :
       {Docx(PeriodReportDocx(BaBichReport(), FacesForTest())), Docx(RollupDocx(BaToRollup(), FacesForTest()))}) {
    for (const auto& row : docx.document().select_nodes("//w:tr")) {
      int width = 0;
      for (const auto& cell : row.node().children("w:tc")) {
        width += cell.child("w:tcPr").child("w:tcW").attribute("w:w").as_int();
        EXPECT_STREQ(cell.last_child().name(), "w:p");
      }
      EXPECT_EQ(width, 9354);
    }
  }
}

TEST(PeriodReportDocxTest, WithoutSubmissionIsADraftWithRoomToWrite) {
  v1::GetPeriodReportResponse response = BaBichReport();
  response.clear_submitted();
  response.mutable_report()->clear_number();
  const Docx docx = DocxOf(response);
  EXPECT_THAT(docx.text(), HasSubstr("DỰ THẢO\n"));
  EXPECT_THAT(docx.text(), HasSubstr("Số:         /BC-UBND\n"));
  EXPECT_THAT(docx.text(), HasSubstr("Ba Bích, ngày      tháng      năm 2024\n"));
}

TEST(PeriodReportDocxTest, TheLastWordsStayWithTheSignature) {
  const Docx docx = DocxOf(BaBichReport());
  pugi::xml_node paragraph;
  for (const auto& found : docx.document().select_nodes("//w:body/w:p")) {
    const std::string text = found.node().child("w:r").child("w:t").text().as_string();
    if (text.starts_with("Trên đây là báo cáo")) paragraph = found.node();
  }
  // Up to the table of recipients and signer.
  for (; std::string_view(paragraph.name()) == "w:p"; paragraph = paragraph.next_sibling()) {
    EXPECT_TRUE(paragraph.child("w:pPr").child("w:keepNext"));
  }
  EXPECT_STREQ(paragraph.name(), "w:tbl");
}

TEST(PeriodReportDocxTest, NamesTheFileCopyOnceAndLast) {
  const auto recipients_of = [](const std::vector<std::string>& recipients) {
    v1::GetPeriodReportResponse response = BaBichReport();
    response.mutable_report()->clear_recipients();
    for (const std::string& recipient : recipients) response.mutable_report()->add_recipients(recipient);
    return DocxOf(response).text();
  };
  EXPECT_THAT(recipients_of({}), HasSubstr("Nơi nhận:\n- Lưu: VT.\n"));
  EXPECT_THAT(recipients_of({"UBND huyện;", "Lưu: VT.", "Phòng Nội vụ"}),
              HasSubstr("Nơi nhận:\n- UBND huyện;\n- Phòng Nội vụ;\n- Lưu: VT.\n"));
  EXPECT_THAT(recipients_of({"Lưu: VT, VP-TK"}), HasSubstr("Nơi nhận:\n- Lưu: VT, VP-TK.\n"));
}

TEST(PeriodReportDocxTest, IsDatedByItsSubmission) {
  v1::GetPeriodReportResponse response = BaBichReport();
  response.mutable_submitted()->set_submitted_on("2025-02-05");
  EXPECT_THAT(DocxOf(response).text(), HasSubstr("Ba Bích, ngày 05 tháng 02 năm 2025\n"));
}

TEST(PeriodReportDocxTest, ACorrectionSaysWhy) {
  v1::GetPeriodReportResponse response = BaBichReport();
  EXPECT_THAT(DocxOf(response).text(), Not(HasSubstr("thay thế")));
  response.mutable_submitted()->set_revision(2);
  response.mutable_submitted()->set_reason("sai số liệu thu ngân sách.");
  EXPECT_THAT(DocxOf(response).text(), HasSubstr("thay thế báo cáo đã gửi trước đó cho cùng kỳ (bản thứ 02), lý do: "
                                                 "sai số liệu thu ngân sách.\n"));
}

TEST(PeriodReportDocxTest, ADeputySignsForTheChairman) {
  v1::GetPeriodReportResponse response = BaBichReport();
  response.mutable_report()->set_signer_title("Phó Chủ tịch");
  EXPECT_THAT(DocxOf(response).text(), HasSubstr("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n"));
}

TEST(PeriodReportDocxTest, WithoutForecastSaysWhy) {
  v1::GetPeriodReportResponse response = BaBichReport();
  response.mutable_report()->clear_lowest();
  response.mutable_report()->clear_likely();
  response.mutable_report()->clear_highest();
  response.mutable_report()->set_forecast_missing("Cụm chưa có thang bảng điểm.");
  const Docx docx = DocxOf(response);
  EXPECT_THAT(docx.text(), HasSubstr("Chưa có dự báo điểm. Cụm chưa có thang bảng điểm.\n"));
  EXPECT_THAT(docx.text(), Not(HasSubstr("Nhiều khả năng nhất")));
}

TEST(PeriodReportDocxTest, HoldsNoTasksOrManyOrLongOnes) {
  v1::GetPeriodReportResponse response = BaBichReport();
  response.mutable_report()->clear_tasks();
  EXPECT_EQ(DocxOf(response).Count(kTaskRows), 0u);
  EXPECT_THAT(DocxOf(response).text(), HasSubstr("không có nhiệm vụ nào"));
  for (int i = 0; i < 300; ++i) {
    v1::ReportedTask* task = response.mutable_report()->add_tasks();
    task->set_title(absl::StrCat(std::string(3000, 'a'), " ", i));
  }
  const Docx docx = DocxOf(response);
  EXPECT_EQ(docx.Count(kTaskRows), 300u);
  EXPECT_THAT(docx.text(), HasSubstr("aaa 299\n"));
}

TEST(PeriodReportDocxTest, TextOfAnyCharactersMakesGoodXml) {
  v1::GetPeriodReportResponse response = BaBichReport();
  const std::string hostile = "<w:t>&amp; \"A\" 'B' ]]> \x01\x1F\tC\xEF\xBF\xBF";
  v1::ReportedTask& task = *response.mutable_report()->mutable_tasks(0);
  for (std::string* text : {task.mutable_title(), task.mutable_criterion(), task.mutable_note(), task.add_evidence(),
                            task.mutable_target(), task.mutable_state(), task.mutable_due()}) {
    *text = hostile;
  }
  v1::PeriodReport& report = *response.mutable_report();
  report.set_remarks(hostile + "\n\n \r\nHết");
  report.set_signer(hostile);
  report.set_unit_name(hostile);
  const Docx docx = DocxOf(response);
  EXPECT_THAT(docx.text(), HasSubstr("<w:t>&amp; \"A\" 'B' ]]>  C\n"));
  EXPECT_THAT(docx.text(), HasSubstr("\nHết\n"));
  EXPECT_FALSE(text::HasControlCharacter(absl::StrReplaceAll(docx.text(), {{"\n", ""}})));
}

TEST(PeriodReportDocxTest, EveryVietnameseLetterStays) {
  v1::GetPeriodReportResponse response = BaBichReport();
  const std::string letters =
      "ắằẳẵặăấầẩẫậâáàảãạđếềểễệêéèẻẽẹíìỉĩịốồổỗộôớờởỡợơóòỏõọứừửữựưúùủũụýỳỷỹỵ"
      "ẮẰẲẴẶĂẤẦẨẪẬÂÁÀẢÃẠĐẾỀỂỄỆÊÉÈẺẼẸÍÌỈĨỊỐỒỔỖỘÔỚỜỞỠỢƠÓÒỎÕỌỨỪỬỮỰƯÚÙỦŨỤÝỲỶỸỴ";
  response.mutable_report()->mutable_tasks(0)->set_title(letters);
  EXPECT_THAT(DocxOf(response).text(), HasSubstr(letters));
}

TEST(PeriodReportDocxTest, TheSameReportGivesTheSameBytes) {
  const auto first = PeriodReportDocx(BaBichReport(), FacesForTest());
  const auto second = PeriodReportDocx(BaBichReport(), FacesForTest());
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(*first == *second, true);
}

TEST(PeriodReportDocxTest, RefusesADayThatIsNone) {
  v1::GetPeriodReportResponse response = BaBichReport();
  response.mutable_report()->set_date("2024-13-01");
  EXPECT_EQ(Problem::FromStatus(PeriodReportDocx(response, FacesForTest()).status()).reason, "BAD_DATE");
  response = BaBichReport();
  response.mutable_report()->clear_period_from();
  EXPECT_EQ(Problem::FromStatus(PeriodReportDocx(response, FacesForTest()).status()).reason, "BAD_DATE");
  response = BaBichReport();
  response.mutable_submitted()->clear_submitted_on();
  EXPECT_EQ(Problem::FromStatus(PeriodReportDocx(response, FacesForTest()).status()).reason, "BAD_DATE");
}

// As a reader of ECMA-376 does it: the hex digits of the key from the last to the first, over the first 32 bytes.
std::string Reveal(std::string bytes, std::string key) {
  key = absl::StrReplaceAll(key, {{"{", ""}, {"}", ""}, {"-", ""}});
  for (size_t i = 0; i < 32; ++i) {
    const int value = std::stoi(key.substr(30 - 2 * (i % 16), 2), nullptr, 16);
    bytes[i] = static_cast<char>(bytes[i] ^ value);
  }
  return bytes;
}

TEST(EmbeddedFontsTest, AreTheFontsOnceRevealed) {
  const Docx docx = DocxOf(BaBichReport());
  pugi::xml_document table, relationships;
  table.load_string(docx.parts().at("word/fontTable.xml").c_str());
  relationships.load_string(docx.parts().at("word/_rels/fontTable.xml.rels").c_str());
  const FontFaces& faces = FacesForTest();
  const pugi::xml_node font = table.select_node("//w:font[@w:name='Liberation Serif']").node();
  EXPECT_STREQ(font.child("w:altName").attribute("w:val").value(), "Times New Roman");
  const std::pair<const char*, const std::string*> embedded[] = {{"w:embedRegular", &faces.regular},
                                                                 {"w:embedBold", &faces.bold},
                                                                 {"w:embedItalic", &faces.italic},
                                                                 {"w:embedBoldItalic", &faces.bold_italic}};
  for (const auto& [element, face] : embedded) {
    const pugi::xml_node node = font.child(element);
    const std::string id = node.attribute("r:id").value();
    const std::string path = absl::StrCat("//Relationship[@Id='", id, "']");
    const std::string target = relationships.select_node(path.c_str()).node().attribute("Target").value();
    const std::string& bytes = docx.parts().at("word/" + target);
    EXPECT_EQ(bytes == *face, false) << element;
    EXPECT_EQ(Reveal(bytes, node.attribute("w:fontKey").value()) == *face, true) << element;
  }
  EXPECT_THAT(docx.parts().at("word/settings.xml"), HasSubstr("<w:embedTrueTypeFonts"));
}

TEST(EmbeddedFontsTest, HaveEveryVietnameseLetter) {
  const FontFaces& faces = FacesForTest();
  const int missing = TextWidth(faces.regular, "\xEE\x80\x80", 1000).value();  // U+E000
  for (const char* letter : {"ế", "ệ", "ự", "ỹ", "Ặ", "Ỡ", "đ", "Ư"}) {
    EXPECT_NE(TextWidth(faces.regular, letter, 1000).value(), missing) << letter;
  }
}

TEST(EmbeddedFontsTest, AMissingFontNamesItsPackage) {
  const TempFolder folder;
  const Problem problem = Problem::FromStatus(LoadFontFaces(folder.path()).status());
  EXPECT_EQ(problem.reason, "NO_FONT");
  EXPECT_THAT(problem.message.vi, HasSubstr("fonts-liberation2"));
  EXPECT_THAT(problem.message.en, HasSubstr("LiberationSerif-Regular.ttf"));
}

TEST(EmbeddedFontsTest, BytesThatAreNoFontAreRefused) {
  FontFaces faces = FacesForTest();
  faces.bold = "no font";
  EXPECT_EQ(PeriodReportDocx(BaBichReport(), faces).status().code(), absl::StatusCode::kInternal);
}

TEST(RollupDocxTest, HasARowForEachUnitAndTotals) {
  const Docx docx(RollupDocx(BaToRollup(), FacesForTest()));
  EXPECT_EQ(docx.Count(kTaskRows), 6u);
  for (const char* text :
       {"UBND TỈNH QUẢNG NGÃI\n", "HUYỆN BA TƠ\n", "04/05 đơn vị đã gửi, trong đó 03 đơn vị đúng hạn",
        "Xã Ba Bích\n15/11/2024\nĐúng\n80\n12\n2\n0\n0\n95,25\n3\n", "18/11/2024\nTrễ\n", "Xã Ba Lế\nChưa gửi\n"}) {
    EXPECT_THAT(docx.text(), HasSubstr(text));
  }
}

TEST(RollupDocxTest, NobodyIssuesThatOfTheWholeCountry) {
  v1::GetReportRollupResponse rollup = BaToRollup();
  rollup.clear_issuer_name();
  EXPECT_EQ(Problem::FromStatus(RollupDocx(rollup, FacesForTest()).status()).reason, "NO_ISSUER");
}

using Cells = std::map<std::string, xlsx::Cell>;

Cells CellsOf(const absl::StatusOr<std::string>& bytes, const std::string& sheet) {
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  Cells cells;
  const auto sheets = xlsx::Read(bytes.value());
  EXPECT_TRUE(sheets.ok()) << sheets.status();
  EXPECT_EQ(sheets->size(), 1u);
  EXPECT_EQ(sheets->front().name, sheet);
  for (const xlsx::Cell& cell : sheets->front().cells) cells[xlsx::CellAddress(cell.row, cell.column)] = cell;
  return cells;
}

// The address of the first cell with that text; empty when none has it.
std::string Find(const Cells& cells, std::string_view text) {
  for (const auto& [address, cell] : cells) {
    if (cell.text == text) return address;
  }
  return "";
}

constexpr auto kNumber = xlsx::Cell::Kind::kNumber;

TEST(PeriodReportXlsxTest, HoldsTheReportWithFiguresAndDaysAsSuch) {
  const auto bytes = PeriodReportXlsx(BaBichReport());
  const Cells cells = CellsOf(bytes, "Báo cáo");
  EXPECT_EQ(cells.at("A1").text, "UBND HUYỆN BA TƠ");
  EXPECT_EQ(cells.at("A2").text, "ỦY BAN NHÂN DÂN XÃ BA BÍCH");
  EXPECT_EQ(cells.at("A3").text, "Số: 57/BC-UBND");
  EXPECT_EQ(cells.at("A4").text, "BÁO CÁO");
  EXPECT_EQ(Find(cells, "DỰ THẢO"), "");
  const int heading = cells.at(Find(cells, "Tiêu chí")).row;
  const auto at = [&](const char* column, int row) { return cells.at(absl::StrCat(column, heading + row)); };
  EXPECT_EQ(at("B", 2).text, "I.4");
  EXPECT_EQ(at("E", 2).text, "45657");  // 2024-12-31
  EXPECT_EQ(at("E", 2).kind, kNumber);
  EXPECT_EQ(at("F", 2).kind, kNumber);
  EXPECT_EQ(at("H", 2).text, "13/19");
  EXPECT_EQ(at("K", 2).text, "12.5");
  EXPECT_EQ(at("K", 2).kind, kNumber);
  EXPECT_EQ(at("A", 17).text, "17");
  EXPECT_FALSE(cells.contains(absl::StrCat("A", heading + 18)));
  EXPECT_LT(heading, 20);  // What is frozen leaves room to scroll.
  EXPECT_NE(Find(cells, "Ý kiến: 1. Nguồn thu trên địa bàn giảm."), "");
  const int assigned = cells.at(Find(cells, "Đã giao")).row;
  EXPECT_EQ(cells.at(absl::StrCat("D", assigned)).text, "17");
  const std::string likely = std::to_string(cells.at(Find(cells, "Nhiều khả năng nhất")).row);
  EXPECT_EQ(cells.at("I" + likely).text, "95.25");
  EXPECT_EQ(cells.at("K" + likely).text, "2");

  const std::string sheet = PartsOf(*bytes).at("xl/worksheets/sheet1.xml");
  for (const char* setting : {"state=\"frozen\"", "paperSize=\"9\"", "fitToHeight=\"0\"", "fitToPage=\"1\""}) {
    EXPECT_THAT(sheet, HasSubstr(setting));
  }
  EXPECT_THAT(PartsOf(*bytes).at("xl/workbook.xml"), HasSubstr("_xlnm.Print_Titles"));
}

TEST(PeriodReportXlsxTest, HoldsDraftsWithoutTasksOrForecastAndHostileText) {
  v1::GetPeriodReportResponse response = BaBichReport();
  response.clear_submitted();
  v1::PeriodReport& report = *response.mutable_report();
  report.clear_likely();
  report.set_forecast_missing("Cụm chưa có thang bảng điểm.");
  report.mutable_tasks(0)->set_title("=1+1 <&> \"");
  report.mutable_tasks(1)->set_due("cuối năm");
  Cells cells = CellsOf(PeriodReportXlsx(response), "Báo cáo");
  EXPECT_NE(Find(cells, "DỰ THẢO"), "");
  EXPECT_NE(Find(cells, "Chưa có dự báo điểm. Cụm chưa có thang bảng điểm."), "");
  EXPECT_NE(Find(cells, "=1+1 <&> \""), "");
  EXPECT_NE(Find(cells, "cuối năm"), "");
  report.clear_tasks();
  cells = CellsOf(PeriodReportXlsx(response), "Báo cáo");
  EXPECT_NE(Find(cells, "Tiêu chí"), "");
  report.set_date("hôm nay");
  EXPECT_EQ(Problem::FromStatus(PeriodReportXlsx(response).status()).reason, "BAD_DATE");
}

// libxlsxwriter writes into docProps/core.xml when it made the file.
TEST(PeriodReportXlsxTest, TheSameReportGivesTheSameSheet) {
  Parts first = PartsOf(PeriodReportXlsx(BaBichReport()).value());
  Parts second = PartsOf(PeriodReportXlsx(BaBichReport()).value());
  first.erase("docProps/core.xml");
  second.erase("docProps/core.xml");
  EXPECT_EQ(first, second);
}

TEST(RollupXlsxTest, HasARowForEachUnitAndTotals) {
  const Cells cells = CellsOf(RollupXlsx(BaToRollup()), "Tổng hợp");
  const int heading = cells.at(Find(cells, "Mã đơn vị")).row;
  const auto at = [&](const char* column, int row) {
    const auto found = cells.find(absl::StrCat(column, heading + row));
    return found == cells.end() ? std::string() : found->second.text;
  };
  EXPECT_EQ(at("B", 3), "21486");
  EXPECT_EQ(at("C", 3), "Xã Ba Bích");
  EXPECT_EQ(at("D", 3), "Cụm các xã, thị trấn Khu Trung");
  EXPECT_EQ(at("E", 3), "45611");  // 2024-11-15
  EXPECT_EQ(at("F", 3), "Đúng hạn");
  EXPECT_EQ(at("F", 4), "Trễ hạn");
  EXPECT_EQ(at("G", 3), "80");
  EXPECT_EQ(at("H", 3), "12");
  EXPECT_EQ(at("P", 3), "95.25");
  EXPECT_EQ(at("Q", 3), "3");
  EXPECT_EQ(at("E", 5), "Chưa gửi");
  EXPECT_EQ(at("P", 5), "");
  EXPECT_EQ(at("Q", 5), "");
  EXPECT_EQ(at("C", 6), "Cộng");
  EXPECT_EQ(at("E", 6), "4");
  EXPECT_EQ(at("H", 6), "60");
  EXPECT_EQ(at("C", 7), "");
}

TEST(UnitWordsTest, SpeakOfUnitsAsDocumentsDo) {
  struct Case {
    const char* name;
    const char* short_committee;
    const char* place;
  };
  for (const Case& each :
       {Case{"Xã Ba Bích", "UBND xã Ba Bích", "Ba Bích"}, Case{"XÃ BA BÍCH", "UBND xã BA BÍCH", "BA BÍCH"},
        Case{"Thị trấn Ba Tơ", "UBND thị trấn Ba Tơ", "Ba Tơ"},
        Case{"Thị xã Đức Phổ", "UBND thị xã Đức Phổ", "Đức Phổ"}, Case{"Phường 5", "UBND phường 5", "Phường 5"},
        Case{"Quận 10", "UBND quận 10", "Quận 10"},
        Case{"Thành phố Hồ Chí Minh", "UBND thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"},
        Case{"Thành phố Hà Nội", "UBND thành phố Hà Nội", "Hà Nội"},
        Case{"Đặc khu Lý Sơn", "UBND đặc khu Lý Sơn", "Lý Sơn"}, Case{"UBND huyện Ba Tơ", "UBND huyện Ba Tơ", "Ba Tơ"},
        Case{"Khu Trung", "UBND Khu Trung", "Khu Trung"}, Case{"Xã", "UBND Xã", "Xã"}, Case{"", "UBND ", ""}}) {
    EXPECT_EQ(UnitWords(each.name).ShortCommittee(), each.short_committee);
    EXPECT_EQ(UnitWords(each.name).Place(), each.place);
  }
  EXPECT_EQ(UpperCase("Đức Phổ, ngày ế ự"), "ĐỨC PHỔ, NGÀY Ế Ự");
}

TEST(UnitWordsTest, KnowEveryKindOfUnitInVietnam) {
  imports::FaultList faults;
  const csv::Table table = csv::Table::Read(LoadFile(SourceFile("deploy/demo/vn_units.csv")), {"name", "type"}, faults);
  ASSERT_TRUE(faults.empty());
  for (const auto& row : table.rows()) {
    EXPECT_NE(UnitWords(row.fields[0]).kind(), "") << row.fields[0];
  }
  EXPECT_GT(table.rows().size(), 10000u);
}

TEST(ReportWordsTest, WriteDaysAndFiguresAsTheDecreeDoes) {
  EXPECT_EQ(SpokenDay(CivilDay(2024, 2, 9)), "ngày 09 tháng 02 năm 2024");
  EXPECT_EQ(SpokenDay(CivilDay(2024, 3, 9)), "ngày 09 tháng 3 năm 2024");
  EXPECT_EQ(SpokenDay(CivilDay(2024, 12, 31)), "ngày 31 tháng 12 năm 2024");
  EXPECT_EQ(ShortDay("2024-02-09"), "09/02/2024");
  EXPECT_EQ(ShortDay("cuối năm"), "cuối năm");
  EXPECT_EQ(Figure("1234567.50"), "1.234.567,50");
  EXPECT_EQ(Figure("-100"), "-100");
  EXPECT_EQ(Figure("-1000"), "-1.000");
  EXPECT_EQ(Figure("13/19"), "13/19");
  EXPECT_EQ(Figure(""), "");
  EXPECT_EQ(Count(0), "0");
  EXPECT_EQ(Count(7), "07");
  EXPECT_EQ(Count(120), "120");
  EXPECT_EQ(OfficialNumber("7/BC-UBND"), "07/BC-UBND");
  EXPECT_EQ(OfficialNumber("57"), "57/BC-UBND");
  EXPECT_EQ(OfficialNumber("57/BC-VP"), "57/BC-VP");
}

TEST(ReportWordsTest, ResultsNameWhatMatters) {
  v1::ReportedTask task;
  task.set_state("IN_PROGRESS");
  task.set_percent(60);
  task.set_overdue(true);
  task.set_note("Chờ kinh phí\nvà nhân lực");
  EXPECT_THAT(ResultWords(task),
              ElementsAre("Đang thực hiện, 60%", "Quá hạn", "Chưa báo cáo trong kỳ", "Chờ kinh phí", "và nhân lực"));
  task.Clear();
  task.set_state("DONE");
  EXPECT_THAT(ResultWords(task), ElementsAre("Hoàn thành"));
  task.set_state("NEW_STATE");
  task.set_reported(true);
  EXPECT_THAT(ResultWords(task), ElementsAre("NEW_STATE, 0%"));
}

}  // namespace
}  // namespace thidua::tasks
