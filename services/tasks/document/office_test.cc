// What LibreOffice makes of our documents, so that they are not only tested against our own idea of the format. Only
// the fonts inside a document are there to lay it out.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <pugixml.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/testing/temp_folder.h"
#include "services/tasks/document/report_docx.h"
#include "services/tasks/document/report_for_test.h"
#include "services/tasks/document/report_workbook.h"

namespace thidua::tasks {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A word on a page, in points from its upper left corner.
struct Word {
  size_t page;
  std::string text;
  double left, top, right, bottom;
};

class OfficeTest : public ::testing::Test {
 protected:
  // `bytes` as LibreOffice prints it.
  void Print(const absl::StatusOr<std::string>& bytes, const std::string& extension) {
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    const std::string file = folder_.Write("report." + extension, *bytes);
    folder_.Write(
        "fonts.conf",
        absl::StrCat("<?xml version=\"1.0\"?><fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>",
                     folder_.File("cache"), "</cachedir></fontconfig>"));
    Run(absl::StrCat("FONTCONFIG_FILE='", folder_.File("fonts.conf"),
                     "' LC_ALL=C.UTF-8 timeout 120 soffice -env:UserInstallation=", UrlOf(folder_.File("profile")),
                     " --headless --convert-to pdf --outdir '", folder_.path(), "' '", file, "'"));
    pdf_ = folder_.File("report.pdf");
    Run(absl::StrCat("pdftotext -bbox '", pdf_, "' '", folder_.File("words.xml"), "'"));
    pugi::xml_document words;
    ASSERT_TRUE(words.load_file(folder_.File("words.xml").c_str()));
    for (const auto& page : words.select_nodes("//page")) {
      ++pages_;
      for (const pugi::xml_node word : page.node().children("word")) AddWord(word);
    }
  }

  static std::string UrlOf(const std::string& path) {
    std::string url = "file://";
    for (char c : path) {
      const auto byte = static_cast<unsigned char>(c);
      url += byte > ' ' && byte < 0x7f ? std::string(1, c) : absl::StrFormat("%%%02X", byte);
    }
    return url;
  }

  void AddWord(pugi::xml_node word) {
    const auto at = [&](const char* name) { return word.attribute(name).as_double(); };
    words_.push_back({pages_, word.text().get(), at("xMin"), at("yMin"), at("xMax"), at("yMax")});
  }

  void Run(const std::string& command) {
    const std::string log = folder_.File("log");
    EXPECT_EQ(std::system(absl::StrCat(command, " >'", log, "' 2>&1").c_str()), 0) << command << "\n" << LoadFile(log);
  }

  // The box around these words where they first follow each other, from the word `from` on.
  std::optional<Word> Find(const std::string& phrase, size_t page = 1) const {
    const std::vector<std::string> wanted = absl::StrSplit(phrase, ' ');
    for (size_t i = 0; i + wanted.size() <= words_.size(); ++i) {
      size_t matched = 0;
      while (matched < wanted.size() && words_[i + matched].text == wanted[matched]) ++matched;
      if (matched < wanted.size() || words_[i].page != page) continue;
      const Word &first = words_[i], &last = words_[i + matched - 1];
      return Word{page, phrase, first.left, first.top, last.right, last.bottom};
    }
    return std::nullopt;
  }

  Word Get(const std::string& phrase, size_t page = 1) const {
    const std::optional<Word> found = Find(phrase, page);
    EXPECT_TRUE(found.has_value()) << phrase << " on page " << page;
    return found.value_or(Word{});
  }

  std::string Fonts() {
    const std::string list = folder_.File("fonts");
    EXPECT_EQ(std::system(absl::StrCat("pdffonts '", pdf_, "' >'", list, "'").c_str()), 0);
    return LoadFile(list);
  }

