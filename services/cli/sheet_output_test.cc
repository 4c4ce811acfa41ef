#include "services/cli/sheet_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "services/cli/review_output.h"
#include "services/cli/sample_sheets.h"
#include "services/cli/scale_output.h"
#include "services/cli/sheet_words.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Style kEnglish{.language = Language::kEnglish};

class SheetOutputTest : public ::testing::Test {
 protected:
  SheetOutputTest() { UseUtf8Locale(); }
};

size_t WidestLine(const std::string& text) {
  size_t widest = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    widest = std::max(widest, DisplayWidth(std::string(line)));
  }
  return widest;
}

TEST_F(SheetOutputTest, TimesAreLocal) {
  google::protobuf::Timestamp time;
  time.set_seconds(1703178000);  // 2023-12-21T17:00:00Z
  EXPECT_EQ(FormatTime(time, Language::kVietnamese), "22/12/2023 00:00");
  EXPECT_EQ(FormatTime(time, Language::kEnglish), "2023-12-22 00:00");
  EXPECT_EQ(IsoTime(time), "2023-12-22T00:00:00+07:00");
  EXPECT_EQ(IsoTime({}), "");
}

TEST_F(SheetOutputTest, ActorsAreNamedByWhatIsKnown) {
  thidua::type::v1::Actor actor;
  EXPECT_EQ(ActorText(actor), "");
  actor.set_unit("21526");
  EXPECT_EQ(ActorText(actor), "21526");
  actor.set_name("Lê Thị Hoa");
  EXPECT_EQ(ActorText(actor), "Lê Thị Hoa (21526)");
  actor.set_office("VP");
  EXPECT_EQ(ActorText(actor), "Lê Thị Hoa (21526, VP)");
}

TEST_F(SheetOutputTest, SheetTextHasEverythingOfASheet) {
  EXPECT_EQ(SheetText(SampleSheet(), Style{}),
            "Xã Ba Bích (21526), năm 2023\n"
            "Bảng điểm đang ở bước \"Cụm thi đua họp chấm điểm\", do cụm trưởng thực hiện.\n"
            "\n"
            "Tiêu chí  Tối đa  Tính được    Điểm  Tình trạng       Nội dung          Số liệu\n"
            "I.1          100      95.00   90.00  điểm quyết định  Giá trị sản xuất  kế hoạch (plan) = 36\u00a0000"
            "\u00a0000 (báo cáo); actual = 34\u00a0265\u00a0077\n"
            "I.2          100     100.00  100.00  đã xác nhận      Thu ngân sách\n"
            "I.3           50       0.00    0.00  chưa có số liệu  Thôn văn hóa\n"
            "I.4           10          –       –  không áp dụng    Đô thị\n"
            "\n"
            "Điểm quyết định\n"
            "  I.1  CLUSTER: 90.00, Thiếu quyết toán, \"phần 2\" (Phạm Văn Trí (21532), 21/12/2023 09:05) [trên số "
            "liệu cũ]\n"
            "\n"
            "Xác nhận\n"
            "  I.2  DEPARTMENT: Trần Nam (TC-KT), 21/12/2023 09:05\n"
            "\n"
            "Minh chứng\n"
            "  I.1  e1: Báo cáo quyết toán; 104/BC; 20/12/2023; a.pdf, 3 KiB; Lê Thị Hoa (21526), 21/12/2023 09:05\n"
            "\n"
            "Tổng điểm 95.00, mất 60.00 điểm\n"
            "  Chưa có số liệu: I.3\n"
            "  Thiếu minh chứng: I.3\n"
            "Phiên bản 14, etag v14 (ba-to-2023, lần sửa 2)\n");
}

TEST_F(SheetOutputTest, SheetTextInEnglish) {
  const std::string text = SheetText(SampleSheet(), kEnglish);
  EXPECT_THAT(text, HasSubstr("Criterion  Max  Computed  Points  State           Title"));
  EXPECT_THAT(text, HasSubstr("\nDecided points\n  I.1  CLUSTER: 90.00, "));
  EXPECT_THAT(text, HasSubstr("2023-12-21 09:05) [on older figures]\n"));
  EXPECT_THAT(text, HasSubstr("Total 95.00, lost 60.00 points\n  Not reported: I.3\n  Without evidence: I.3\n"));
}

