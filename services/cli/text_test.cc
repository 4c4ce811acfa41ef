#include "services/cli/text.h"

#include <gtest/gtest.h>

#include "common/status/problem.h"
#include "services/cli/console.h"
#include "services/cli/csv.h"
#include "services/cli/exit_code.h"
#include "services/cli/failure.h"
#include "services/cli/import_output.h"
#include "services/cli/table.h"

namespace thidua::cli {
namespace {

TEST(FormatRankTest, PadsToTwoDigitsAtLeast) {
  EXPECT_EQ(FormatRank(2, 5), "02/05");
  EXPECT_EQ(FormatRank(12, 105), "12/105");
  EXPECT_EQ(FormatRank(0, 0), "");
}

TEST(FormatDateTest, TurnsIsoDatesAroundInVietnameseOnly) {
  EXPECT_EQ(FormatDate("2024-12-31", Language::kVietnamese), "31/12/2024");
  EXPECT_EQ(FormatDate("2024-12-31", Language::kEnglish), "2024-12-31");
  EXPECT_EQ(FormatDate("", Language::kVietnamese), "");
  EXPECT_EQ(FormatDate("2024-XII-1", Language::kVietnamese), "2024-XII-1");
}

TEST(IsZeroTest, SeesThroughSpelling) {
  for (const char* zero : {"", "0", "0.00", "-0.0"}) EXPECT_TRUE(IsZero(zero)) << zero;
  for (const char* other : {"0.01", "10", "-5"}) EXPECT_FALSE(IsZero(other)) << other;
}

TEST(GroupDigitsTest, GroupsLongWholePartsOnly) {
  EXPECT_EQ(GroupDigits("36000000"), "36\u00a0000\u00a0000");
  EXPECT_EQ(GroupDigits("-12345.6789"), "-12\u00a0345.6789");
  for (const char* same : {"2023", "99.70", "TOT", "", "-", "1e100000"}) EXPECT_EQ(GroupDigits(same), same);
}

TEST(ParagraphTest, BreaksBetweenWordsAndCountsLetters) {
  UseUtf8Locale();
  EXPECT_EQ(DisplayWidth("Thị trấn Ba Tơ"), 14u);
  EXPECT_EQ(Paragraph("Căn cứ:", "một hai ba bốn", 9, 17), "Căn cứ:  một hai\n         ba bốn\n");
  EXPECT_EQ(Paragraph("", "một hai", 2, 0), "  một hai\n");
  EXPECT_EQ(Paragraph("=", "mộthaibabốn năm", 2, 6), "= mộthaibabốn\n  năm\n");
}

TEST(CsvTest, QuotesOnlyWhatNeedsIt) {
  std::string csv;
  AppendCsvRow({"21526", "Xã Ba Bích", "", "a,b", "say \"x\"", "two\nlines", " spaced "}, csv);
  EXPECT_EQ(csv, "21526,Xã Ba Bích,,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\", spaced \n");
}

TEST(TableTest, LinesUpVietnameseAndLeavesNoTrailingSpaces) {
  UseUtf8Locale();
  Table table(Style{});
  table.AddColumn("Xã, phường");
  table.AddColumn("Tổng điểm", Table::Column::kRight);
  table.AddColumn("Ghi chú");
  table.AddRow({"Thị trấn Ba Tơ", "99.28", ""});
  table.AddRow({"Xã Ba Lế", {"100.28", Tone::kStrong}, "▲2"});
  EXPECT_EQ(table.ToString(),
            "Xã, phường      Tổng điểm  Ghi chú\n"
            "Thị trấn Ba Tơ      99.28\n"
            "Xã Ba Lế           100.28  ▲2\n");
}

TEST(TableTest, CutsOnlyTheCutColumnAtTheTerminalsEdge) {
  UseUtf8Locale();
  Table table(Style{.width = 20});
  table.AddColumn("Mã");
  table.AddColumn("Nội dung", Table::Column::kCut);
  table.AddRow({"I.10", "Nông thôn mới, mười chín tiêu chí"});
  EXPECT_EQ(table.ToString(), "Mã    Nội dung\nI.10  Nông thôn mới,\n");
}

TEST(TableTest, WrapsBetweenWordsWhereTheTerminalHasRoom) {
  UseUtf8Locale();
  const auto table_of = [](size_t width) {
    Table table(Style{.width = width});
    table.AddColumn("Mã");
    table.AddColumn("Việc", Table::Column::kWrap);
    table.AddColumn("Hạn");
    table.AddRow({"I.10", "Đạt thêm một tiêu chí nông thôn mới", "31/12"});
    return table.ToString();
  };
  EXPECT_EQ(table_of(35),
            "Mã    Việc                   Hạn\n"
            "I.10  Đạt thêm một tiêu chí  31/12\n"
            "      nông thôn mới\n");
  EXPECT_EQ(table_of(20),
            "Mã    Hạn\n"
            "    Việc\n"
            "I.10  31/12\n"
            "    Đạt thêm một\n"
            "    tiêu chí nông\n"
            "    thôn mới\n");
}

TEST(TableTest, ANarrowTerminalHasTheFirstColumnAboveAndTheOthersBelow) {
  UseUtf8Locale();
  Table table(Style{.width = 30});
  table.AddColumn("Bộ phận", Table::Column::kWrap);
  table.AddColumn("Việc", Table::Column::kRight);
  table.AddColumn("Chủ trì", Table::Column::kWrap);
  table.AddColumn("Ghi chú", Table::Column::kWrap);
  table.AddRow({"Công chức Văn phòng", "12", "Công an xã", "chậm"});
  table.AddRow({"Công an xã", "3", "", "kịp"});
  EXPECT_EQ(table.ToString(),
            "Bộ phận\n"
            "Việc\n"
            "    Chủ trì · Ghi chú\n"
            "Công chức Văn phòng\n"
            "  12\n"
            "    Công an xã · chậm\n"
            "Công an xã\n"
            "   3\n"
            "    kịp\n");
}

TEST(StyleTest, PaintsOnlyInColor) {
  EXPECT_EQ(Style{}.Paint("x", Tone::kBad), "x");
  EXPECT_EQ(Style{.color = true}.Paint("x", Tone::kBad), "\033[31mx\033[0m");
  EXPECT_EQ(Style{.color = true}.Paint("x", Tone::kPlain), "x");
}

TEST(ExitCodeTest, FollowsTheDocumentedTable) {
  const auto code = [](absl::StatusCode status) { return static_cast<int>(ExitCodeFor(absl::Status(status, "x"))); };
  EXPECT_EQ(static_cast<int>(ExitCodeFor(absl::OkStatus())), 0);
  EXPECT_EQ(code(absl::StatusCode::kInternal), 1);
  EXPECT_EQ(code(absl::StatusCode::kUnimplemented), 1);
  EXPECT_EQ(code(absl::StatusCode::kDataLoss), 1);
  EXPECT_EQ(code(absl::StatusCode::kAborted), 4);
  EXPECT_EQ(code(absl::StatusCode::kPermissionDenied), 4);
  EXPECT_EQ(code(absl::StatusCode::kNotFound), 3);
  EXPECT_EQ(code(absl::StatusCode::kInvalidArgument), 4);
  EXPECT_EQ(code(absl::StatusCode::kFailedPrecondition), 4);
  EXPECT_EQ(code(absl::StatusCode::kUnavailable), 5);
  EXPECT_EQ(code(absl::StatusCode::kDeadlineExceeded), 5);
  EXPECT_EQ(code(absl::StatusCode::kResourceExhausted), 5);
  for (const char* reason : {"FILE_TOO_LARGE", "TASK_FULL"}) {
    const absl::Status stays = Problem{.code = absl::StatusCode::kResourceExhausted, .reason = reason}.ToStatus();
    EXPECT_EQ(ExitCodeFor(stays), ExitCode::kRefused) << reason;
  }
}

TEST(FailureTest, NamesTheFieldsAndTheWayToStartAService) {
  const absl::Status refused =
      Problem{.code = absl::StatusCode::kInvalidArgument,
              .message = {.vi = "sai", .en = "wrong"},
              .violations = {{"year", {.vi = "sai", .en = "wrong"}}, {"unit", {.vi = "trống", .en = "empty"}}}}
          .ToStatus();
  EXPECT_EQ(DescribeFailure(refused, Language::kEnglish), "thidua: wrong\n  year\n  unit: empty");
  const absl::Status down = Problem{.code = absl::StatusCode::kUnavailable,
                                    .message = {.vi = "đứt", .en = "down"},
                                    .metadata = {{"service", "tasks"}, {"address", "127.0.0.1:7103"}}}
                                .ToStatus();
  EXPECT_EQ(DescribeFailure(down, Language::kVietnamese),
            "thidua: đứt\n  Khởi động bằng lệnh:  thidua dev --port 7103\n"
            "  hoặc chỉ dịch vụ này:  thidua-tasks --listen 127.0.0.1:7103 --data DIR");
}

TEST(FailureTest, NamesTheEtagToGoOnFrom) {
  const absl::Status stale = Problem{
      .code = absl::StatusCode::kAborted,
      .reason = "STALE_SHEET",
      .message = {.vi = "cũ", .en = "old"},
      .metadata = {
          {"etag", "v7"}}}.ToStatus();
  EXPECT_EQ(DescribeFailure(stale, Language::kVietnamese), "thidua: cũ\n  Etag hiện nay:  v7");
  EXPECT_EQ(DescribeFailure(stale, Language::kEnglish), "thidua: old\n  Current etag:  v7");
}

TEST(ImportOutputTest, LeavesOutWhatAFaultDoesNotSay) {
  thidua::type::v1::ImportFault fault;
  fault.set_message("sai");
  EXPECT_EQ(FaultLine("a.csv", fault), "a.csv: sai");
  fault.set_field("unit");
  EXPECT_EQ(FaultLine("a.csv", fault), "a.csv: unit: sai");
  fault.set_line(3);
  EXPECT_EQ(FaultLine("a.csv", fault), "a.csv:3: unit: sai");
  fault.set_column(2);
  EXPECT_EQ(FaultLine("a.csv", fault), "a.csv:3:2: unit: sai");
}

TEST(ImportOutputTest, NamesTheCellOfAWorkbook) {
  thidua::type::v1::ImportFault fault;
  fault.set_line(7);
  fault.set_column(5);
  fault.set_field("E7");
  fault.set_message("sai");
  EXPECT_EQ(FaultLine("F.xlsx", fault), "F.xlsx:E7: sai");
  fault.set_column(28);
  fault.set_field("AB7");
  EXPECT_EQ(FaultLine("F.xlsx", fault), "F.xlsx:AB7: sai");
  fault.set_column(27);
  EXPECT_EQ(FaultLine("F.xlsx", fault), "F.xlsx:7:27: AB7: sai");
}

TEST(ImportOutputTest, CountsFaultsBeyondTheList) {
  thidua::type::v1::ImportReport report;
  report.add_faults();
  report.set_more_faults(9);
  EXPECT_EQ(RefusalMessage("a.csv", report).vi, "a.csv có 10 lỗi (9 lỗi cuối không liệt kê); không có gì được ghi.");
}

}  // namespace
}  // namespace thidua::cli