  const TempFolder folder_;
  std::string pdf_;
  size_t pages_ = 0;
  std::vector<Word> words_;
};

constexpr double kPointsInMillimetre = 72 / 25.4;

TEST_F(OfficeTest, TheHeadStandsAsTheDecreeWantsIt) {
  Print(PeriodReportDocx(BaBichReport(), FacesForTest()), "docx");
  const Word above = Get("UBND HUYỆN BA TƠ"), committee = Get("ỦY BAN NHÂN DÂN"), unit = Get("XÃ BA BÍCH"),
             number = Get("Số: 57/BC-UBND"), nation = Get("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
             motto = Get("Độc lập - Tự do - Hạnh phúc"), day = Get("Ba Bích, ngày 15 tháng 11 năm 2024"),
             title = Get("BÁO CÁO"), subject = Get("Kết quả khắc phục, cải thiện và nâng cao điểm thi đua năm 2024");
  EXPECT_LT(above.bottom, committee.bottom);
  EXPECT_LT(committee.bottom, unit.bottom);
  EXPECT_LT(unit.bottom, number.bottom);
  EXPECT_LT(number.bottom, title.top);
  EXPECT_NEAR(above.top, nation.top, 2);
  EXPECT_LT(nation.bottom, motto.bottom);
  EXPECT_LT(motto.bottom, day.top);
  EXPECT_NEAR(number.bottom, day.bottom, 3);
  for (const Word& left : {above, committee, unit, number}) {
    for (const Word& right : {nation, motto, day}) EXPECT_LT(left.right, right.left) << left.text << right.text;
  }
  EXPECT_NEAR(nation.left + nation.right, motto.left + motto.right, 3);
  EXPECT_NEAR(title.left + title.right, subject.left + subject.right, 3);
  EXPECT_LT(title.bottom, subject.bottom);
}

TEST_F(OfficeTest, OnlyTheDocumentsOwnFontsAreUsed) {
  Print(PeriodReportDocx(BaBichReport(), FacesForTest()), "docx");
  const std::string fonts = Fonts();
  for (const char* face :
       {"LiberationSerif ", "LiberationSerif-Bold ", "LiberationSerif-Italic ", "LiberationSerif-BoldItalic "}) {
    EXPECT_THAT(fonts, HasSubstr(face));
  }
  EXPECT_THAT(fonts, Not(HasSubstr("DejaVu")));
}

TEST_F(OfficeTest, LaterPagesHaveTheirNumberAndTheHeadOfTheTable) {
  Print(PeriodReportDocx(BaBichReport(), FacesForTest()), "docx");
  ASSERT_GE(pages_, 2u);
  for (const Word& word : words_) {
    if (word.page == 1) {
      EXPECT_GT(word.top, 19 * kPointsInMillimetre) << word.text;
    }
  }
  const Word number = Get("2", 2);
  EXPECT_LT(number.bottom, 20 * kPointsInMillimetre);
  EXPECT_NEAR((number.left + number.right) / 2, (30 + 165 / 2.0) * kPointsInMillimetre, 3);
  EXPECT_TRUE(Find("Nhiệm vụ, chỉ tiêu", 1));
  EXPECT_TRUE(Find("Nhiệm vụ, chỉ tiêu", 2));
}

TEST_F(OfficeTest, NothingIsCut) {
  v1::GetPeriodReportResponse response = BaBichReport();
  std::string title = "Đầu";
  for (int i = 0; i < 150; ++i) absl::StrAppend(&title, " nghiêng", i);
  response.mutable_report()->mutable_tasks(3)->set_title(title);
  Print(PeriodReportDocx(response, FacesForTest()), "docx");
  std::string all;
  for (const Word& word : words_) {
    all += word.text + " ";
    EXPECT_GE(word.left, 29 * kPointsInMillimetre) << word.text;
    EXPECT_LE(word.right, (210 - 14) * kPointsInMillimetre) << word.text;
    EXPECT_LE(word.bottom, (297 - 19) * kPointsInMillimetre) << word.text;
  }
  for (const char* text : {"nghiêng0 ", "nghiêng75 ", "nghiêng149 ", "Thống kê ", "Lưu: VT. ", "Phạm Văn Kỳ "}) {
    EXPECT_THAT(all, HasSubstr(text));
  }
}

TEST_F(OfficeTest, ADraftSaysSo) {
  v1::GetPeriodReportResponse response = BaBichReport();
  response.clear_submitted();
  Print(PeriodReportDocx(response, FacesForTest()), "docx");
  EXPECT_LT(Get("DỰ THẢO").right, Get("Độc lập").left);
}

TEST_F(OfficeTest, TheRollupIsPrintedOnOnePage) {
  Print(RollupDocx(BaToRollup(), FacesForTest()), "docx");
  EXPECT_EQ(pages_, 1u);
  EXPECT_TRUE(Find("Hạng"));
  EXPECT_TRUE(Find("nghiệm"));
  EXPECT_TRUE(Find("Xã Ba Bích"));
}

TEST_F(OfficeTest, WorkbooksArePrintedOnePageWide) {
  Print(PeriodReportXlsx(BaBichReport()), "xlsx");
  EXPECT_TRUE(Find("ỦY BAN NHÂN DÂN XÃ BA BÍCH"));
  EXPECT_TRUE(Find("Minh chứng"));
  EXPECT_EQ(Get("31/12/2024").text, "31/12/2024");
}

}  // namespace
}  // namespace thidua::tasks