TEST_F(SheetOutputTest, SheetTextFitsATerminal) {
  for (const size_t width : {100, 120, 160}) {
    EXPECT_LE(WidestLine(SheetText(SampleSheet(), Style{.width = width})), width);
    EXPECT_LE(WidestLine(HistoryText(SampleHistory(), Style{.width = width})), width);
    EXPECT_LE(WidestLine(LedgerText(SampleLedger(), Style{.width = width})), width);
    EXPECT_LE(WidestLine(WarningsText(SampleWarnings(), Style{.width = width})), width);
    EXPECT_LE(WidestLine(SimulationText(SampleSimulation(), Style{.width = width})), width);
    EXPECT_LE(WidestLine(ScaleText(SampleScale(), Style{.width = width})), width);
  }
}

TEST_F(SheetOutputTest, SheetCsvHasEveryCriterionThatApplies) {
  EXPECT_EQ(SheetCsv(SampleSheet()),
            "criterion,title,max,computed,points,inputs,decisions,confirmations,evidence,missing\n"
            "I.1,Giá trị sản xuất,100,95.00,90.00,plan=36000000;actual=34265077,CLUSTER=90.00,,e1,\n"
            "I.2,Thu ngân sách,100,100.00,100.00,,,DEPARTMENT,,\n"
            "I.3,Thôn văn hóa,50,0.00,0.00,,,,,figures;evidence\n");
}

TEST_F(SheetOutputTest, AConfirmationOfOlderFiguresNoLongerCounts) {
  auto reply = SampleSheet();
  reply.mutable_sheet()->mutable_criteria(1)->mutable_confirmations(0)->set_on_older_figures(true);
  const std::string text = SheetText(reply, Style{});
  EXPECT_THAT(text, Not(HasSubstr("đã xác nhận")));
  EXPECT_THAT(text, HasSubstr("Trần Nam (TC-KT), 21/12/2023 09:05 [trên số liệu cũ]\n"));
}

TEST_F(SheetOutputTest, HistorySaysWhoWhenWhyAndWhat) {
  EXPECT_EQ(HistoryText(SampleHistory(), Style{}),
            "Phiên bản 14  21/12/2023 09:05  Phạm Văn Trí (21532): trả lại bảng điểm  (mục 31)\n"
            "  Lý do: Thiếu minh chứng\n"
            "  · bước: Cụm họp → Đơn vị tự chấm\n"
            "\n"
            "Phiên bản 12  20/12/2023 09:00  Lê Thị Hoa (21526): ghi số liệu  (mục 30)\n"
            "  · I.1 actual: (không có) → 34265077 (báo cáo)\n"
            "  · I.2 plan: 95 → 100\n");
  EXPECT_THAT(HistoryText(SampleHistory(), kEnglish),
              HasSubstr("Version 14  2023-12-21 09:05  Phạm Văn Trí (21532): returned the sheet  (entry 31)\n"
                        "  Reason: Thiếu minh chứng\n"));
  EXPECT_EQ(HistoryText({}, Style{}), "Bảng điểm chưa có thay đổi nào.\n");
  auto unknown = SampleHistory();
  unknown.mutable_revisions(0)->set_action("sheet.fold");
  EXPECT_THAT(HistoryText(unknown, Style{}), HasSubstr("(21532): sheet.fold  "));
}

TEST_F(SheetOutputTest, HistoryCsvHasARowForEachChange) {
  EXPECT_EQ(HistoryCsv(SampleHistory()),
            "version,number,time,name,unit,office,action,reason,request_id,kind,criterion,entry,from,to\n"
            "14,31,2023-12-21T09:05:00+07:00,Phạm Văn Trí,21532,,sheet.return,Thiếu minh chứng,r1,STANDING,,,Cụm họp,"
            "Đơn vị tự chấm\n"
            "12,30,2023-12-20T09:00:00+07:00,Lê Thị Hoa,21526,,sheet.update,,,FIGURE,I.1,actual,,34265077 (báo cáo)\n"
            "12,30,2023-12-20T09:00:00+07:00,Lê Thị Hoa,21526,,sheet.update,,,FIGURE,I.2,plan,95,100\n");
}

TEST_F(SheetOutputTest, DiffNamesEachKindOfChange) {
  EXPECT_EQ(DiffText(SampleDiff(), kEnglish),
            "  I.1 actual: 1 → 2\n"
            "  I.1, points decided at CLUSTER: (nothing) → 90 (sai)\n"
            "  I.2, confirmed at DEPARTMENT: Trần Nam → (nothing)\n"
            "  I.2, evidence e1: (nothing) → Báo cáo\n"
            "  stage: Tự chấm → Cụm họp\n");
  EXPECT_EQ(DiffText({}, Style{}), "Hai phiên bản giống nhau.\n");
  EXPECT_EQ(DiffCsv(SampleDiff()),
            "kind,criterion,entry,from,to\n"
            "FIGURE,I.1,actual,1,2\n"
            "DECISION,I.1,CLUSTER,,90 (sai)\n"
            "CONFIRMATION,I.2,DEPARTMENT,Trần Nam,\n"
            "EVIDENCE,I.2,e1,,Báo cáo\n"
            "STANDING,,,Tự chấm,Cụm họp\n");
}

