#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/cli/console.h"
#include "services/cli/explain_output.h"
#include "services/cli/json.h"
#include "services/cli/points_output.h"
#include "services/cli/rank_output.h"
#include "services/cli/sample_replies.h"
#include "services/cli/tasks_output.h"

namespace thidua::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class OutputTest : public ::testing::Test {
 protected:
  OutputTest() { UseUtf8Locale(); }
};

TEST_F(OutputTest, RankCsvUnitesTheGroupsOfDifferentScales) {
  EXPECT_EQ(RankCsv(SampleRankings()),
            "cluster,unit,name,I,III,II,total,rank,lost\n"
            "khu-trung,21532,Xã Ba Lế,100.05,101.00,,100.28,01/03,31.00\n"
            "khu-trung,21526,Xã Ba Bích,99.15,100.50,,99.70,02/03,52.00\n"
            "khu-trung,21535,\"Xã Ba Nam, \"\"mới\"\"\",91.30,94.60,,93.95,03/03,242.00\n"
            "khu-bac,21487,Xã Ba Điền,94.25,,98.40,96.15,01/02,164.00\n"
            "khu-bac,21500,Xã Ba Giang,94.25,,98.40,96.15,01/02,164.00\n");
}

TEST_F(OutputTest, RankCsvOfNothingIsTheHeading) { EXPECT_EQ(RankCsv({}), "cluster,unit,name,total,rank,lost\n"); }

TEST_F(OutputTest, RankTextShowsMovementGapsTiesAndWhatIsNotRanked) {
  const std::string text = RankText(SampleRankings(), Style{});
  EXPECT_THAT(text, HasSubstr("Cụm các xã, thị trấn Khu Trung (khu-trung), năm 2023\n"
                              "Hạng   Xã, phường, thị trấn       I     III  Tổng điểm  Mất điểm  So với 2022\n"
                              "01/03  Xã Ba Lế              100.05  101.00     100.28     31.00  =\n"
                              "02/03  Xã Ba Bích             99.15  100.50      99.70     52.00  ▲2 (04/05)\n"
                              "03/03  Xã Ba Nam, \"mới\" *     91.30   94.60      93.95    242.00  ▼1 (02/05)\n"
                              "* Xã Ba Nam, \"mới\": chưa báo cáo 1 tiêu chí, tính 0 điểm: I.1.\n"
                              "Tính từ phiên bản 12 (ba-to-2023, lần sửa 1)\n"));
  EXPECT_THAT(text,
              HasSubstr("= Đồng hạng 01: Xã Ba Điền, Xã Ba Giang, cùng 96.15 điểm; đã xét lần lượt I, III, đều bằng "
                        "nhau; hạng kế tiếp là 03.\n"));
  EXPECT_THAT(text, HasSubstr("Hạng chung, thang điểm ba-to-2023, lần sửa 1\n"));
  EXPECT_THAT(text, HasSubstr("! Cụm Khu Xa (khu-xa): Chưa có thang bảng điểm.\n"));
}

TEST_F(OutputTest, RankTextSaysWhichTieBreakDecided) {
  auto all = SampleRankings();
  auto& cluster = *all.mutable_clusters(1);
  cluster.clear_ties();
  for (auto& unit : *cluster.mutable_units()) unit.add_decided_by("I");
  EXPECT_THAT(RankText(all, Style{.language = Language::kEnglish}),
              HasSubstr("= Xã Ba Điền, Xã Ba Giang all have 96.15, placed by I.\n"));
}

TEST_F(OutputTest, PointsCsvLeavesOutWhatDoesNotApply) {
  EXPECT_EQ(PointsCsv(SampleRankings()),
            "unit,criterion,points\n"
            "21532,I.1,102.50\n21532,I.2,101.50\n21532,III.4,100.00\n"
            "21526,I.1,105.00\n21526,I.2,95.00\n21526,III.4,96.00\n"
            "21535,I.1,0.00\n21535,I.2,100.00\n"
            "21487,I.1,94.25\n21500,I.1,94.25\n");
}

TEST_F(OutputTest, PointsTextMarksHighestAndLowest) {
  const std::string text = PointsText(SampleRankings(), Style{});
  EXPECT_THAT(text, HasSubstr("I.1           100    102.50     ▲105.00             ▼0.00  Giá trị sản xuất\n"));
  EXPECT_THAT(text, HasSubstr("Tổng điểm"));
  // Equal everywhere: nothing stands out.
  EXPECT_THAT(text, HasSubstr("94.25        94.25  Tiêu chí"));
}

TEST_F(OutputTest, PointsTextSplitsLargeClusters) {
  thidua::ranking::v1::AggregateRankingsResponse all;
  auto& cluster = *all.add_clusters();
  for (int i = 0; i < 9; ++i) cluster.add_units()->set_name("Xã " + std::to_string(i));
  const std::string text = PointsText(all, Style{});
  EXPECT_THAT(text, HasSubstr("Xã 7  Nội dung"));
  EXPECT_THAT(text, HasSubstr("Tối đa  Xã 8"));
}