TEST_F(SheetOutputTest, LedgerShowsWhatWasMovedAndByWhom) {
  EXPECT_EQ(LedgerText(SampleLedger(), Style{}),
            "Xã Ba Bích (21526), năm 2023\n"
            "Tiêu chí   Tối đa  Tính được   SELF        CLUSTER  APPRAISAL  Nội dung\n"
            "I.1           100      95.00  95.00  90.00 (-5.00)             Giá trị sản xuất\n"
            "Tổng điểm              97.50  97.50          95.00\n"
            "  I.1, CLUSTER -5.00: Thiếu quyết toán (Phạm Văn Trí (21532), 21/12/2023 09:05)\n"
            "1 tiêu chí khác giữ nguyên điểm tính được.\n"
            "Tự chấm cao hơn điểm hiện nay: 2.50\n"
            "\n"
            "Ai làm thay đổi điểm, cả cụm\n"
            "Bước     Người chấm  Tiêu chí  Đơn vị  Cộng   Trừ  Cho chính mình\n"
            "CLUSTER  21532              1       1  0.00  5.00            0.00\n"
            "\n"
            "Tính từ phiên bản 14\n");
  EXPECT_THAT(LedgerText(SampleLedger(), kEnglish), HasSubstr("1 other criteria keep their computed points.\n"));
}

TEST_F(SheetOutputTest, LedgerCsvHasEveryCriterionAndStage) {
  EXPECT_EQ(LedgerCsv(SampleLedger()),
            "unit,criterion,max,computed,stage,points,moved,decided,reason,name,by_unit,by_office,time,"
            "on_older_figures\n"
            "21526,I.1,100,95.00,SELF,95.00,0.00,,,,,,,\n"
            "21526,I.1,100,95.00,CLUSTER,90.00,-5.00,90.00,Thiếu quyết toán,Phạm Văn Trí,21532,,"
            "2023-12-21T09:05:00+07:00,\n"
            "21526,I.2,100,100.00,SELF,100.00,0.00,,,,,,,\n"
            "21526,I.2,100,100.00,CLUSTER,100.00,0.00,,,,,,,\n");
}

TEST_F(SheetOutputTest, WarningsSayWhatToCheck) {
  EXPECT_THAT(WarningsText(SampleWarnings(), Style{}), HasSubstr("21526   I.2       Xã Ba Bích ghi 36, "));
  EXPECT_EQ(WarningsText({}, kEnglish), "Nothing looks wrong in the figures.\n");
  EXPECT_EQ(WarningsCsv(SampleWarnings()),
            "kind,unit,criterion,input,value,compared,message\n"
            "FAR_FROM_CLUSTER,21526,I.2,plan,36,36000000,\"Xã Ba Bích ghi 36, các đơn vị khác quanh 36 000 000. Hãy "
            "kiểm tra đơn vị tính.\"\n");
}

TEST_F(SheetOutputTest, ProgressCountsSheetsAndSaysWhyAClusterHasNone) {
  EXPECT_EQ(ProgressText(SampleProgress(), Style{}),
            "Tính đến ngày 21/12/2023\n"
            "\n"
            "Cụm Khu Trung (khu-trung)\n"
            "5 bảng điểm: 1 trống, 2 chưa đủ số liệu\n"
            "Bước     Hạn         Đang ở đây  Đã chuyển  Chuyển muộn  Quá hạn  Tên bước\n"
            "SELF     20/12/2023           3          2            1        3  Tự chấm\n"
            "CLUSTER                       2          0            0        0  Cụm họp\n"
            "\n"
            "Cụm Khu Xa (khu-xa)\n"
            "! Chưa có thang bảng điểm.\n");
  EXPECT_EQ(ProgressCsv(SampleProgress()),
            "cluster,sheets,empty,incomplete,stage,due,standing,handed_on,handed_on_late,overdue,problem\n"
            "khu-trung,5,1,2,SELF,2023-12-20,3,2,1,3,\n"
            "khu-trung,5,1,2,CLUSTER,,2,0,0,0,\n"
            "khu-xa,0,0,0,,,,,,,Chưa có thang bảng điểm.\n");
  EXPECT_THAT(ProgressText(SampleProgress(), kEnglish), HasSubstr("5 sheets: 1 empty, 2 incomplete\n"));
  EXPECT_EQ(ProgressText({}, Style{}), "Không có cụm nào.\n");
}