TEST_F(OutputTest, ExplainTextShowsWhatDiffersAndTheTotal) {
  const std::string text = ExplainText(SampleExplanation(), ExplainDetail::kWhatDiffers, Style{});
  EXPECT_THAT(text, HasSubstr("MẤT ĐIỂM\n\n"
                              "I.2  Thu ngân sách  95.00/100  −5.00\n"
                              "  Quy tắc:   Hụt 1% trừ 1 điểm\n"
                              "  Căn cứ:    Công văn số 640/UBND\n"
                              "  Số liệu:   plan = 36\u00a0000\u00a0000 (plan); actual = 34\u00a0265\u00a0077 (plan)\n"
                              "  Cách tính: p = làm tròn(100 × 34 265 077 / 36 000 000) = 95\n"
                              "             100 − 1 × 5 = 95\n"
                              "  Lấy lại:   Thu thêm 1 734 923\n"
                              "  Chủ trì:   Công chức Tài chính - Kế toán (TC-KT)\n"));
  EXPECT_THAT(text, HasSubstr("CHƯA BÁO CÁO\n\nI.5  "));
  EXPECT_THAT(text, HasSubstr("ĐƯỢC CỘNG ĐIỂM\n\nI.1  "));
  EXPECT_THAT(text, HasSubstr("Tổng điểm 99.70, mất 52.00 điểm\n  Nhóm I: 99.15\n"));
  EXPECT_THAT(text, Not(HasSubstr("I.3")));
  EXPECT_THAT(text, Not(HasSubstr("I.7")));
}

TEST_F(OutputTest, ExplainTextOfEveryCriterion) {
  const std::string text = ExplainText(SampleExplanation(), ExplainDetail::kEveryCriterion, Style{});
  EXPECT_THAT(text, HasSubstr("ĐỦ ĐIỂM\n\nI.3  Thôn văn hóa  100.00/100\n"));
  EXPECT_THAT(text, HasSubstr("KHÔNG ÁP DỤNG\n\nI.7  Đô thị\n"));
}

TEST_F(OutputTest, ExplainTextOfOneCriterionHasNoTotal) {
  auto reply = SampleExplanation();
  const auto full = reply.criteria(2);
  reply.clear_criteria();
  *reply.add_criteria() = full;
  const std::string text = ExplainText(reply, ExplainDetail::kOneCriterion, Style{});
  EXPECT_THAT(text, HasSubstr("I.3  Thôn văn hóa  100.00/100\n"));
  EXPECT_THAT(text, Not(HasSubstr("99.70")));
}

TEST_F(OutputTest, ExplainCsvJoinsSteps) {
  EXPECT_EQ(ExplainCsv(SampleExplanation()),
            "criterion,points,lost,won,rule,citation,text\n"
            "I.1,105.00,0.00,5.00,attainment,,\n"
            "I.2,95.00,5.00,0.00,attainment,Công văn số 640/UBND,"
            "p = làm tròn(100 × 34 265 077 / 36 000 000) = 95; 100 − 1 × 5 = 95\n"
            "I.3,100.00,0.00,0.00,full,,\n"
            "I.5,0.00,100.00,0.00,attainment,,\n");
}

TEST_F(OutputTest, TasksCsvHasOneShape) {
  EXPECT_EQ(TasksCsv(SampleTasks().tasks()),
            "task,unit,year,criterion,title,lead,coordinators,start,due,points,target,state,source,percent,overdue,"
            "submitted_late,parent,evidence_due,recurrence,effort,directive,figure,evidence,assigned_on,submitted_on,"
            "accepted_on,closed_on,version,etag\n"
            "21526-2024-I.10,21526,2024,I.10,\"Đạt thêm tiêu chí, 13/19\",DC-NN-XD-MT,VH-XH;THON,,2024-12-31,40.00,100,"
            "DRAFT,,0,,,,,,,,,0,,,,,0,\n"
            "21526-2024-I.2,21526,2024,I.2,Thu ngân sách,TC-KT,,2024-05-01,2024-12-31,,100,ASSIGNED,plan II.2.2,0,,,,,,"
            ",,,0,,,,,0,\n");
}

TEST_F(OutputTest, TasksTextNamesOfficesItKnows) {
  const std::string text = TasksText(SampleTasks().tasks(), {{"TC-KT", "Tài chính"}}, Style{});
  EXPECT_THAT(text, HasSubstr("31/12/2024  bản nháp    DC-NN-XD-MT"));
  EXPECT_THAT(text, HasSubstr("31/12/2024  đã giao     Tài chính"));
  EXPECT_EQ(TasksText({}, {}, Style{}), "Không có nhiệm vụ nào.\n");
}

TEST_F(OutputTest, DraftSaysWhatIsNew) {
  thidua::tasks::v1::DraftTasksResponse reply;
  *reply.add_tasks()->mutable_task() = SampleTasks().tasks(0);
  reply.mutable_tasks(0)->set_outcome(thidua::tasks::v1::DraftedTask::CREATED);
  *reply.add_tasks()->mutable_task() = SampleTasks().tasks(1);
  reply.mutable_tasks(1)->set_outcome(thidua::tasks::v1::DraftedTask::UNCHANGED);
  EXPECT_THAT(DraftCsv(reply.tasks()), HasSubstr("state,source,outcome,percent,"));
  EXPECT_THAT(DraftCsv(reply.tasks()), HasSubstr(",DRAFT,,CREATED,0,"));
  EXPECT_THAT(DraftText(reply, {}, Style{}), HasSubstr("40.00  31/12/2024  mới"));
  EXPECT_THAT(DraftText(reply, {}, Style{}), HasSubstr("đã có"));
}

TEST_F(OutputTest, JsonUsesLowerCamelCaseAndLeavesOutDefaults) {
  thidua::tasks::v1::Task task;
  task.set_points_to_win_back("40.00");
  EXPECT_EQ(ToJson(task).value(), "{\n \"pointsToWinBack\": \"40.00\"\n}\n");
}

}  // namespace
}  // namespace thidua::cli