TEST_F(SheetOutputTest, LastYearSaysWhoseFiguresTheyAre) {
  EXPECT_EQ(LastYearText(SampleLastYear(), Style{}),
            "Số liệu của Xã Ba Nam trước khi nhập, không so được.\n"
            "\n"
            "Xã Ba Nam (21535), năm 2022\n"
            "Tiêu chí    Điểm  Số liệu\n"
            "I.1        95.00  kế hoạch (plan) = 36\u00a0000\u00a0000; actual = 34 (báo cáo)\n"
            "Tổng điểm  97.85\n");
  EXPECT_EQ(LastYearCsv(SampleLastYear()),
            "year,unit,criterion,points,input,value,source\n"
            "2022,21535,I.1,95.00,plan,36000000,\n"
            "2022,21535,I.1,95.00,actual,34,báo cáo\n");
  thidua::scoring::v1::GetLastYearResponse nothing;
  nothing.set_year(2022);
  EXPECT_EQ(LastYearText(nothing, kEnglish), "There are no figures of 2022.\n");
}

TEST_F(SheetOutputTest, ScaleShowsStagesGroupsAndCriteria) {
  EXPECT_EQ(ScaleText(SampleScale(), Style{}),
            "Thang bảng điểm (ba-to-2023, lần sửa 2), năm 2023\n"
            "  UBND huyện Ba Tơ\n"
            "Cách tính tổng: MEAN, tối đa 120\n"
            "\n"
            "Bước       Ai làm   Hạn         Tên bước\n"
            "SELF       đơn vị   20/12/2023  Tự chấm\n"
            "PUBLISHED  đã khóa              Công bố\n"
            "\n"
            "Mã   Tối đa  Hệ số  Quy tắc      Chủ trì  Xác nhận  Minh chứng  Nội dung\n"
            "I                                                               Kinh tế\n"
            "I.1     100      1  adverseRate  VP-TK    TC        bắt buộc    Giá trị sản xuất\n"
            "I.a                                                             Thu chi\n"
            "I.2      50      2  full                                        Thu, chi\n");
  EXPECT_EQ(ScaleCsv(SampleScale()),
            "code,group,title,max,coefficient,rule,lead,verifier,evidence,citation\n"
            "I.1,I,Giá trị sản xuất,100,1,adverseRate,VP-TK,TC,required,\n"
            "I.2,I.a,\"Thu, chi\",50,2,full,,,,\n");
}

TEST_F(SheetOutputTest, SimulationSaysWhoWouldMove) {
  EXPECT_EQ(SimulationText(SampleSimulation(), Style{}),
            "Năm 2024: so 5 đơn vị, 1 đơn vị thay đổi\n"
            "Cụm        Đơn vị          Tổng điểm   Hạng  Tiêu chí thay đổi\n"
            "khu-trung  Xã Ba Bích  99.70 → 98.20  2 → 4  I.2 95.00 → 85.00; I.9 – → 10.00\n"
            "\n"
            "Năm 2023: so 1 đơn vị, 1 đơn vị thay đổi\n"
            "Cụm      Đơn vị      Tổng điểm   Hạng  Tiêu chí thay đổi\n"
            "khu-bac  Xã Ba Điền  – → 90.00  – → 1  trước đây chưa có điểm\n"
            "! Cụm Khu Xa: chưa có số liệu.\n");
  EXPECT_EQ(SimulationCsv(SampleSimulation()),
            "year,cluster,unit,name,total_before,total_after,rank_before,rank_after,criterion,points_before,"
            "points_after\n"
            "2024,khu-trung,21526,Xã Ba Bích,99.70,98.20,2,4,I.2,95.00,85.00\n"
            "2024,khu-trung,21526,Xã Ba Bích,99.70,98.20,2,4,I.9,,10.00\n"
            "2023,khu-bac,21487,Xã Ba Điền,,90.00,,1,,,\n");
}

TEST_F(SheetOutputTest, SimulationTextNamesTheFirstCriteriaAndCountsTheOthers) {
  auto reply = SampleSimulation();
  auto& unit = *reply.mutable_years(0)->mutable_moved(0);
  for (int i = 0; i < 11; ++i) unit.add_criteria()->set_criterion("II." + std::to_string(i));
  EXPECT_THAT(SimulationText(reply, kEnglish), HasSubstr("; II.7 ; and 3 more\n"));
}

}  // namespace
}  // namespace thidua::cli
